"""Who wrote a text scrape's story, where no line says 'by'."""

from __future__ import annotations

import pytest

from articles.clean.sources import SourceBook, load_sources
from articles.clean.text_byline import find_signatures

SOURCES = SourceBook(load_sources())
STORY = "The yard in Gdansk will build six ferries, and the first of them is to sail in two years."


def names_in(*head: str, dates: tuple[int, ...] = ()) -> list[tuple[str, ...]]:
    lines = [*head, STORY]
    marks = [index in dates for index in range(len(lines))]
    found = find_signatures(lines, [True] * len(lines), marks, range(len(head)), len(lines), SOURCES)
    return list(found.values())


@pytest.mark.parametrize(
    "line",
    [
        "Mira Solberg, Shipping editor",
        "Mira Solberg | Reuters",
        "Mira Solberg · Reuters · Posted this morning",
        "Mira SolbergShipping Correspondent",
    ],
)
def test_a_name_with_a_job_or_its_publisher_signs(line):
    assert names_in("Ferries", "Ships", "Menu", line, "Harbours", "Ports") == [("Mira Solberg",)]


def test_a_bare_name_signs_beside_a_date():
    head = ("One", "Two", "Three", "Four", "Mira Solberg and Ola Berg", "4 March 2025", "Seven")
    assert names_in(*head, dates=(5,)) == [("Mira Solberg", "Ola Berg")]
    assert names_in(*head) == []


def test_a_bare_name_signs_right_below_the_headline():
    assert names_in("Mira Solberg@mirasolberg", "Two", "Three", "Four") == [("Mira Solberg",)]


@pytest.mark.parametrize("line", ["Key Points", "Business News", "Financial Times", "SHIPPING NEWS", "Six Ferries"])
def test_labels_outlets_and_words_of_the_page_are_no_names(line):
    assert names_in(line) == []
