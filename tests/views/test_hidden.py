"""A hidden article is nowhere."""

from __future__ import annotations

import pytest

from articles.models import Article
from articles.store.search_entries import index_articles
from tests.factories import ArticleVersionFactory
from tests.views.conftest import page_addresses

pytestmark = pytest.mark.django_db
ALWAYS_NAMED = {"company", "topic", "source", "person", "place"}  # their own pages stand, without the article


def test_a_hidden_article_is_in_no_page_count_suggestion_or_feed(client, make_article, things):
    article = make_article(state="hidden")
    for address in page_addresses(article, **things):
        response = client.get(address)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        text = body.decode()
        if f"/articles/{article.pk}/" in address:
            assert response.status_code == 404, address
        assert "Quokka title" not in text, address
        assert "Quokka text" not in text, address
        assert "quokka bytes" not in text, address
        assert f"/articles/{article.pk}/" not in text.replace(address, ""), address


def test_lists_name_nothing_that_only_hidden_articles_have(client, make_article, things):
    make_article(state="hidden")
    for section in ("companies", "people", "places", "sources"):
        assert "Quokka" not in client.get(f"/{section}/").content.decode()
    for name in ALWAYS_NAMED:
        assert "Quokka" not in client.get(f"/facets/{name}/").content.decode()


def test_whom_only_hidden_articles_name_has_no_page(client, make_article, things):
    article = make_article(state="hidden")
    assert client.get(f"/people/{things['person'].slug}/").status_code == 404
    Article.objects.filter(pk=article.pk).update(state="needs_review")
    index_articles(article_ids=[article.pk])
    assert client.get(f"/people/{things['person'].slug}/").status_code == 200


def test_hiding_takes_an_article_out_at_once(client, make_article):
    article = make_article()
    assert "Quokka title" in client.get("/").content.decode()
    Article.objects.filter(pk=article.pk).update(state="hidden")
    index_articles(article_ids=[article.pk])
    assert "Quokka title" not in client.get("/").content.decode()
    assert client.get(article.get_absolute_url()).status_code == 404


def test_an_article_that_needs_review_is_public(client, make_article):
    article = make_article(state="needs_review")
    assert "Needs review" in client.get(article.get_absolute_url()).content.decode()
    assert "needs review" in client.get("/").content.decode()


def test_a_capture_that_also_holds_a_hidden_article_is_withheld(client, make_article):
    article = make_article(title="Public quokka")
    hidden = make_article(state="hidden", raw_content=b"other")
    version = article.versions.get()
    hidden.versions.update(is_current=False)
    ArticleVersionFactory(article=hidden, capture=version.capture, position=1)
    address = article.get_absolute_url()
    assert client.get(f"{address}capture/").status_code == 404
    assert client.get(f"{address}capture/download/").status_code == 404
    assert "Withheld" in client.get(address).content.decode()
