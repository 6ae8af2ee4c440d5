"""The headline is chosen among menus, other stories' headlines and bylines; none is invented."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.clean.text_title import choose_title, title_candidates

HEADLINE = "Old mill in Derby is to close after a hundred years"
STORY = (
    "The old mill in Derby is to close next spring, its owners said on Monday, with the loss of ninety jobs.",
    "The mill has spun cotton for a hundred years and was the last one in Derby that still did.",
    "Ninety people work at the mill, and most of them live in the streets around it, the owners said.",
)
OTHERS = (
    "Bakery wins the prize of the county fair",
    "Bridge over the upper lock will be mended",
    "Choir looks for new voices",
)


def chosen(lines: list[str], *, url: str = "") -> str | None:
    story = [line in STORY for line in lines]
    index = choose_title(lines, [True] * len(lines), [False] * len(lines), story, url=url)
    return None if index is None else lines[index]


@pytest.mark.parametrize("between", [0, 20, 100])
def test_the_headline_is_found_however_much_stands_between_it_and_the_story(between):
    player = [f"{second} seconds of {between}" for second in range(between)]
    assert chosen(["Home", "News", *OTHERS, "Contact us", HEADLINE, *player, *STORY]) == HEADLINE


def test_other_stories_headlines_right_above_the_story_are_passed_over():
    assert chosen([HEADLINE, "By Jane Roe", "July 7, 2025", *OTHERS, *STORY]) == HEADLINE


def test_the_address_helps_to_tell_which_headline_is_the_storys():
    lines = ["Derby news of the week and more", "Mill workers speak of ninety jobs", *STORY]
    address = "https://paper.example/news/mill-workers-speak-of-ninety-jobs"
    assert chosen(lines, url=address) == "Mill workers speak of ninety jobs"


def test_the_headline_of_a_guide_in_pieces_is_the_one_that_its_address_spells():
    guide = ["Mills to visit on a rainy day", STORY[0], *(f"Mill number {number}" for number in range(160)), *STORY[1:]]
    lines = ["Home", "News", *guide]
    address = "https://paper.example/guide/mills-to-visit-on-a-rainy-day"
    assert chosen(lines, url=address) == "Mills to visit on a rainy day"
    assert chosen(lines, url="https://paper.example/guide/4711") != "Mills to visit on a rainy day"


def test_a_story_without_a_headline_gets_none():
    assert chosen(["Home", "News", *STORY]) is None


@given(lines=st.lists(st.text(max_size=80), max_size=30), flags=st.lists(st.booleans(), min_size=90, max_size=90))
def test_what_is_chosen_is_always_a_line_that_may_be_a_headline(lines, flags):
    allowed, about, story = flags[: len(lines)], flags[30 : 30 + len(lines)], flags[60 : 60 + len(lines)]
    index = choose_title(lines, allowed, about, story, url="https://paper.example/a-b-c-d")
    assert index is None or index in title_candidates(lines, allowed, story)
