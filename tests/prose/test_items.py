"""Digests that name each story's publisher in brackets at its end."""

from __future__ import annotations

import pytest

from articles.prose.items import find_item_heads
from articles.prose.sources import SourceBook, load_sources

MINE = "The copper mine that was flooded in November sent its first ore to the smelter on Wednesday, its owner said."
PUMPS = "Pumps ran for 71 days to clear the lowest gallery. Two of them came from a mine 900 km away."
STRIKE = "Pharmacies in four cities closed at noon on Wednesday in a dispute over unpaid night duty, their league said."
OFFER = "The health ministry offered to raise the fee by a fifth. The league called the offer a start."


@pytest.fixture(scope="module")
def sources():
    return SourceBook(load_sources())


def test_stories_that_end_with_their_publisher_in_brackets_are_told_apart(sources):
    lines = ["Morning brief", "Copper mine reopens after flood", MINE, f"{PUMPS} (Reuters)"]
    lines += ["Pharmacists strike over night shifts", STRIKE, f"{OFFER} (Bloomberg)", "Unsubscribe"]
    heads = find_item_heads(lines, sources)
    assert [(head.headline, head.source_name) for head in heads] == [(1, "Reuters"), (4, "Bloomberg")]


def test_an_article_that_credits_agencies_in_brackets_stays_one(sources):
    lines = ["Copper mine reopens after flood", MINE, f"{PUMPS} (Reuters)", STRIKE, f"{OFFER} (Reuters)"]
    assert find_item_heads(lines, sources) == ()


def test_brackets_that_hold_no_known_publisher_part_nothing(sources):
    lines = [
        "Copper mine reopens after flood",
        MINE,
        f"{PUMPS} (Jane)",
        "Pharmacists strike over shifts",
        f"{OFFER} (Tom)",
    ]
    assert find_item_heads(lines, sources) == ()
