"""Searches compared over time."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db


def on(year: int, month: int = 6, **fields):
    return ArticleFactory(published_at=datetime(year, month, 1, tzinfo=UTC), published_precision="day", **fields)


@pytest.fixture
def archive(db):
    """Quokkas twice in 2023 and once in 2025, a wombat in 2023, nothing in 2024, a quokka undated."""
    for year in (2023, 2023, 2025):
        on(year, title="Quokka")
    on(2023, title="Wombat")
    ArticleFactory(title="Quokka", undated=True)


def soup(client, query: str) -> BeautifulSoup:
    return BeautifulSoup(client.get(f"/trends/{query}").content, "html.parser")


def rows(page: BeautifulSoup) -> list[list[str]]:
    return [[cell.text for cell in row.select("th, td")] for row in page.select(".numbers tbody tr")]


def test_compares_searches_by_year(client, archive):
    page = soup(client, "?q=quokka&q=wombat&unit=year")
    assert rows(page) == [["2023", "2", "1", "3"], ["2025", "1", "0", "1"]]
    key = [" ".join(line.text.split()) for line in page.select(".trends__key li")]
    assert key == ["quokka 4 articles, 1 of them undated and not drawn", "wombat 1 article"]


def test_every_number_leads_to_as_many_results(client, archive):
    link = soup(client, "?q=quokka&unit=year").select_one(".numbers td a")
    assert link["href"] == "/?q=quokka&date=2023"
    counted = BeautifulSoup(client.get(link["href"]).content, "html.parser").select_one("#count").text
    assert counted.split()[0] == link.text


def test_a_year_without_any_article_breaks_the_line(client, archive):
    line = soup(client, "?q=quokka&unit=year").select_one(".trends__plot path.line--1")["d"]
    assert line.count("M") == 2
    assert soup(client, "?q=quokka&unit=year").select_one(".trends__plot path.line--dots")["d"].count("M") == 2


def test_shares_are_of_all_articles_of_the_period(client, archive):
    assert rows(soup(client, "?q=quokka&by=share&unit=year"))[0][1] == "66.7 %"


def test_months_where_asked_for_or_where_they_are_few(client, archive):
    assert rows(soup(client, "?q=quokka&unit=month"))[0] == ["June 2023", "2", "3"]
    assert rows(soup(client, "?q=quokka"))[0] == ["2023", "2", "3"]  # four articles in thirty months are too few
    on(2023, 1, title="Wombat")
    assert ["June 2023", "2", "3"] in rows(soup(client, "?q=quokka&since=2023-01-01&until=2023-12-31"))


def test_days_where_asked_for_or_where_the_time_is_short(client, archive):
    for query in (
        "?q=quokka&unit=day&since=2023-05-20&until=2023-06-20",
        "?q=quokka&since=2023-05-20&until=2023-06-20",
    ):
        page = soup(client, query)
        assert rows(page) == [["1 June 2023", "2", "3"]]
        assert page.select_one("select[name=unit] [selected]")["value"] == "day"
    link = page.select_one(".numbers td a")
    assert link["href"] == "/?q=quokka&date=2023-06-01"
    assert client.get(link["href"]).context["results"].count == 2


def test_of_a_long_time_by_days_the_last_ones_are_drawn(client, archive):
    page = soup(client, "?q=quokka&unit=day")
    assert rows(page) == [["1 June 2025", "1", "1"]]


def test_a_long_table_is_cut_on_the_page_and_whole_in_the_file(client, db):
    for number in range(130):
        on(2010 + number // 12, number % 12 + 1, title="Quokka")
    page = soup(client, "?q=quokka&unit=month")
    assert len(rows(page)) == 124
    assert "the file has all of them" in page.text
    lines = b"".join(client.get("/trends/trends.csv?q=quokka&unit=month").streaming_content).splitlines()
    assert len(lines) == 131


def test_numbers_lead_nowhere_rather_than_make_a_heavy_page(client, db):
    for number in range(60):
        on(2010 + number // 12, number % 12 + 1, title="Quokka")
    words = [" OR ".join(["quokka", *(f"{letter}{number}word" for number in range(20))]) for letter in "abcde"]
    page = client.get("/trends/", {"q": words, "unit": "month"})
    assert len(page.content) < 60_000
    assert not BeautifulSoup(page.content, "html.parser").select(".numbers td a")


def test_a_period_narrows_it(client, archive):
    assert rows(soup(client, "?q=quokka&unit=year&since=2024-01-01")) == [["2025", "1", "1"]]
    assert "Nothing in the archive is dated within" in soup(client, "?q=quokka&since=2031-01-01").text


@pytest.mark.parametrize(
    "query", ["", "?q=", "?q=%00&by=nonsense&unit=week&since=never", "?q=" + "&q=".join("abcdefgh")]
)
def test_no_input_is_an_error(client, archive, query):
    assert client.get(f"/trends/{query}").status_code == 200
    assert client.get(f"/trends/trends.csv{query}").status_code == 200


def test_the_table_as_csv_holds_counts_and_shares_and_no_formula(client, archive):
    answer = client.get("/trends/trends.csv?q=-wombat&q=quokka&unit=year")
    lines = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode())))
    assert lines[0] == ["\ufeffyear", "whole archive", "'-wombat", "'-wombat, per cent", "quokka", "quokka, per cent"]
    assert lines[1] == ["2023", "3", "2", "66.667", "2", "66.667"]


def test_asks_as_often_for_a_full_archive_as_for_an_empty_one(client):
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            client.get("/trends/?q=quokka&q=wombat")
        return len(caught)

    before = queries()
    for year in range(2015, 2025):
        on(year, title="Quokka")
    assert queries() <= before <= 8
