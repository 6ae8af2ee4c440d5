"""The columns in memory: counting, filtering, changing and growing, without a database."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.search.facets import facet_counts
from articles.search.live.entries import changed, loaded
from articles.search.live.growing import Growing
from articles.search.live.rows import LISTS, NEVER, Rows
from articles.search.live.selection import Selection, whole

BYTES_AN_ARTICLE = 60  # 60 MB for a million


def made(ids, *, people=None, moments=None, lists=None):
    """Rows of articles with these ids; `people` gives for each a list of ids."""
    count = len(ids)
    people = people or [[] for _ in ids]
    flat = np.array([one for of_article in people for one in of_article], np.int32)
    none = (np.zeros(count, np.int32), np.zeros(0, np.int32))
    return Rows(
        ids=np.array(ids, np.int32),
        moments=np.full(count, NEVER) if moments is None else np.array(moments, np.int64),
        sources=np.array([pk % 50 for pk in ids], np.int32),
        months=np.full(count, 2025 * 13 + 7, np.int32),
        knows_day=np.ones(count, np.bool_),
        is_canonical=np.array([pk % 4 != 0 for pk in ids], np.bool_),
        kinds=["news"] * count,
        languages=["en" if pk % 2 else "" for pk in ids],
        lists=dict.fromkeys(LISTS, none)
        | {"person": (np.array([len(p) for p in people], np.int32), flat)}
        | (lists or {}),
    )


@pytest.fixture(scope="module")
def crowd():
    """100,000 articles that name 50,000 people, as (people of each, entries)."""
    dice = np.random.default_rng(3)
    people = [dice.integers(1, 50_001, size).tolist() for size in dice.integers(0, 4, 100_000)]
    return people, loaded(
        [made(range(1, 50_001), people=people[:50_000]), made(range(50_001, 100_001), people=people[50_000:])]
    )


def test_counts_fifty_thousand_people(crowd):
    people, entries = crowd
    counts = facet_counts("person", whole(entries, is_canonical=False))
    expected = Counter(one for of_article in people for one in of_article)
    assert len(counts) == len(expected) > 45_000
    ordered = sorted(expected.items(), key=lambda pair: (-pair[1], pair[0]))
    assert counts.top(400) == [(str(pk), count) for pk, count in ordered[:400]]
    assert counts.of(["7", "49999", "60000"]) == {"7": expected[7], "49999": expected[49_999], "60000": 0}
    assert counts.among([3, 5, 0]).top(9) == [(str(pk), count) for pk, count in ordered if pk in (3, 5)]


def test_counts_a_part_of_the_archive_whichever_part_is_the_smaller(crowd):
    people, entries = crowd
    for share in (0.01, 0.4, 0.9):
        mask = np.random.default_rng(1).random(entries.length) < share
        counts = facet_counts("person", Selection(entries, mask, is_canonical=False))
        expected = Counter(one for is_in, of_article in zip(mask, people, strict=True) if is_in for one in of_article)
        assert dict(counts) == {str(pk): count for pk, count in expected.items()}


def test_finds_who_names_a_person_be_they_few_or_many(crowd):
    people, entries = crowd
    assert entries.slots_with("person", 77).tolist() == [
        slot for slot, of_article in enumerate(people) if 77 in of_article
    ]
    everywhere = loaded([made(range(1, 201), people=[[1], [1, 2]] * 100)])
    assert everywhere.slots_with("person", 1).tolist() == list(range(200))
    assert everywhere.slots_with("person", 2).tolist() == list(range(1, 200, 2))


def test_a_million_articles_would_fit_in_sixty_megabytes():
    dice = np.random.default_rng(4)
    ids = range(1, 200_001)
    each = (np.full(len(ids), 2, np.int32), dice.integers(1, 10_000, 2 * len(ids)).astype(np.int32))
    entries = loaded([made(ids, moments=dice.integers(0, 10**15, len(ids)), lists={"company": each, "topic": each})])
    assert entries.nbytes / entries.length < BYTES_AN_ARTICLE


@given(st.lists(st.tuples(st.lists(st.integers(1, 12), max_size=4, unique=True), st.booleans()), max_size=8))
def test_changes_leave_what_was_held_before_as_it_was(steps):
    entries = loaded([made([1, 2, 3], people=[[1], [2], [1, 2]])])
    held = []
    alive = {1, 2, 3}
    for ids, are_there in steps:
        present = ids if are_there else []
        entries = changed(entries, ids=ids, rows=made(present, people=[[pk % 3 + 1] for pk in present]))
        alive = (alive - set(ids)) | set(present)
        selected = whole(entries, is_canonical=False)
        held.append(
            (selected, sorted(alive), dict(facet_counts("person", selected)), selected.numbers("source").tolist())
        )
        for earlier, ids_then, people_then, sources_then in held:
            assert sorted(earlier.ids(earlier.slots)) == ids_then
            assert (
                dict(facet_counts("person", Selection(earlier.entries, earlier.mask, is_canonical=False)))
                == people_then
            )
            assert earlier.numbers("source").tolist() == sources_then


def test_two_that_grow_from_one_beginning_do_not_meet():
    one = Growing(np.array([1, 2], np.int32))
    longer = one.extended(2, np.array([3], np.int32))
    other = longer.extended(2, np.array([9, 9], np.int32))
    further = longer.extended(3, np.array([4], np.int32))
    assert longer.first(3).tolist() == [1, 2, 3]
    assert other.first(4).tolist() == [1, 2, 9, 9]
    assert further.first(4).tolist() == [1, 2, 3, 4]
    assert further.extended(4, np.array([70_000], np.int32)).first(5).tolist() == [1, 2, 3, 4, 70_000]


def test_nobody_writes_to_what_others_hold():
    held = Growing(np.array([1, 2], np.int32)).first(2)
    with pytest.raises(ValueError, match="read-only"):
        held[0] = 5
