"""Typographic repair: what changes, and that words never do."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.clean.normalise import normalise_text
from tests.bounded import soon


@pytest.mark.parametrize(
    ("written", "repaired"),
    [
        ("It&#39;s &quot;done&quot;", 'It\'s "done"'),
        ("R&amp;amp;D", "R&D"),
        ("AT&T and S&P 500", "AT&T and S&P 500"),
        ("caf\u00c3\u00a9", "café"),
        ("â€œquotedâ€\x9d", "“quoted”"),
        ("co\u00adoperation", "cooperation"),
        ("two  spaces\u00a0and\tmore", "two spaces and more"),
        ("line \r\n next", "line\nnext"),
        ("NUL\x00 and \ud800 surrogate", "NUL and surrogate"),
        ("zero\u200bwidth", "zerowidth"),
        ("“curly” stay ’tis", "“curly” stay ’tis"),
        ("Ωmega Łódź ÉCOLE", "Ωmega Łódź ÉCOLE"),
    ],
)
def test_typography_is_repaired(written, repaired):
    assert normalise_text(written) == repaired


def test_letters_that_look_like_mojibake_but_are_words_stay():
    assert normalise_text("Ângela disse não à União") == "Ângela disse não à União"


@given(st.text())
def test_nothing_crashes_and_nothing_unstorable_is_left(text):
    result = normalise_text(text)
    assert "\x00" not in result
    result.encode("utf-8")


@given(st.lists(st.from_regex(r"\A[A-Za-z0-9,.!?'-]{1,12}\Z"), max_size=30))
def test_plain_words_come_through_unchanged(words):
    assert normalise_text("  ".join(words)).split() == " ".join(words).split()


@settings(max_examples=50)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="&"), max_size=200))
def test_repairing_twice_is_repairing_once(text):
    once = normalise_text(text)
    assert normalise_text(once) == once


@pytest.mark.parametrize("unit", ["&", "&amp;", " ", "Ã", "\u00ad", "a", "\n "])
def test_a_megabyte_is_repaired_soon(unit):
    with soon():
        normalise_text(unit * (1_000_000 // len(unit)))


def test_no_run_of_spaces_is_left():
    assert not re.search(r"\s\s", normalise_text("a \t\u2003 b\u3000\u3000c"))
