"""Statements whose plans a connection keeps."""

from __future__ import annotations

import pytest
from django.db import connection

from articles.search.prepared import array_literal, prepared_cursor

pytestmark = pytest.mark.django_db
_SUM = "SELECT sum(number) FROM unnest(%s::integer[]) AS number"


def kept_plans():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'SELECT sum(number)%%'")
        return cursor.fetchone()[0]


def summed(*lists):
    found = []
    for numbers in lists:
        with prepared_cursor() as cursor:
            cursor.execute(_SUM, [array_literal(numbers)])
            found.append(cursor.fetchone()[0])
    return found


def test_one_plan_serves_lists_of_small_and_large_numbers():
    assert summed([1, 2], [70_000], [3]) == [3, 70_000, 3]
    assert kept_plans() == 1


def test_no_plan_is_kept_where_the_setting_says_so(settings):
    settings.PREPARED_STATEMENTS = False
    assert summed([1], [2], [3]) == [1, 2, 3]
    assert kept_plans() == 0


def test_statements_are_counted_like_any_others(django_assert_num_queries):
    with django_assert_num_queries(2):
        summed([1], [2])


@pytest.mark.parametrize("moment", ["2025-07-07 09:30:15.123456+02", "1690-01-01 00:00+00", "9999-12-31 23:59:59+00"])
def test_moments_are_read_as_django_reads_them(moment):
    asked = "SELECT %s::timestamptz, NULL::timestamptz"
    with connection.cursor() as plain, prepared_cursor() as prepared:
        plain.execute(asked, [moment])
        prepared.execute(asked, [moment])
        expected, found = plain.fetchone(), prepared.fetchone()
    assert found == expected
    assert found[0].tzinfo is expected[0].tzinfo
