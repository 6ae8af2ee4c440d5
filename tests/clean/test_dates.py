"""Dates in visible text: what is found, how it is known, and what is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.clean.dates import (
    date_from_age,
    date_from_dateline,
    date_from_line,
    date_from_mentions,
    find_age,
    find_date_mentions,
    find_published_date,
    is_date_line,
    is_possible,
    writes_day_first,
)
from articles.documents import Precision
from articles.prose.dates import infer_page_time
from tests.bounded import soon

CAPTURED = datetime(2025, 12, 31, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("line", "moment", "precision"),
    [
        ("Published July 7, 2025", datetime(2025, 7, 7, tzinfo=UTC), Precision.DAY),
        ("8th July 2025", datetime(2025, 7, 8, tzinfo=UTC), Precision.DAY),
        ("Mon 7 Jul 2025 10.35 BST", datetime(2025, 7, 7, 9, 35, tzinfo=UTC), Precision.SECOND),
        ("Published 10:35 AM EDT, Mon July 7, 2025", datetime(2025, 7, 7, 14, 35, tzinfo=UTC), Precision.SECOND),
        ("November 19, 2019 at 4:30 p.m. ET", datetime(2019, 11, 19, 21, 30, tzinfo=UTC), Precision.SECOND),
        ("July 19, 2019 at 4:30 p.m. ET", datetime(2019, 7, 19, 20, 30, tzinfo=UTC), Precision.SECOND),
        ("2025-07-07T10:00:00+05:30", datetime(2025, 7, 7, 4, 30, tzinfo=UTC), Precision.SECOND),
        ("2025/07/07", datetime(2025, 7, 7, tzinfo=UTC), Precision.DAY),
        ("13.02.2024", datetime(2024, 2, 13, tzinfo=UTC), Precision.DAY),
        ("Updated Aug. 9, 2024 Published Aug 8, 2024", datetime(2024, 8, 8, tzinfo=UTC), Precision.DAY),
    ],
)
def test_date_lines_are_stated_dates(line, moment, precision):
    found = date_from_line(line, captured_at=CAPTURED)
    assert (found.moment, found.precision, found.is_inferred) == (moment, precision, False)
    assert found.evidence in line
    assert is_date_line(line)


@pytest.mark.parametrize(("day_first", "expected"), [(True, date(2025, 8, 7)), (False, date(2025, 7, 8))])
def test_the_order_of_day_and_month_is_the_sites(day_first, expected):
    found = date_from_line("7/8/2025", captured_at=CAPTURED, day_first=day_first)
    assert found.moment.date() == expected
    assert not found.is_inferred


def test_an_order_nobody_tells_makes_an_inferred_date():
    assert date_from_line("7/8/2025", captured_at=CAPTURED).is_inferred
    assert not date_from_line("17/8/2025", captured_at=CAPTURED).is_inferred


@pytest.mark.parametrize(
    ("url", "language", "expected"),
    [
        ("https://www.example.co.uk/a", "en", True),
        ("https://example.us/a", "en", False),
        ("https://example.com/a", "en", None),
        ("https://example.com/a", "de", True),
        ("https://example.com/a", "en-gb", True),
        ("https://example.com/a", "en_IN", True),
        ("https://example.com/a", "en-us", None),
        ("https://example.us/a", "en-gb", False),
        ("http://[broken", "en", None),
    ],
)
def test_sites_and_languages_order_dates(url, language, expected):
    assert writes_day_first(url, language) is expected


@pytest.mark.parametrize(
    ("paragraph", "expected"),
    [
        ("NEW DELHI, July 7, 2025: The ministry said", date(2025, 7, 7)),
        ("LONDON--(BUSINESS WIRE)--July 7, 2025--The firm", date(2025, 7, 7)),
        ("SEOUL, South Korea, Jan. 6, 2025 /PRNewswire/ -- The maker", date(2025, 1, 6)),
        ("July 7, 2025 - The company", date(2025, 7, 7)),
        ("The bank opened on July 7, 2025: a Monday", None),
        ("In May 2024, prices rose", None),
    ],
)
def test_datelines_open_a_paragraph(paragraph, expected):
    found = date_from_dateline([paragraph], captured_at=CAPTURED)
    assert (found.moment.date() if found else None) == expected


def test_a_datelines_year_comes_from_a_full_date_near_it():
    text = "NEW DELHI, July 7: Sales begin on 8th July 2025, the company said."
    found = date_from_dateline([text], context=find_date_mentions(text))
    assert found.moment == datetime(2025, 7, 7, tzinfo=UTC)
    assert found.is_inferred


def test_a_datelines_year_comes_from_the_capture_across_new_year():
    found = date_from_dateline(["PARIS, Dec 30 (Reuters) - Markets"], captured_at=datetime(2025, 1, 2, tzinfo=UTC))
    assert found.moment.date() == date(2024, 12, 30)


def test_a_dateline_without_any_year_stays_unknown():
    assert date_from_dateline(["PARIS, Dec 30 (Reuters) - Markets"]) is None


def test_a_weekday_picks_the_year():
    found = date_from_mentions(
        ["The plan was announced on Tuesday, Oct. 19. by the firm.", "Sales in 2021 rose, 2024 is next."]
    )
    assert found.moment.date() == date(2021, 10, 19)
    assert found.is_inferred


def test_a_weekday_that_fits_no_year_dates_nothing():
    assert date_from_mentions(["It opened on Monday, Oct. 19. In 2021 it closed."]) is None


def test_what_is_still_to_come_dates_nothing():
    assert date_from_mentions(["The court will sit on Tuesday, Oct. 19.", "It was founded in 2021."]) is None


def test_ages_count_only_against_a_known_time():
    assert date_from_line("3 hours ago") is None
    found = date_from_line("3 hours ago", captured_at=datetime(2025, 7, 8, 1, tzinfo=UTC))
    assert found.moment.date() == date(2025, 7, 7)
    assert (found.basis, found.is_inferred) == ("relative", True)


@pytest.mark.parametrize(
    ("age", "day", "precision"),
    [
        ("2 days ago", date(2025, 7, 6), Precision.DAY),
        ("yesterday", date(2025, 7, 7), Precision.DAY),
        ("1 week ago", date(2025, 1, 1), Precision.YEAR),
        ("2 weeks ago", date(2025, 6, 1), Precision.MONTH),
        ("3 months ago", date(2025, 4, 1), Precision.MONTH),
        ("2 years ago", date(2023, 1, 1), Precision.YEAR),
    ],
)
def test_coarse_ages_give_coarse_dates(age, day, precision):
    found = date_from_age(find_age(age), datetime(2025, 7, 8, 12, tzinfo=UTC))
    assert (found.moment.date(), found.precision) == (day, precision)


def test_a_page_is_dated_by_an_item_that_tells_date_and_age():
    stated = date_from_line("July 7, 2025")
    assert infer_page_time([(stated, find_age("3 hours ago")), (None, find_age("1 day ago"))]).date() == date(
        2025, 7, 7
    )
    assert infer_page_time([(stated, None), (None, find_age("1 day ago"))]) is None


def test_dates_after_the_capture_or_before_newspapers_are_refused():
    assert date_from_line("January 5, 2026", captured_at=CAPTURED) is None
    assert date_from_line("January 1, 2026", captured_at=CAPTURED) is not None  # it is that day already in the east
    assert date_from_line("July 7, 1650") is None
    assert not is_possible(datetime(1600, 1, 1, tzinfo=UTC), Precision.DAY, None)


def test_find_published_date_prefers_the_date_line():
    lines = ["A headline", "By Jane Roe", "5 May 2025", "PARIS, May 4, 2025 (AFP) - Prices rose."]
    assert find_published_date(lines).moment.date() == date(2025, 5, 5)


@given(st.text(max_size=300))
def test_any_text_is_searched_without_a_crash(text):
    for mention in find_date_mentions(text):
        assert 0 <= mention.start < mention.end <= len(text)
    find_age(text, short=True)
    find_published_date([text], captured_at=CAPTURED)


@given(st.dates(min_value=date(1800, 1, 1), max_value=date(2025, 12, 30)))
def test_every_day_written_out_is_read_back(day):
    for written in (f"{day:%B} {day.day}, {day.year}", f"{day.day} {day:%b} {day.year}", day.isoformat()):
        assert date_from_line(written, captured_at=CAPTURED).moment.date() == day


@pytest.mark.parametrize("unit", ["1/", "May ", "12:30 ", "Monday, ", "a", " ", "July 7 ", "2025-"])
def test_a_megabyte_line_is_read_soon(unit):
    with soon():
        line = unit * (1_000_000 // len(unit))
        find_date_mentions(line)
        find_age(line, short=True)
        date_from_dateline([line])


def test_a_full_date_with_its_weekday_in_the_first_sentence_dates_the_story():
    lead = (
        "The carmaker handed over the first of its electric cars on Friday, Sept. 11, 2020, in a ceremony at its works."
    )
    found = date_from_mentions([lead, "The car had been shown a year earlier."])
    assert found is not None
    assert found.moment == datetime(2020, 9, 11, tzinfo=UTC)
    assert found.is_inferred
    assert date_from_mentions([lead, "A year later, on May 3, 2021, the works closed."]) is None
