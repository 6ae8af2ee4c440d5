"""How well copies are found on Reuters-21578, with floors."""

from __future__ import annotations

from pathlib import Path

import pytest

from articles.management.duplicates.edits import EDITS
from articles.management.duplicates.evaluation import evaluate, read_judged_pairs
from articles.management.duplicates.stories import read_stories

JUDGED = Path(__file__).parent.parent / "data" / "duplicates" / "reuters_pairs.csv"


@pytest.fixture(scope="module")
def measured(shared):
    stories = list(read_stories(shared / "evaluation" / "reuters"))
    return evaluate(stories, story_count=5_000, copy_count=1_000, seed=1, known=read_judged_pairs(JUDGED))


def test_finds_copies(measured):
    assert measured.recall >= 0.99


def test_what_it_finds_are_copies(measured):
    assert measured.precision >= 0.99


@pytest.mark.parametrize("edit", EDITS)
def test_finds_copies_of_every_kind(measured, edit):
    assert measured.due[edit] > 100
    assert measured.recall_of(edit) >= (0.93 if edit == "words changed" else 0.98)
