"""A company's page, alone and with the companies below it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Company
from tests.factories import ArticleFactory, CompanyFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def parent():
    """A parent with a child and a grandchild, one article each, one article for parent and child, one for none."""
    parent = CompanyFactory(name="Lockwood", slug="lockwood")
    child = CompanyFactory(name="Lockwood Auto", slug="lockwood-auto", parent=parent)
    grandchild = CompanyFactory(name="Autoglass", slug="autoglass", parent=child)
    for companies in ([parent], [child], [grandchild], [parent, child], [CompanyFactory(name="Other")]):
        ArticleFactory(companies=companies)
    return parent


def test_counts_the_company_alone_unless_asked(client, parent):
    page = client.get(parent.get_absolute_url())
    assert page.context["profile"].count == 2
    assert f"{parent.get_absolute_url()}?children=1" in page.content.decode()


def test_counts_the_companies_below_it_too_where_asked_each_article_once(client, parent):
    page = client.get(parent.get_absolute_url(), {"children": "1"})
    assert page.context["profile"].count == 4
    assert "Count Lockwood alone" in page.content.decode()


def test_the_number_is_what_the_search_finds(client, parent):
    found = client.get(parent.get_absolute_url(), {"children": "1"}).context["profile"]
    listed = client.get(f"/{found.query}")
    assert "company=lockwood&company=lockwood-auto&company=autoglass" in found.query
    assert listed.context["results"].count == found.count


def test_a_company_without_children_ignores_the_switch(client):
    company = CompanyFactory(name="Alone")
    ArticleFactory(companies=[company])
    page = client.get(company.get_absolute_url(), {"children": "1"})
    assert page.context["profile"].count == 1
    assert "Count" not in page.content.decode()


def test_companies_in_a_circle_end(parent):
    Company.objects.filter(pk=parent.pk).update(parent=Company.objects.get(slug="autoglass"))
    assert parent.slugs_below(at_most=10) == ["lockwood-auto", "autoglass"]


def test_takes_as_many_as_an_address_holds(parent):
    for number in range(5):
        CompanyFactory(name=f"Lockwood {number}", parent=parent)
    assert len(parent.slugs_below(at_most=4)) == 4


def test_more_children_take_no_more_queries(client, parent):
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            client.get(parent.get_absolute_url(), {"children": "1"})
        return len(caught)

    queries()
    before = queries()
    for number in range(4):
        CompanyFactory(name=f"Lockwood {number}", parent=parent)
    assert queries() <= before
