"""Publication dates from what an HTML page says of itself."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.clean.html_dates import find_published
from articles.clean.html_head import read_head
from articles.clean.html_moments import parse_moment
from articles.clean.html_parse import parse_html
from articles.documents import Precision

CAPTURED = datetime(2025, 6, 1, 12, tzinfo=UTC)


def published(head="", body="", *, article=None, url="", captured_at=CAPTURED):
    tree = parse_html(f"<!DOCTYPE html><html><head>{head}</head><body><p>x</p>{body}</body></html>")
    return find_published(read_head(tree), article or {}, tree, url=url, captured_at=captured_at)


def meta(content, name="article:published_time"):
    return f'<meta property="{name}" content="{content}">'


@pytest.mark.parametrize(
    ("text", "moment", "precision"),
    [
        ("2025-03-04T23:40:00-05:00", datetime(2025, 3, 5, 4, 40, tzinfo=UTC), Precision.SECOND),
        ("2025-03-04T23:40:07.123Z", datetime(2025, 3, 4, 23, 40, 7, tzinfo=UTC), Precision.SECOND),
        ("2025-03-04 23:40:00 +0900", datetime(2025, 3, 4, 14, 40, tzinfo=UTC), Precision.SECOND),
        ("2025-03-04T23:40", datetime(2025, 3, 4, tzinfo=UTC), Precision.DAY),
        ("2025-03-04T00:00:00Z", datetime(2025, 3, 4, tzinfo=UTC), Precision.DAY),
        ("2025-03-04", datetime(2025, 3, 4, tzinfo=UTC), Precision.DAY),
        ("20250304", datetime(2025, 3, 4, tzinfo=UTC), Precision.DAY),
        ("Tue, 04 Mar 2025 23:40:00 GMT", datetime(2025, 3, 4, 23, 40, tzinfo=UTC), Precision.SECOND),
        ("March 4, 2025 11:40 PM EST", datetime(2025, 3, 5, 4, 40, tzinfo=UTC), Precision.SECOND),
        ("March 4, 2025 11:40 PM IST", datetime(2025, 3, 4, tzinfo=UTC), Precision.DAY),
        ("Tue Mar 04 2025 23:40:00 GMT-0500 (Eastern)", datetime(2025, 3, 5, 4, 40, tzinfo=UTC), Precision.SECOND),
        ("4 March 2025", datetime(2025, 3, 4, tzinfo=UTC), Precision.DAY),
        ("1741131600", datetime(2025, 3, 4, 23, 40, tzinfo=UTC), Precision.SECOND),
    ],
)
def test_reads_dates_as_machines_write_them(text, moment, precision):
    assert parse_moment(text) == (moment, precision)


@pytest.mark.parametrize(
    "text",
    ["", "03/04/2025", "2025-13", "1450", "yesterday", "2024-13-45", "9" * 50, "2024-01-01T10:00:00+99:99x", None, 7,
     ["2025-03-04"], "x" * 10_000],
)  # fmt: skip
def test_refuses_what_is_no_date_or_an_ambiguous_one(text):
    assert parse_moment(text) is None


def test_json_ld_comes_before_meta():
    found = published(meta("2024-01-01T00:00:01Z"), article={"datePublished": "2024-02-02T10:00:00Z"})
    assert (found.basis, found.moment.month, found.is_inferred) == ("json-ld", 2, False)


def test_a_later_statement_of_the_same_day_that_knows_the_zone_is_better():
    found = published(meta("2024-02-02T23:30:00-08:00"), article={"datePublished": "2024-02-02T23:30:00"})
    assert (found.moment, found.basis) == (datetime(2024, 2, 3, 7, 30, tzinfo=UTC), "meta")


def test_a_later_statement_of_another_day_is_not():
    found = published(meta("2024-05-05T10:00:00Z"), article={"datePublished": "2024-02-02"})
    assert (found.moment, found.precision) == (datetime(2024, 2, 2, tzinfo=UTC), Precision.DAY)


def test_a_date_after_the_capture_is_refused():
    assert published(meta("2025-06-02T00:00:01Z")) is None
    assert published(meta("2025-06-01T12:00:00Z")).moment == CAPTURED


def test_a_moment_later_on_the_day_of_the_capture_is_never_stated():
    found = published(meta("2025-06-01T12:00:01Z"))
    assert found is None or (found.is_inferred and found.moment < CAPTURED)


def test_a_date_before_the_first_newspapers_is_refused():
    assert published(meta("1689-12-31")) is None
    assert published(meta("1690-09-25")).moment.year == 1690


def test_a_refused_date_leaves_room_for_the_next_statement():
    found = published(meta("2024-05-05T10:00:00Z"), article={"datePublished": "2031-01-01"})
    assert (found.basis, found.moment.year) == ("meta", 2024)


def test_a_time_element_that_says_it_is_the_publication_is_stated():
    found = published(body='<time class="published" datetime="2024-05-05T10:00:00Z">5 May</time>')
    assert (found.basis, found.is_inferred) == ("time", False)


def test_a_time_element_of_unknown_meaning_is_inferred_and_one_of_a_change_is_not_used():
    assert published(body='<time datetime="2024-05-05T10:00:00Z">5 May</time>').is_inferred
    changed = published(body='<time class="updated" datetime="2024-05-05T10:00:00Z">5 May</time>')
    assert changed is None or changed.basis != "time"


def test_time_elements_of_furniture_are_not_asked():
    found = published(body='<aside><time datetime="2024-05-05T10:00:00Z">5 May</time></aside>')
    assert found is None or found.basis != "time"


def test_a_date_in_the_address_is_inferred():
    found = published(url="https://a.example/2024/05/07/mine-reopens")
    assert (found.basis, found.is_inferred, found.moment) == ("url", True, datetime(2024, 5, 7, tzinfo=UTC))


def test_a_page_that_says_nothing_is_undated():
    assert published() is None


def test_the_result_does_not_depend_on_the_clock():
    assert published(meta("2090-01-01T00:00:01Z"), captured_at=None).moment.year == 2090
    assert published(meta("2190-01-01T00:00:01Z"), captured_at=None) is None


@given(st.text(max_size=70) | st.from_regex(r"\d{1,4}[-/. ]\d{1,2}[-/. ]\d{1,4}[T ]?\d{0,2}:?\d{0,2}", fullmatch=True))
def test_no_text_makes_reading_a_date_raise(text):
    found = parse_moment(text)
    assert found is None or found[0].tzinfo is UTC


@given(st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2025, 5, 30)))  # noqa: DTZ001 - made aware below
def test_an_iso_date_comes_back_as_written(moment):
    moment = moment.replace(microsecond=0, tzinfo=UTC)
    head = f'<script type="application/ld+json">{json.dumps({"a": 1})}</script>' + meta(moment.isoformat())
    found = published(head)
    assert found.moment in (moment, moment.replace(hour=0, minute=0, second=0))


def test_an_address_that_holds_a_month_gives_the_month_and_no_more():
    date = published(url="https://valley.example/2024/05/mine-reopens")
    assert (date.moment, date.precision) == (datetime(2024, 5, 1, tzinfo=UTC), Precision.MONTH)
    assert date.is_inferred
    assert published(url="https://valley.example/2024/05/") is None


@pytest.mark.parametrize(
    ("text", "day", "precision"),
    [
        ("2025-03", (2025, 3, 1), Precision.MONTH),
        ("March 2025", (2025, 3, 1), Precision.MONTH),
        ("1987", (1987, 1, 1), Precision.YEAR),
    ],
)
def test_a_month_or_a_year_is_kept_as_what_it_is(text, day, precision):
    assert parse_moment(text) == (datetime(*day, tzinfo=UTC), precision)


def test_numbers_are_read_in_the_order_of_the_site():
    assert parse_moment("03/04/2025", day_first=True) == (datetime(2025, 4, 3, tzinfo=UTC), Precision.DAY)
    assert parse_moment("03/04/2025 10:30", day_first=False) == (datetime(2025, 3, 4, tzinfo=UTC), Precision.DAY)
    assert parse_moment("13/04/2025") == (datetime(2025, 4, 13, tzinfo=UTC), Precision.DAY)
