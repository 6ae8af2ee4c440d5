"""No page asks the database more often because there is more in it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from articles.models import Story
from articles.urls import urlpatterns
from tests.factories import (
    ArticleFactory,
    ArticleVersionFactory,
    CompanyFactory,
    MentionFactory,
    StoryFactory,
    TaggingFactory,
    TopicFactory,
)

pytestmark = pytest.mark.django_db

LIMITS = {
    "/": 4,
    "/?q=quokka": 7,
    "/?q=quokka&company=quokka-company&not_topic=none&date=2025-07&sort=oldest&more=company": 8,
    "/?q=nothing&company=quokka-company": 24,
    "/companies/": 3,
    "/people/": 3,
    "/places/": 3,
    "/sources/": 3,
    "/stories/": 2,
    "/topics/": 3,
    "/companies/quokka-company/": 16,
    "/topics/quokka-topic/": 14,
    "/sources/quokka-source/": 14,
    "/people/quokka-person/": 13,
    "/places/quokka-place/": 14,
    "/feed/?q=quokka": 5,
    "/facets/company/": 2,
    "/help/": 0,
}


def count(client, address):
    """How often the page at `address` asks the database, what a file streams included."""
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
        if response.streaming:
            b"".join(response.streaming_content)
    assert response.status_code == 200
    return len(queries)


@pytest.mark.parametrize("address", LIMITS)
def test_a_page_asks_a_fixed_number_of_times(client, make_article, address):
    make_article()
    before = count(client, address)
    for _ in range(12):
        make_article(companies=[CompanyFactory()], topics=[TopicFactory()])
    assert before <= LIMITS[address]
    assert count(client, address) <= LIMITS[address]


def test_an_article_asks_a_fixed_number_of_times(client, make_article):
    article = make_article()
    before = count(client, article.get_absolute_url())
    companies = [CompanyFactory() for _ in range(9)]
    other = ArticleFactory(companies=companies, topics=[TopicFactory(), TopicFactory()])
    for company in companies:
        MentionFactory(article=other, company=company)
    assert before <= 12
    assert count(client, other.get_absolute_url()) <= before


def test_pages_around_an_article_ask_a_fixed_number_of_times(client, make_article):
    article, other = make_article(), make_article()
    newer = ArticleVersionFactory(article=article, text="Quokka text.\n\nLess of it.", is_current=False)
    first = article.versions.order_by("pk").first().capture_id
    address = article.get_absolute_url()
    limits = {
        f"{address}compare/{other.pk}/": 2,
        f"{address}capture/": 9,
        f"{address}versions/{first}/{newer.capture_id}/": 4,
        f"/cite/?article={article.pk}&article={other.pk}": 5,
        "/accounts/login/": 0,
    }
    before = {shown: count(client, shown) for shown in limits}
    assert {shown: asked for shown, asked in before.items() if asked > limits[shown]} == {}
    for number in range(8):
        company = CompanyFactory(name=f"Firm {number}")
        TaggingFactory(article=article, company=company)
        MentionFactory(article=article, company=company)
        ArticleVersionFactory(article=article, text=f"Quokka {number}.", is_current=False)
    assert {shown: count(client, shown) for shown in limits} == before


def test_files_and_parts_ask_a_fixed_number_of_times(client, make_article):
    article = make_article(text="\n\n".join(["Quokka text. " * 90] * 90))
    StoryFactory(articles=[article, make_article()])
    story = Story.objects.get()
    limits = {
        f"{article.get_absolute_url()}?part=2": 13,
        f"{article.get_absolute_url()}?quote=Quokka+text.": 13,
        f"{article.get_absolute_url()}capture/download/": 5,
        f"{article.get_absolute_url()}versions/": 2,
        f"/cite/references.bib?article={article.pk}": 4,
        "/export/articles.jsonl?q=quokka": 9,
        "/trends/?q=quokka": 5,
        "/trends/trends.csv?q=quokka": 5,
        "/complete/?q=quokka": 6,
        "/cards/company/quokka-company/": 3,
        story.get_absolute_url(): 4,
        "/api/openapi.json": 0,
        "/health/": 2,
        "/robots.txt": 0,
    }
    asked = {address: count(client, address) for address in limits}
    assert {address: number for address, number in asked.items() if number > limits[address]} == {}
    for _ in range(6):
        make_article(companies=[CompanyFactory()], topics=[TopicFactory()])
    again = {address: count(client, address) for address in limits}
    assert {address: number for address, number in again.items() if number > limits[address]} == {}


def test_what_is_not_there_asks_little(client):
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/nothing/").status_code == 404
        assert client.get("/articles/999/nothing/").status_code == 404
    assert len(queries) <= 1


def test_every_address_has_a_count():
    """Of those that read; `elsewhere` are counted beside what else is tested of them."""
    elsewhere = {
        "article", "article_capture", "capture_download", "compare", "versions", "changes", "story", "card", "cite",
        "cite_file", "export", "trends", "trends_csv", "complete", "api_description",  # above, with an article's number
        "saved_searches", "saved_search",  # tests/desk/test_saved_searches.py
        "capture_window", "bookmarklet",  # tests/desk/test_capture_window.py
        "api_articles", "api_article", "api_companies", "api_topics", "api_unknown",  # tests/api/test_api.py
    }  # fmt: skip
    writing = {"save_search", "remove_saved_search", "api_captures", "capture_save"}
    here = {resolve(address.partition("?")[0]).url_name for address in LIMITS}
    assert {pattern.name for pattern in urlpatterns} == here | elsewhere | writing


def test_the_pages_of_an_account_ask_a_fixed_number_of_times(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("reader"))
    count(client, "/accounts/password/")  # a session's first page
    assert count(client, "/accounts/password/") <= 2
    assert count(client, "/accounts/password/done/") <= 2
