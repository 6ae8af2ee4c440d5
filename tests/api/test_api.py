"""The archive for programs."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from articles.search.parameters import FACET_NAMES
from tests.factories import ArticleFactory, CompanyFactory, SourceFactory, TopicFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nobody_has_asked")]

SEARCHES = (
    "",
    "?q=tariff",
    "?q=tariff&company=xiaomi&sort=oldest",
    "?q=tarif",
    '?q="steel+tariff',
    "?q=harbour+nothing&topic=trade",
    "?not_company=xiaomi&date=2025&more=company",
    "?company=nobody&q=%28%28",
    "?q=merger",
)


@pytest.fixture
def archive():
    company, topic = CompanyFactory(slug="xiaomi", name="Xiaomi"), TopicFactory(slug="trade", name="Trade")
    source = SourceFactory(slug="ledger", name="The Ledger")
    return [
        ArticleFactory(
            title=f"Tariff story {number}" if number % 2 else f"A takeover, part {number}",
            text="Steel tariffs rise <b>again</b>. " + "The harbour is full. " * number,
            source=source,
            published_at=None if number % 5 == 0 else datetime(2025, 1 + number % 3, 3, tzinfo=UTC),
            published_precision="unknown" if number % 5 == 0 else "day",
            companies=[company] if number % 3 else [],
            topics=[topic],
        )
        for number in range(1, 26)
    ]


def get(client, address):
    return json.loads(client.get(address).content)


@pytest.mark.parametrize("search", SEARCHES)
def test_the_api_and_the_page_never_disagree(client, archive, search):
    page = client.get("/" + search)
    answer = get(client, "/api/articles/" + search)
    results = page.context["results"]
    assert answer["count"] == results.count
    assert [row["id"] for row in answer["results"]] == [row.article.pk for row in results.rows]
    assert [row["snippet"] for row in answer["results"]] == ["".join(t for t, _ in row.snippet) for row in results.rows]
    assert list(answer["facets"]) == list(FACET_NAMES)
    for panel in results.panels:
        told = {one["value"]: one["count"] for one in answer["facets"][panel.facet.name]["values"]}
        assert told == {value.slug: value.count for value in panel.values}
    assert (answer["histogram"] or {}).get("bars") == (
        results.histogram
        and [{"period": bar.name, "count": bar.count, "total": bar.total} for bar in results.histogram.bars]
    )
    assert answer["query"]["hints"] == list(page.context["hints"])
    assert answer["query"]["understood"] == page.context["understood"]
    assert [one["q"] for one in answer["suggestions"]] == [one.text for one in results.suggestions]
    assert re.search(rf'id="count">\s*{answer["count"]} article', page.content.decode())


def test_marks_are_spans_of_what_is_given(client, archive):
    for row in get(client, "/api/articles/?q=tariff")["results"]:
        assert {row["snippet"][start:end] for start, end in row["snippet_marks"]} == {"tariffs"}
        assert all(row["title"][start:end] == "Tariff" for start, end in row["title_marks"])


def test_says_what_else_was_searched_for(client, archive):
    query = get(client, "/api/articles/?q=merger+-steel")["query"]
    assert "takeover" in query["synonyms"]["merger"]
    assert (query["normalised"], query["understood"]) == ("merger -steel", "merger, not steel")


@pytest.mark.parametrize("search", ["", "q=tariff", "q=harbour&sort=oldest&company=xiaomi", "copies=all&topic=trade"])
def test_portions_give_every_article_once_and_in_order(client, archive, search):
    whole = get(client, f"/api/articles/?{search}")["count"]
    address, seen = f"/api/articles/?{search}&after=&limit=4", []
    while address:
        answer = get(client, address)
        assert len(answer["results"]) == 4 or answer["next"] is None
        seen += [(row["published"] or "0", row["id"]) for row in answer["results"]]
        address = answer["next"]
    assert len(seen) == len(set(seen)) == whole
    assert seen == sorted(seen, reverse=True)


def test_a_portion_begins_behind_the_last_article_whatever_came_meanwhile(client, archive):
    first = get(client, "/api/articles/?after=&limit=3")
    ArticleFactory(published_at=datetime(2026, 1, 1, tzinfo=UTC))
    second = get(client, first["next"])
    assert not {row["id"] for row in first["results"]} & {row["id"] for row in second["results"]}


@pytest.mark.parametrize("given", ["x", "%00", "MjAyNQ", "é", "LTE", "IDk5OTk5OTk5OTk5OTk5OTk5OTk5OTk", "A" * 5_000])
def test_a_cursor_that_is_none_is_refused(client, given):
    response = client.get(f"/api/articles/?after={given}")
    assert (response.status_code, list(response.json())) == (400, ["error"])


def test_gives_one_article_with_its_text_and_no_hidden_one(client, archive):
    article = archive[0]
    answer = get(client, f"/api/articles/{article.pk}/")
    assert (answer["id"], answer["title"], answer["text"]) == (article.pk, article.title, article.text)
    assert (answer["companies"], answer["topics"], answer["source"]) == (["Xiaomi"], ["Trade"], "The Ledger")
    hidden = ArticleFactory(state="hidden")
    assert client.get(f"/api/articles/{hidden.pk}/").status_code == 404
    assert client.get("/api/articles/99999999/").json() == {"error": "There is no article 99999999."}


def test_lists_companies_and_topics_with_their_counts(client, archive):
    assert [(one["slug"], one["articles"]) for one in get(client, "/api/companies/")["results"]] == [("xiaomi", 17)]
    [topic] = get(client, "/api/topics/?order=name")["results"]
    assert get(client, topic["api_address"])["count"] == topic["articles"] == 25


def test_the_description_names_every_address_and_every_parameter(client, archive):
    told = get(client, "/api/openapi.json")
    assert told["openapi"] == "3.1.0"
    for path, operations in told["paths"].items():
        assert list(operations) == (["post"] if path == "/api/captures/" else ["get"])
        assert resolve(path.replace("{id}", "1")).url_name.startswith("api_")
    names = {one["name"] for one in told["paths"]["/api/articles/"]["get"]["parameters"]}
    assert {"q", "sort", "copies", "since", "until", *FACET_NAMES, *(f"not_{name}" for name in FACET_NAMES)} <= names
    schemas = told["components"]["schemas"]
    assert set(get(client, "/api/articles/?q=tariff")) <= set(schemas["Results"]["properties"])
    assert set(get(client, "/api/articles/")["results"][0]) == set(schemas["Row"]["properties"])
    assert set(get(client, f"/api/articles/{archive[0].pk}/")) == set(schemas["Article"]["properties"])


def test_who_asks_too_often_is_told_when_to_come_back(client, settings):
    settings.NEWSARCHIVE_API_RATE = 2
    assert [client.get("/api/topics/").status_code for _ in range(3)] == [200, 200, 429]
    refused = client.get("/api/articles/")
    assert 1 <= int(refused["Retry-After"]) <= 61
    assert "2 requests" in refused.json()["error"]
    assert client.get("/api/topics/", REMOTE_ADDR="10.0.0.9").status_code == 200
    assert client.get("/").status_code == 200


def test_nothing_can_be_written_and_no_other_site_may_read(client, archive):
    assert client.post("/api/articles/").status_code == 405
    assert client.delete(f"/api/articles/{archive[0].pk}/").status_code == 405
    response = client.get("/api/articles/", HTTP_ORIGIN="https://other.example")
    assert not [name for name in response.headers if name.lower().startswith("access-control")]


def test_errors_are_json_too(client, archive):
    assert client.get("/api/nothing/").json()["error"]
    assert client.get("/api/articles/?page=501").status_code == 400
    assert client.get("/api/articles", follow=True).status_code == 200


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/api/articles/?q=tariff", 13),
        ("/api/articles/?q=tariff&after=&limit=200", 7),
        ("/api/companies/", 3),
        ("/api/topics/", 3),
        ("/api/openapi.json", 0),
    ],
)
def test_an_answer_asks_a_fixed_number_of_times(client, archive, address, most):
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    assert len(asked) <= most, [query["sql"][:120] for query in asked]
