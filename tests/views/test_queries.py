"""No page asks the database more often because there is more in it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import (
    ArticleFactory,
    ArticleVersionFactory,
    CompanyFactory,
    MentionFactory,
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
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
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


def test_the_pages_of_an_account_ask_a_fixed_number_of_times(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("reader"))
    count(client, "/accounts/password/")  # a session's first page
    assert count(client, "/accounts/password/") <= 2
    assert count(client, "/accounts/password/done/") <= 2
