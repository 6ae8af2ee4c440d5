"""Numbered pages."""

from __future__ import annotations

import pytest

from articles.search.numbered import numbered_pages


@pytest.mark.parametrize(
    ("asked", "number"),
    [
        ("", 1),
        ("2", 2),
        ("0", 1),
        ("-1", 1),
        ("999", 10),
        ("x", 1),
        ("999999", 10),
        ("9" * 5000, 10),
        ("²", 1),
        ("3.5", 1),
    ],
)
def test_takes_the_nearest_page_there_is(asked, number):
    assert numbered_pages(total=200, per_page=20, asked=asked).number == number


def test_links_to_the_ends_and_the_neighbours():
    pages = numbered_pages(total=2000, per_page=20, asked="50")
    assert pages.numbers == (1, None, 48, 49, 50, 51, 52, None, 100)
    assert (pages.start, pages.stop, pages.previous, pages.following) == (980, 1000, 49, 51)


def test_a_gap_of_one_page_is_that_page():
    assert numbered_pages(total=100, per_page=20, asked="5").numbers == (1, 2, 3, 4, 5)


def test_an_empty_list_has_one_page():
    pages = numbered_pages(total=0, per_page=20, asked="7")
    assert (pages.number, pages.last, pages.start, pages.stop, pages.is_needed) == (1, 1, 0, 0, False)
