"""The chart of articles over time."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.http import QueryDict

from articles.search.filters import EntryFilterSet
from articles.search.histogram import histogram
from articles.search.results import counts_of
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db


def chart(query=""):
    filterset = EntryFilterSet(QueryDict(query))
    return histogram(filterset, counts_of(filterset, ("date",))["date"])


@pytest.fixture
def dated(db):
    for moment, precision in [
        (datetime(2021, 3, 5, tzinfo=UTC), "day"),
        (datetime(2024, 2, 29, 23, 59, tzinfo=UTC), "second"),
        (datetime(2024, 2, 1, tzinfo=UTC), "month"),
        (datetime(2024, 1, 1, tzinfo=UTC), "year"),
    ]:
        ArticleFactory(published_at=moment, published_precision=precision, text=f"ship {moment.year}")
    ArticleFactory(undated=True)


def test_draws_every_year_of_the_archive_gaps_included(dated):
    found = chart("q=2021")
    assert [(bar.name, bar.count, bar.total) for bar in found.bars] == [
        ("2021", 1, 1),
        ("2022", 0, 0),
        ("2023", 0, 0),
        ("2024", 0, 3),
    ]
    assert found.unit == "year"


def test_draws_the_oldest_year_however_long_the_search(db):
    for year in (1951, 2024):
        ArticleFactory(published_at=datetime(year, 7, 8, tzinfo=UTC), text="ship")
    found = chart(f"q=ship{'&sort=oldest&not_company=no-such-company' * 2}")
    assert len(found.bars) == 74
    assert {bar.name: bar.count for bar in found.bars if bar.query} == {"1951": 1, "2024": 1}


def test_drills_from_year_to_month_to_day(dated):
    year = next(bar for bar in chart().bars if bar.name == "2024")
    assert year.query == "?date=2024"
    months = chart("date=2024")
    assert (months.unit, len(months.bars), months.title) == ("month", 12, "2024")
    february = months.bars[1]
    assert (february.count, february.query) == (2, "?date=2024-02")
    days = chart("date=2024-02")
    assert (days.unit, len(days.bars), days.title) == ("day", 29, "February 2024")
    assert (days.bars[28].count, days.bars[0].count) == (1, 0)
    assert [words for words, _ in days.trail] == ["All years", "2024"]


def test_a_chosen_day_shows_its_month(dated):
    days = chart("date=2024-02-29")
    assert len(days.bars) == 29
    assert days.bars[28].is_chosen


def test_a_bar_replaces_the_dates_chosen_and_keeps_the_rest(dated):
    bar = chart("q=ship&date=2021&since=2020&sort=oldest").bars[2]
    assert bar.query.startswith("?q=ship&sort=oldest&date=")


@pytest.mark.parametrize(
    ("query", "unit", "count"),
    [
        ("since=2024-01-15&until=2024-02-20", "day", 60),
        ("since=2021-01-01&until=2024-12-31", "month", 48),
        ("since=1900", "month", 48),
        ("since=2030&until=2010", "year", 4),
        ("since=2030", "year", 4),
        ("until=9999-12-30", "month", 48),
        ("since=2021-03-01&until=2024-12-31&sort=oldest", "month", 46),
        (f"since=2021&until=2024-12-31&q={'ship+OR+' * 8}boat", "year", 4),
        ("date=2021&date=2024", "month", 48),
        ("date=nonsense", "year", 4),
    ],
)
def test_fits_the_unit_to_the_range(dated, query, unit, count):
    found = chart(query)
    assert (found.unit, len(found.bars)) == (unit, count)


def test_one_year_is_drawn_by_months(db):
    ArticleFactory()
    assert chart().unit == "month"


def test_nothing_dated_draws_nothing(db):
    ArticleFactory(undated=True)
    assert chart() is None


def test_bars_stay_within_the_drawing(dated):
    found = chart("q=ship")
    for bar in found.bars:
        assert 0 <= bar.x < found.width
        assert bar.height <= bar.pale_height <= 100
