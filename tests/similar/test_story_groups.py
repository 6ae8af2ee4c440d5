"""Which articles make one story."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from articles.similar.story_groups import JOINED_FROM, LONGEST, Link, Member, group_tellings

DAY = datetime(2025, 7, 7, tzinfo=UTC)
SURE = 0.95


def member(number, *, days=0.0, **fields):
    return Member(id=number, published_at=DAY + timedelta(days=days), order=f"title {number}", **fields)


def groups(members, links):
    return {tuple(sorted(group.members)): group.story for group in group_tellings(members, links)}


def test_joins_what_is_linked():
    assert groups([member(n) for n in (1, 2, 3)], [Link(1, 2, SURE)]) == {(1, 2): None}


def test_does_not_join_weak_links():
    assert groups([member(1), member(2)], [Link(1, 2, JOINED_FROM - 0.01)]) == {}


def test_a_chain_does_not_become_one_story():
    chain = [Link(n, n + 1, SURE) for n in range(1, 8)]
    found = groups([member(n) for n in range(1, 9)], chain)
    assert len(found) > 1
    assert max(map(len, found)) <= 3


def test_articles_too_far_apart_to_be_compared_do_not_weigh_against_each_other():
    members = [member(n, days=2.5 * n) for n in range(1, 5)]
    assert groups(members, [Link(n, n + 1, SURE) for n in range(1, 4)]) == {(1, 2, 3, 4): None}


def test_a_story_ends_after_the_longest_span():
    count = LONGEST.days
    members = [member(n, days=2.5 * n) for n in range(1, count)]
    found = groups(members, [Link(n, n + 1, SURE) for n in range(1, count - 1)])
    assert len(found) > 1


def test_what_a_curator_put_together_stays_together_without_a_link():
    members = [member(1, story=7), member(2, story=7, days=100), member(3)]
    assert groups(members, [Link(1, 3, SURE)]) == {(1, 2, 3): 7} or groups(members, []) == {(1, 2): 7}
    assert groups(members, []) == {(1, 2): 7}


def test_two_stories_of_curators_never_become_one():
    members = [member(1, story=7), member(2, story=8), member(3)]
    found = groups(members, [Link(1, 2, 1.0), Link(2, 3, 0.99), Link(1, 3, 0.8)])
    assert found == {(1,): 7, (2, 3): 8}


def test_what_a_curator_took_out_stays_out():
    members = [member(1, story=7), member(2, never=frozenset({7})), member(3)]
    assert groups(members, [Link(1, 2, 1.0)]) == {(1,): 7}
    assert groups(members, [Link(1, 2, 1.0), Link(2, 3, 0.99), Link(1, 3, 0.98)]) == {(1,): 7, (2, 3): None}


@given(
    st.lists(st.floats(0, 20), min_size=2, max_size=12),
    st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11), st.integers(20, 100)), max_size=40),
    st.randoms(use_true_random=False),
)
def test_neither_order_nor_numbers_matter(days, raw_links, random):
    members = [replace(member(number), published_at=DAY + timedelta(days=day)) for number, day in enumerate(days)]
    scores = {}
    for one, other, score in raw_links:
        if one != other and max(one, other) < len(days):
            scores[min(one, other), max(one, other)] = score / 100
    links = [Link(*pair, score) for pair, score in scores.items()]
    numbers = random.sample(range(100), len(days))
    renamed = [replace(one, id=numbers[one.id]) for one in members]
    relinked = [Link(*sorted((numbers[link.first], numbers[link.second])), link.score) for link in links]
    random.shuffle(renamed)
    random.shuffle(relinked)
    found = {frozenset(numbers[one] for one in group.members) for group in group_tellings(members, links)}
    assert {group.members for group in group_tellings(renamed, relinked)} == found
