"""Pairs made into groups."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import permutations

from articles.similar.groups import Group, Pair, Standing, canonical_of, group_copies


def _groups(*pairs):
    found = {group_copies(Pair(*pair) for pair in order) for order in permutations(pairs)}
    assert len(found) == 1
    return found.pop()


def test_copies_of_copies_are_one_group():
    assert _groups((1, 2, 0.9), (2, 3, 0.8), (7, 8, 1.0)) == (
        Group(frozenset({1, 2, 3})),
        Group(frozenset({7, 8})),
    )


def test_an_excerpt_goes_with_the_text_it_is_of():
    assert _groups((2, 1, 0.4)) == (Group(frozenset({1}), frozenset({2})),)


def test_an_excerpt_goes_with_all_copies_of_its_text():
    assert _groups((1, 2, 0.9), (3, 1, 0.4), (3, 2, 0.4)) == (Group(frozenset({1, 2}), frozenset({3})),)


def test_the_stories_of_a_digest_stay_apart():
    assert _groups((1, 9, 0.3), (2, 9, 0.3)) == ()


def test_a_story_appended_to_a_copy_is_no_part_of_it():
    assert _groups((1, 9, 0.65), (2, 9, 0.35)) == (Group(frozenset({1, 9})),)


def test_a_small_part_of_a_long_text_stays_by_itself():
    assert _groups((1, 9, 0.1)) == ()


def test_no_pairs_are_no_groups():
    assert group_copies([]) == ()


def _standing(day=None, words=100, **more):
    return Standing(stated_at=datetime(2025, 7, day, tzinfo=UTC) if day else None, words=words, **more)


def test_the_earliest_stated_date_stands_for_a_group():
    assert canonical_of(Group(frozenset({1, 2, 3})), {1: _standing(), 2: _standing(9), 3: _standing(8)}) == 3


def test_without_dates_the_longest_text_stands_for_a_group():
    assert canonical_of(Group(frozenset({1, 2})), {1: _standing(words=80), 2: _standing(words=90)}) == 2


def test_a_part_never_stands_for_the_whole_unless_chosen():
    group = Group(frozenset({1}), frozenset({2}))
    assert canonical_of(group, {1: _standing(9), 2: _standing(1)}) == 1
    assert canonical_of(group, {1: _standing(9), 2: _standing(10, is_chosen=True)}) == 2
