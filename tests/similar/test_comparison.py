"""Copies, forms and strangers."""

from __future__ import annotations

import pytest

from articles.similar.comparison import ALIKE_FROM, compare_profiles, profile_text

STORY = (
    "The central bank of Norland cut its key rate by a quarter of a point to 3.75 percent on Monday, the third cut "
    "since March, and said that weaker exports left room for more. Governor Ines Dahl told reporters in Port Amsel "
    "that prices had risen by 1.9 percent in the year to June, below the target of 2 percent. Shares in Norland Bank "
    "rose 4.2 percent while the crown lost 0.8 percent against the dollar. Economists at three brokers had expected "
    "the bank to wait until September, when new forecasts are due."
)
FORM = (
    "The Treasury received bids of {} million dollars for its {} day bills at the weekly auction on {}. The average "
    "price was {} and the average yield {} percent, it said in a statement. Tenders at the lowest price were allotted "
    "{} percent. Interest is paid at maturity and the bills are listed on the exchange in Port Amsel."
)


def _compare(first, second):
    return compare_profiles(profile_text(first), profile_text(second))


def test_a_text_is_a_copy_of_itself():
    overlap = _compare(STORY, STORY)
    assert (overlap.containment, overlap.coverage) == (1, 1)
    assert overlap.is_copy


def test_an_excerpt_is_a_copy_that_covers_little_of_the_whole():
    overlap = _compare(STORY, STORY[: len(STORY) // 3])
    assert overlap.containment > 0.95
    assert overlap.is_copy
    assert overlap.coverage < ALIKE_FROM


def test_the_order_of_two_texts_does_not_matter():
    part = STORY[: len(STORY) // 2]
    assert _compare(STORY, part).is_copy == _compare(part, STORY).is_copy


def test_a_form_with_other_figures_is_no_copy():
    one = FORM.format("412.5", 90, "4 May", "98.71", "5.31", 64)
    other = FORM.format("377.0", 91, "11 May", "98.65", "5.55", 12)
    overlap = _compare(one, other)
    assert overlap.containment > 0.5
    assert not overlap.is_copy


def test_a_correction_of_one_figure_is_a_copy():
    assert _compare(STORY, STORY.replace("4.2", "2.4")).is_copy


@pytest.mark.parametrize("shared", ["on the condition of anonymity because the talks are private", ""])
def test_a_phrase_in_common_is_no_copy(shared):
    assert not _compare(f"{STORY} {shared}", f"Nothing else is told here. {shared}").is_copy


def test_two_empty_texts_are_no_copies():
    assert not _compare("", "").is_copy
    assert not _compare("", STORY).is_copy


def test_the_same_few_words_are_copies():
    assert _compare("Correction follows shortly.", "CORRECTION follows shortly").is_copy
    assert not _compare("Correction follows shortly.", "Correction follows later").is_copy
