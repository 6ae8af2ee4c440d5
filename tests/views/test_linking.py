"""The text of an article in linked pieces."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from articles.models import Article
from articles.views.linking import MOST_LINKS, NamedSpan, linked_paragraphs, paragraph_at
from tests.bounded import soon

TEXT = "General Motors of Detroit.\n\nMotors hum."


def span(start, end, name="x"):
    return NamedSpan(start, end, "company", name, f"/{name}/")


def texts(spans, text=TEXT):
    paragraphs = linked_paragraphs(Article(text=text), spans)
    return [[(piece.text, piece.span.name if piece.span else "") for piece in p.pieces] for p in paragraphs]


def test_links_spans_in_their_paragraph():
    assert texts([span(0, 14, "gm"), span(28, 34, "motors")]) == [
        [("General Motors", "gm"), (" of Detroit.", "")],
        [("Motors", "motors"), (" hum.", "")],
    ]


def test_of_nested_and_overlapping_spans_the_longest_wins():
    assert texts([span(8, 14, "motors"), span(0, 14, "gm"), span(8, 25, "late")])[0] == [
        ("General ", ""),
        ("Motors of Detroit", "late"),
        (".", ""),
    ]


def test_of_equal_spans_the_first_wins():
    assert texts([span(0, 14, "one"), span(0, 14, "two")])[0][0] == ("General Motors", "one")


def test_a_span_across_paragraphs_or_past_the_end_is_left_out():
    assert texts([span(20, 30), span(35, 99), span(99, 120)]) == [
        [("General Motors of Detroit.", "")],
        [("Motors hum.", "")],
    ]


def test_a_hundred_thousand_paragraphs_take_a_moment():
    text = "\n\n".join(["Toyota said so."] * 100_000)
    with soon():
        paragraphs = linked_paragraphs(Article(text=text), (span(17 * i, 17 * i + 6) for i in range(100_000)))
    assert [len(paragraph.pieces) for paragraph in paragraphs[:MOST_LINKS]] == [2] * MOST_LINKS
    assert {len(paragraph.pieces) for paragraph in paragraphs[MOST_LINKS:]} == {1}


def test_finds_the_paragraph_of_a_position():
    paragraphs = linked_paragraphs(Article(text=TEXT), [])
    assert [paragraph_at(paragraphs, position) for position in (None, 0, 27, 28, 500)] == [None, 1, 1, 2, 2]


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 30))), st.text("ab \n", max_size=60))
def test_no_character_is_lost_or_doubled(spans, text):
    found = texts([span(start, start + length) for start, length in spans], text)
    assert "\n\n".join("".join(piece for piece, _ in paragraph) for paragraph in found) == text
