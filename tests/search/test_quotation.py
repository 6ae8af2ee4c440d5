"""Permalinks to a sentence find it again after the text was cleaned anew."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.search.quotation import Place, Quotation, find_quotation

TEXT = "Sales rose. The firm’s chief said so.\n\nSales rose. Nobody had asked for more — not here."


def quoted(text: str, place: Place | None) -> str:
    return text[place.start : place.end] if place else ""


def test_finds_the_very_words():
    place = find_quotation(TEXT, Quotation(exact="Nobody had asked"))
    assert place == Place(TEXT.index("Nobody"), TEXT.index("Nobody") + 16, is_exact=True)


def test_the_words_around_choose_among_several_places():
    second = TEXT.rindex("Sales rose.")
    assert find_quotation(TEXT, Quotation(exact="Sales rose.")) == Place(0, 11, is_exact=True)
    assert find_quotation(TEXT, Quotation(exact="Sales rose.", after=" Nobody")) == Place(
        second, second + 11, is_exact=True
    )
    assert find_quotation(TEXT, Quotation(exact="Sales rose.", before="so.\n\n")) == Place(
        second, second + 11, is_exact=True
    )


@pytest.mark.parametrize(
    "then", ["The firm's chief said so.", "the  firm’s chief\nsaid so", "“The firm’s chief said so.”"]
)
def test_repaired_signs_and_spaces_hide_nothing(then):
    place = find_quotation(TEXT, Quotation(exact=then))
    assert quoted(TEXT, place).startswith("The firm’s chief said so")
    assert place.is_exact


def test_a_sentence_that_was_edited_is_taken_for_the_one_meant_and_said_to_be():
    place = find_quotation(TEXT, Quotation(exact="Nobody here had asked for any more."))
    assert quoted(TEXT, place) == "Nobody had asked for more — not here."
    assert not place.is_exact


@pytest.mark.parametrize("gone", ["Something else was said altogether.", "", "  ", "…"])
def test_words_that_are_gone_are_found_nowhere(gone):
    assert find_quotation(TEXT, Quotation(exact=gone)) is None


def test_a_long_text_is_searched_for_the_very_words_alone():
    text = "Filler words stand here. " * 20_000 + "The needle."
    assert quoted(text, find_quotation(text, Quotation(exact="The needle."))) == "The needle."
    assert find_quotation(text, Quotation(exact="the NEEDLE")) is None


@given(st.text(max_size=200), st.text(max_size=60))
def test_a_place_always_lies_within_the_text(text, wanted):
    place = find_quotation(text, Quotation(exact=wanted))
    assert place is None or 0 <= place.start < place.end <= len(text)


@given(st.text("ab .\n“", max_size=80), st.integers(0, 80), st.integers(1, 80))
def test_any_part_of_a_text_finds_itself(text, start, length):
    part = text[start : start + length].strip()
    place = find_quotation(text, Quotation(exact=part))
    assert quoted(text, place) == part
