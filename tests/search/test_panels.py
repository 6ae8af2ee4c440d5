"""Facets unfolded a page at a time."""

from __future__ import annotations

import pytest
from django.http import QueryDict
from django.urls import reverse

from articles.search import panels
from articles.search.results import search
from tests.factories import ArticleFactory, CompanyFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def companies(monkeypatch):
    """Twenty-five companies in an article each, of which a page of the unfolded facet shows ten."""
    monkeypatch.setattr(panels, "FACET_LIMIT", 5)
    monkeypatch.setattr(panels, "MOST_UNFOLDS", 10)
    for number in range(25):
        ArticleFactory(companies=[CompanyFactory(name=f"Firm {number:02}", slug=f"firm-{number:02}")])


def panel(query):
    found = search(QueryDict(query))
    return next(one for one in found.panels if one.facet.name == "company")


def slugs(shown):
    return [value.slug for value in shown.values]


def test_the_pages_of_a_facet_hold_every_value_once(companies):
    shown, seen = panel("more=company"), []
    while True:
        seen += slugs(shown)
        if not shown.later_query:
            break
        shown = panel(shown.later_query.removeprefix("?"))
    assert sorted(seen) == [f"firm-{number:02}" for number in range(25)]
    assert shown.hidden == 0


def test_a_page_leads_back_and_on(companies):
    second = panel("more=company&more_company=2")
    assert second.hidden == 5
    assert slugs(panel(second.earlier_query.removeprefix("?"))) == slugs(panel("more=company"))
    assert slugs(panel(second.later_query.removeprefix("?"))) == slugs(panel("more=company&more_company=3"))
    assert panel("more=company").earlier_query == ""


def test_what_was_typed_and_chosen_stays_while_paging(companies):
    first = panel("more=company&find_company=firm&q=words%3A%3E0")
    assert "find_company=firm" in first.later_query
    assert "q=words" in first.later_query
    assert len(slugs(panel(first.later_query.removeprefix("?")))) == 10


@pytest.mark.parametrize("page", ["0", "-1", "x", "%00", "9999999", "99999", "٣"])
def test_any_page_number_is_answered(companies, page):
    assert panel(f"more=company&more_company={page}").facet.name == "company"


def test_a_page_beyond_the_last_is_empty_and_leads_back(companies):
    beyond = panel("more=company&more_company=9")
    assert not beyond.values
    assert beyond.earlier_query


def test_pages_need_no_script(companies, client):
    page = client.get(reverse("articles:home"), {"more": "company"}).content.decode()
    assert "more_company=2#facet-company" in page
