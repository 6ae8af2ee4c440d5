"""No page asks the database more often because there is more in it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import ArticleFactory, CompanyFactory, MentionFactory, TopicFactory

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
