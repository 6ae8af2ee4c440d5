"""Dates in words, with how they are known."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from articles.models import Article
from articles.search.dates import known_date, parse_period, period_label

MOMENT = datetime(2021, 10, 19, 9, 5, tzinfo=UTC)


def article(**fields):
    return Article(**{"published_at": MOMENT, "published_precision": "day", "published_basis": "json-ld"} | fields)


@pytest.mark.parametrize(
    ("fields", "words", "qualifier", "machine"),
    [
        ({}, "19 October 2021", "", "2021-10-19"),
        ({"published_precision": "second"}, "19 October 2021", "", "2021-10-19T09:05:00Z"),
        ({"published_precision": "month"}, "October 2021", "", "2021-10"),
        ({"published_precision": "year"}, "2021", "", "2021"),
        ({"published_is_inferred": True}, "19 October 2021", "inferred", "2021-10-19"),
        ({"published_is_inferred": True, "published_basis": "relative"}, "19 October 2021", "about", "2021-10-19"),
        ({"published_at": None, "published_precision": "unknown"}, "Undated", "", ""),
    ],
)
def test_says_a_date_no_finer_than_it_is_known(fields, words, qualifier, machine):
    known = known_date(article(**fields))
    assert (known.words, known.qualifier, known.machine) == (words, qualifier, machine)


def test_says_in_a_phrase_what_limits_the_date():
    phrases = [
        known_date(article(published_is_inferred=is_inferred, published_basis=basis)).phrase
        for is_inferred, basis in ((False, "json-ld"), (True, "tweet"), (True, "page"))
    ]
    assert phrases == ["19 October 2021", "19 October 2021, inferred", "about 19 October 2021"]


def test_explains_a_date_with_the_words_that_gave_it():
    known = known_date(
        article(published_basis="relative", published_is_inferred=True, published_evidence="9 hours ago")
    )
    assert "9 hours ago" in known.explanation
    assert not known.is_certain
    assert known_date(article()).is_certain
    assert "rule “moon-phase”" in known_date(article(published_basis="moon-phase")).explanation


@pytest.mark.parametrize(
    ("name", "start", "end"),
    [
        ("2025", date(2025, 1, 1), date(2026, 1, 1)),
        ("2025-12", date(2025, 12, 1), date(2026, 1, 1)),
        ("2024-02-29", date(2024, 2, 29), date(2024, 3, 1)),
    ],
)
def test_reads_periods(name, start, end):
    period = parse_period(name)
    assert (period.start, period.end) == (start, end)


@pytest.mark.parametrize("name", ["", "25", "2025-00", "2025-13", "2025-02-30", "0000", "9999-12-31", "٢٠٢٥", "2025-7"])
def test_what_is_no_period_is_none(name):
    assert parse_period(name) is None


def test_labels_periods_in_words():
    assert [period_label(name) for name in ("2025", "2025-07", "2025-07-07", "undated", "soon")] == [
        "2025",
        "July 2025",
        "7 July 2025",
        "Undated",
        "soon",
    ]
