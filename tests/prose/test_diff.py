"""What differs between two texts."""

from __future__ import annotations

from itertools import pairwise
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from articles.prose.diff import Change, Span, diff_texts
from tests.bounded import soon

TEXT = st.lists(st.sampled_from(["oil", "gold", "bank", "rate", ",", ".", "rises", "\n\n"]), max_size=40).map(" ".join)


def _side(spans, left_out):
    return "".join(span.text for span in spans if span.change != left_out)


def test_says_what_was_removed_and_added_in_reading_order():
    spans = diff_texts("The bank cut its rate by a quarter of a point.", "The bank cut its key rate by half a point.")
    assert spans == (
        Span(Change.SAME, "The bank cut its "),
        Span(Change.ADDED, "key "),
        Span(Change.SAME, "rate by "),
        Span(Change.REMOVED, "a quarter of "),
        Span(Change.ADDED, "half "),
        Span(Change.SAME, "a point."),
    )


def test_equal_texts_are_one_span():
    assert diff_texts("One text.", "One text.") == (Span(Change.SAME, "One text."),)


def test_texts_without_a_common_word_are_two_spans():
    assert [span.change for span in diff_texts("oil", "gold")] == [Change.REMOVED, Change.ADDED]


def test_nothing_against_something():
    assert diff_texts("", "") == ()
    assert diff_texts("", "gold") == (Span(Change.ADDED, "gold"),)
    assert diff_texts("gold", "") == (Span(Change.REMOVED, "gold"),)


def test_does_not_go_back_and_forth_over_single_words():
    spans = diff_texts("a tale of two banks in the north", "the story of one broker in a town")
    assert len(spans) <= 4


def test_keeps_paragraphs_apart():
    spans = diff_texts("First part.\n\nSecond part.", "First part.\n\nThird one.\n\nSecond part.")
    assert _side(spans, Change.REMOVED).split("\n\n") == ["First part.", "Third one.", "Second part."]


@given(TEXT, TEXT)
def test_both_texts_can_be_read_off_the_spans(first, second):
    spans = diff_texts(first, second)
    assert _side(spans, Change.REMOVED) == second
    assert _side(spans, Change.ADDED).casefold().split() == first.casefold().split()
    assert all(span.text for span in spans)
    assert all(one.change != other.change for one, other in pairwise(spans))


def test_long_texts_take_a_moment():
    random = Random(1)
    words = [f"word{random.randrange(5_000)}" for _ in range(100_000)]
    changed = [word if random.random() > 0.05 else "other" for word in words]
    with soon():
        diff_texts(" ".join(words), " ".join(changed))
        diff_texts("a b " * 100_000, "b a c " * 60_000)
