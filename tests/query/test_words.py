"""The tokeniser behind index, matcher, queries and highlighting."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.query.words import LONGEST_WORD, analyse, fold, placed_surfaces, simple_forms, surfaces
from tests.bounded import soon


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("AT&T", "at and t"),
        ("AT & T's", "at and t"),
        ("S&P 500", "s and p 500"),
        ("C-3PO", "c 3po"),
        ("5G, 3.5x", "5g 3.5x"),
        ("$1.4 billion", "1.4 billion"),
        ("1,000 and 1,00,000 but 1,4", "1000 and 100000 but 1 4"),
        ("U.S. U.S.-led J.P. Morgan's A.I.", "us us led jp morgan ai"),
        ("Xiaomi's Xiaomi’s companies'", "xiaomi xiaomi companies"),
        ("don't we'll it's", "dont well it"),
        ("O'Reilly L'Oréal", "o reilly l oreal"),
        ("e-commerce e‑commerce", "e commerce e commerce"),
        ("Škoda Straße Łódź cafe\u0301 Ærø", "skoda strasse lodz cafe aero"),
        ("Trump–Xi and/or", "trump xi and or"),
        ("ended.The U.S.", "ended the us"),
        ("小米 Auto", "小 米 auto"),
        ("Сбербанк", "сбербанк"),
        ("___ -- '' …", ""),
    ],
)
def test_words_of(text, forms):
    assert " ".join(simple_forms(text)) == forms


@pytest.mark.parametrize(
    ("surface", "whole"),
    [("e-commerce", "ecommerce"), ("O'Reilly", "oreilly"), ("C-3PO", "c3po"), ("2020-21", None), ("Xiaomi's", None)],
)
def test_the_joined_form_of(surface, whole):
    found = analyse(surface).whole
    assert (found.simple if found else None) == whole


def test_both_forms_stand_at_a_position_and_the_joined_one_at_both_ends():
    assert analyse("Tariffs").slots == (("=tariffs", "tariff"),)
    first, middle, last = analyse("state-of-theart").slots
    assert "=stateoftheart" in first
    assert "=stateoftheart" not in middle
    assert "=stateoftheart" in last


def test_characters_of_each_lexeme_are_known():
    text = "By Xiaomi’s e-commerce."
    found = {
        lexeme: text[offset + start : offset + end]
        for _, offset, surface in placed_surfaces(text)
        for lexeme, standing in surface.lexemes.items()
        for _, start, end in standing
    }
    assert found["=xiaomi"] == "Xiaomi"
    assert found["=ecommerce"] == "e-commerce"
    assert found["commerc"] == "commerce"


def test_a_word_without_end_is_cut_the_same_everywhere():
    assert simple_forms("x" * 5_000) == ("x" * LONGEST_WORD,)


@pytest.mark.parametrize("unit", ["a", "a-", "a'", "1,000", "1.", "U.", "&", "-", "é", "a.b", "a_b", "'s", "\u0301"])
def test_a_line_of_a_million_characters_is_read_in_time(unit):
    line = unit * (1_000_000 // len(unit))
    with soon():
        for surface in surfaces(line):
            analyse(surface)


@given(st.text())
def test_any_text_is_read_and_spans_lie_within_it(text):
    position = 0
    for first, offset, surface in placed_surfaces(text):
        assert first == position + 1
        position += len(surface.slots)
        for part in surface.parts:
            assert 0 <= offset + part.start < offset + part.end <= len(text)
            assert part.simple
            assert len(part.simple) <= LONGEST_WORD


def test_a_name_in_capitals_is_told_from_the_pronoun():
    assert analyse("US").slots == analyse("U.S.").slots == (("=us", "us", "^us"),)
    assert analyse("us").slots == (("=us", "us"),)


@given(st.text())
def test_folding_is_blind_to_case(text):
    assert fold(fold(text)) == fold(text)
