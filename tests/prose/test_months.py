"""Dates and ages in other languages than English."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.prose.calendar import DAY, EARLIEST_YEAR, find_age, find_date_mentions
from articles.prose.dates import date_from_line
from articles.prose.months import _MONTHS, _WITH_POINT


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("12. Juli 2025", date(2025, 7, 12)),
        ("Stand: 1. März 2024, 9 Uhr", date(2024, 3, 1)),
        ("Publié le 1er août 2025 à 10h00", date(2025, 8, 1)),
        ("3 de agosto de 2025", date(2025, 8, 3)),
        ("12 de set. de 2025", date(2025, 9, 12)),
        ("19 dicembre 2023", date(2023, 12, 19)),
        ("5 maart 2022", date(2022, 3, 5)),
        ("15 października 2025", date(2025, 10, 15)),
        ("2025. július 12.", date(2025, 7, 12)),
        ("5 Temmuz 2025", date(2025, 7, 5)),
        ("12 июля 2025 г.", date(2025, 7, 12)),
        ("2025年7月12日", date(2025, 7, 12)),
        ("2025년 7월 12일", date(2025, 7, 12)),
    ],
)
def test_dates_of_many_languages_are_stated_dates(line, expected):
    found = date_from_line(line)
    assert found is not None
    assert found.moment.date() == expected
    assert not found.is_inferred


def test_a_clock_time_with_a_german_zone_gives_the_moment():
    found = date_from_line("12. Juli 2025, 10:35 MESZ")
    assert found is not None
    assert found.moment == datetime(2025, 7, 12, 8, 35, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    ["the top 10 set 2025 records", "they cut 15 out 2025 was worse", "12 mars bars", "31 lutego 2025", "3 avril"],
)
def test_english_words_days_that_do_not_exist_and_dates_without_a_year_are_no_dates(text):
    assert not find_date_mentions(text)


@pytest.mark.parametrize(
    ("text", "count", "unit"),
    [
        ("vor 3 Stunden", 3, 3600),
        ("il y a 2 jours", 2, DAY),
        ("hace 5 minutos", 5, 60),
        ("há 3 dias", 3, DAY),
        ("3 ore fa", 3, 3600),
        ("2 uur geleden", 2, 3600),
        ("för 3 timmar sedan", 3, 3600),
        ("3 godziny temu", 3, 3600),
    ],
)
def test_ages_of_many_languages_are_read(text, count, unit):
    age = find_age(text)
    assert age is not None
    assert (age.count, age.unit) == (count, unit)


@given(
    day=st.dates(date(EARLIEST_YEAR, 1, 1), date(2099, 12, 31)),
    name=st.sampled_from(sorted(set(_MONTHS) - _WITH_POINT)),
)
def test_every_name_of_a_month_is_read_back_with_its_day_and_year(day, name):
    try:
        day = day.replace(month=_MONTHS[name])
    except ValueError:
        day = day.replace(month=_MONTHS[name], day=28)
    assert [mention.date for mention in find_date_mentions(f"Am {day.day}. {name} {day.year} geschah es")] == [day]
