"""A company's page, alone and with the companies below it."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from bs4 import BeautifulSoup
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
    assert found.query == "?company=lockwood&children=1"
    assert listed.context["results"].count == found.count


def test_page_list_feed_api_and_files_agree_on_a_company_with_those_below_it(client, parent):
    address = "company=lockwood&children=1&sort=oldest"
    page = client.get(f"/?{address}").context["results"]
    answer = client.get(f"/api/articles/?{address}").json()
    fed = ET.fromstring(client.get(f"/feed/?{address}").content).findall("{http://www.w3.org/2005/Atom}entry")
    lines = b"".join(client.get(f"/export/articles.jsonl?{address}").streaming_content).splitlines()
    assert page.count == len(page.rows) == answer["count"] == len(fed) == len(lines) == 4
    assert [row["id"] for row in answer["results"]] == [row.article.pk for row in page.rows]


def test_the_switch_counts_each_company_with_those_below_it_in_the_facet_too(client, parent):
    alone, together = ({v.slug: v.count for v in panel(client, query)} for query in ("", "children=1"))
    assert alone == {"lockwood": 2, "lockwood-auto": 2, "autoglass": 1, "other": 1}
    assert together == {"lockwood": 4, "lockwood-auto": 3, "autoglass": 1, "other": 1}
    for slug, count in together.items():
        assert client.get(f"/?company={slug}&children=1").context["results"].count == count


def test_leaving_a_company_out_leaves_out_those_below_it(client, parent):
    assert client.get("/?not_company=lockwood&children=1").context["results"].count == 1
    assert client.get("/?not_company=lockwood").context["results"].count == 3


def test_the_switch_stands_in_the_facet_and_keeps_its_state(client, parent):
    page = BeautifulSoup(client.get("/?company=lockwood&children=1").content, "html.parser")
    assert page.select_one("#facet-company input[name=children]").has_attr("checked")
    assert "children=1" in page.select_one(".sort a")["href"]
    assert ("children", "1") in [(one["name"], one["value"]) for one in page.select(".search input[type=hidden]")]
    assert not [one for one in page.select("#filters input[type=hidden]") if one["name"] == "children"]


def panel(client, query):
    """The values of the company facet."""
    found = next(one for one in client.get(f"/?{query}").context["results"].panels if one.facet.name == "company")
    return found.values


def test_a_company_without_children_ignores_the_switch(client):
    company = CompanyFactory(name="Alone")
    ArticleFactory(companies=[company])
    page = client.get(company.get_absolute_url(), {"children": "1"})
    assert page.context["profile"].count == 1
    assert "Count" not in page.content.decode()


def test_companies_in_a_circle_end(client, parent):
    Company.objects.filter(pk=parent.pk).update(parent=Company.objects.get(slug="autoglass"))
    assert {value.slug: value.count for value in panel(client, "children=1")} == {
        "lockwood": 4, "lockwood-auto": 4, "autoglass": 4, "other": 1,
    }  # fmt: skip
    assert client.get("/?company=autoglass&children=1").context["results"].count == 4


def test_more_children_take_no_more_queries(client, parent):
    def queries(address: str = f"{parent.get_absolute_url()}?children=1") -> int:
        with CaptureQueriesContext(connection) as caught:
            client.get(address)
        return len(caught)

    queries()
    before, searched = queries(), queries("/?company=lockwood&children=1")
    for number in range(4):
        CompanyFactory(name=f"Lockwood {number}", parent=parent)
    assert queries() <= before
    assert queries("/?company=lockwood&children=1") <= searched <= 8
