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


HEAD = ("The Karsa Mirror", "2 hours ago", "Copper mine reopens after the flood", f"{MINE} {PUMPS} {PUMPS}")
OTHER = ("Lenbury Courier", "5 hours ago", "Chemists strike over night duty", f"{STRIKE} {OFFER} {OFFER}")


def test_an_unknown_outlet_is_known_by_how_newspapers_are_named(sources):
    heads = find_item_heads([*HEAD, "", *OTHER], sources)
    assert [head.source_name for head in heads] == ["The Karsa Mirror", "Lenbury Courier"]


def test_a_persons_name_above_a_time_is_no_outlet(sources):
    lines = [*("Jane Roe", *HEAD[1:]), "", *("John Doe", *OTHER[1:])]
    assert find_item_heads(lines, sources) == ()


def test_stories_below_drawn_lines_with_their_bylines_are_told_apart(sources):
    rule = "-" * 30
    lines = [
        "MORNING BRIEF",
        rule,
        HEAD[2],
        "By Ana Roe",
        HEAD[3],
        rule,
        OTHER[2],
        "By Bo Lind",
        OTHER[3],
        rule,
        "The end",
    ]
    heads = find_item_heads(lines, sources)
    assert [(head.headline, head.authors) for head in heads] == [(2, "Ana Roe"), (6, "Bo Lind")]
