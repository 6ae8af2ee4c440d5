"""How the admin's search boxes find rows in large tables, and addresses that no row has."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse

from tests.admin.forms import form_data
from tests.factories import (
    ArchiveStateFactory,
    ArticleFactory,
    ArticleVersionFactory,
    CaptureFactory,
    CompanyFactory,
    TaggingFactory,
)

pytestmark = pytest.mark.django_db


def found(desk, model, words, **more):
    page = desk.get(reverse(f"admin:articles_{model}_changelist"), {"q": words, **more})
    return list(page.context["cl"].result_list)


def test_rows_beside_an_article_are_found_by_its_title(desk):
    version = ArticleVersionFactory(article=ArticleFactory(title="Harbour opens"))
    ArticleVersionFactory()
    assert found(desk, "articleversion", "harbour opens") == [version]
    assert version in found(desk, "articleversion", str(version.pk))
    assert found(desk, "articleversion", "harbour closes") == []


def test_of_many_articles_that_fit_the_newest_are_found(desk, monkeypatch):
    articles = ArticleFactory.create_batch(4, title="Harbour")
    monkeypatch.setattr("articles.admin.article.ArticleAdmin.finds_newest", 2)
    assert {article.pk for article in found(desk, "article", "harbour")} == {articles[2].pk, articles[3].pk}


def test_a_search_narrows_what_a_filter_left(desk, monkeypatch):
    monkeypatch.setattr("articles.admin.article.ArticleAdmin.finds_newest", 1)
    hidden = ArticleFactory(title="Harbour", state="hidden")
    ArticleFactory(title="Harbour")
    assert found(desk, "article", "harbour", state__exact="hidden") == [hidden]


def test_sentences_are_searched_among_the_newest_tags(desk, monkeypatch):
    tags = [TaggingFactory(evidence="The harbour grows.") for _ in range(3)]
    assert found(desk, "tagging", "harbour") == tags[::-1]
    monkeypatch.setattr("articles.admin.tagging.TaggingAdmin.searches_newest", 2)
    assert found(desk, "tagging", "harbour") == tags[:0:-1]


def test_captures_are_found_by_how_their_hash_begins(desk):
    one, other = CaptureFactory(), CaptureFactory()
    assert found(desk, "capture", one.sha256[:12].upper()) == [one]
    assert found(desk, "capture", other.sha256) == [other]


@pytest.mark.parametrize("model", ["archivestate", "lexeme", "article", "company"])
@pytest.mark.parametrize("page", ["change", "history", "delete"])
def test_an_address_with_a_nul_is_nobodys(desk, model, page):
    ArchiveStateFactory()
    response = desk.get(reverse(f"admin:articles_{model}_{page}", args=["a_00b"]))
    assert response.status_code in (302, 403, 404)
    assert desk.get(f"/admin/articles/{model}/a%00b/{page}/").status_code in (302, 403, 404)


def test_completion_lists_names_that_begin_with_the_words_first(desk):
    for name in ("AXIA", "Dexia", "Asia Xia Holdings", "Xiaomi", "Xia"):
        CompanyFactory(name=name)
    address = reverse("admin:autocomplete")
    asked = {"app_label": "articles", "model_name": "companyalias", "field_name": "company", "term": "xia"}
    answer = json.loads(desk.get(address, asked).content)
    assert [one["text"] for one in answer["results"]] == ["Xia", "Xiaomi", "Asia Xia Holdings", "AXIA", "Dexia"]


def test_a_title_longer_than_any_headline_is_refused_and_one_that_came_so_stays(desk):
    article = ArticleFactory(title="Long " * 300)
    address = reverse("admin:articles_article_change", args=[article.pk])
    data = form_data(desk.get(address))
    assert desk.post(address, {**data, "section": "Business"}).status_code == 302
    page = desk.post(address, {**data, "title": "Longer " * 300})
    assert "At most 1,000 characters" in page.content.decode()
    article.refresh_from_db()
    assert (article.section, article.title) == ("Business", "Long " * 300)


@pytest.mark.parametrize("number", ["9" * 10, "9" * 5_000])
def test_a_number_past_all_ids_finds_nothing_and_is_no_error(desk, number):
    ArticleFactory(title="Canal freight")
    response = desk.get(reverse("admin:articles_article_changelist"), {"q": number})
    assert response.status_code == 200
    assert response.context["cl"].result_count == 0


@pytest.mark.parametrize("period", ["9" * 4, "9" * 30, "2025-13", "2025-" + "1" * 30, "-"])
def test_a_period_that_is_none_finds_nothing_and_is_no_error(desk, period):
    response = desk.get(reverse("admin:articles_article_changelist"), {"published": period})
    assert response.status_code == 200
    assert response.context["cl"].result_count == 0
