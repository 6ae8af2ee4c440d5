"""The search entries in memory: a column of numbers for each facet, one place for each entry.

Columns only grow. A changed entry takes a new place at the end and its old place is dead, so that what an earlier
request holds stays as it was: only `slot_of`, `alive` and `canonical`, small, are copied at a change.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count

import numpy as np

from articles.search.live.growing import Array, Growing
from articles.search.live.order import Order, newest_first
from articles.search.live.rows import LISTS, Rows

NUMBERS = ("source", "month", "kind", "language")
TEXTS = ("kind", "language")
FACETS = (*NUMBERS, *LISTS)
_MOST_OF_MANY = 12  # values that many entries have of a facet; beyond, a look at all that have more is for few of them
_stamps = count(1)


@dataclass(frozen=True, slots=True)
class Entries:
    """The search entries of one snapshot. A slot is an entry's place in the columns; dead slots stand for none.

    `slot_of` maps an article's id less `first_id` to its slot, -1 for none. `texts` gives for kind and language what
    their numbers mean. `canonical` are the alive that are no copies folded under another. `totals` counts every value
    of each facet, of all copies and of canonical entries. No other entries have the same `stamp`.
    """

    length: int
    first_id: int
    slot_of: Array
    alive: Array
    ids: Growing
    moments: Growing
    knows_day: Growing
    canonical: Array
    numbers: Mapping[str, Growing]
    list_ends: Mapping[str, Growing]
    lists: Mapping[str, Growing]
    list_lengths: Mapping[str, int]
    texts: Mapping[str, tuple[str, ...]]
    totals: Mapping[tuple[str, bool], Array]
    order: Order
    stamp: int = field(init=False, default_factory=_stamps.__next__)

    def slots(self, ids: Array) -> Array:
        """The slots of these articles; those without one left out."""
        places = ids.astype(np.int64) - self.first_id
        places = places[(places >= 0) & (places < len(self.slot_of))]
        found = self.slot_of[places]
        return found[found >= 0]

    def counts_in(self, facet: str, slots: Array) -> Array:
        """How many of `slots` have each value of a facet; a value's number is its index."""
        if facet in NUMBERS:
            return counted(self.numbers[facet].first(self.length).take(slots))
        return counted(self._values_anyhow(facet, slots))

    def values_of(self, facet: str, slots: Array) -> Array:
        """The values of a list of ids that `slots` have, one after another."""
        ends, values = self._list(facet)
        found: Array = values.take(_places(ends.take(slots), ends.take(slots + 1)))
        return found

    def _values_anyhow(self, facet: str, slots: Array) -> Array:
        """The values that `slots` have, the first of each before the second of each: in half of the time.

        That is where lists are short, as most are; of long ones the rest comes one after another.
        """
        ends, values = self._list(facet)
        at, last = ends.take(slots), ends.take(slots + 1)
        found: list[Array] = []
        for _ in range(_MOST_OF_MANY):
            longer = np.flatnonzero(at < last)
            at, last = at.take(longer), last.take(longer)
            if not len(at):
                break
            found.append(values.take(at))
            at += 1
        return np.concatenate((*found, values.take(_places(at, last))))

    def _list(self, facet: str) -> tuple[Array, Array]:
        """Where the list of ids of each slot ends, from that before the first slot on, and the ids."""
        return self.list_ends[facet].first(self.length + 1), self.lists[facet].first(self.list_lengths[facet])

    def with_number(self, facet: str, value: int) -> Array:
        """A mask of the slots with a value of a facet of NUMBERS."""
        same: Array = self.numbers[facet].first(self.length) == value
        return same

    def slots_with(self, facet: str, value: int, *, since: int = 0) -> Array:
        """The slots with a value, from the slot `since` on, ascending."""
        if facet in NUMBERS:
            return np.flatnonzero(self.numbers[facet].first(self.length)[since:] == value) + since
        ends = self.list_ends[facet].first(self.length + 1)[since:]
        first = int(ends[0])
        hits = self.lists[facet].first(self.list_lengths[facet])[first:] == value
        where = np.flatnonzero(hits)
        if len(where) * 8 < len(ends):
            places = np.searchsorted(ends, (where + first).astype(ends.dtype), side="right") - 1
        else:
            seen = np.concatenate(([0], np.cumsum(hits, dtype=np.int32)))[ends - ends[0]]
            places = np.flatnonzero(seen[1:] > seen[:-1])
        return places + since

    @property
    def nbytes(self) -> int:
        """The memory the columns take, in bytes."""
        columns = (
            self.ids, self.moments, self.knows_day,
            *self.numbers.values(), *self.list_ends.values(), *self.lists.values(),
        )  # fmt: skip
        plain = (self.slot_of, self.alive, self.canonical, self.order.slots, *self.totals.values())
        return sum(column.nbytes for column in columns) + sum(array.nbytes for array in plain)


def _places(starts: Array, ends: Array) -> Array:
    """The numbers from each start to its end (exclusive), one run after another."""
    lengths = (ends - starts).astype(np.int64)
    places: Array = np.repeat(starts - (np.cumsum(lengths) - lengths), lengths)
    places += np.arange(len(places))
    return places


def counted(values: Array) -> Array:
    """How often each number from 0 occurs, the number being the index."""
    return np.bincount(values) if len(values) else np.zeros(0, np.int64)


def no_entries() -> Entries:
    """An archive without articles."""
    nothing = np.zeros(0, np.int32)
    return Entries(
        length=0,
        first_id=1,
        slot_of=nothing,
        alive=np.zeros(0, np.bool_),
        ids=Growing(nothing.astype(np.uint32)),
        moments=Growing(np.zeros(0, np.int64)),
        knows_day=Growing(np.zeros(0, np.bool_)),
        canonical=np.zeros(0, np.bool_),
        numbers={facet: Growing(nothing) for facet in NUMBERS},
        list_ends={facet: Growing(np.zeros(1, np.int32)) for facet in LISTS},
        lists={facet: Growing(nothing) for facet in LISTS},
        list_lengths=dict.fromkeys(LISTS, 0),
        texts=dict.fromkeys(TEXTS, ()),
        totals={(facet, is_canonical): np.zeros(0, np.int64) for facet in FACETS for is_canonical in (False, True)},
        order=Order(0, nothing, 0),
    )


def loaded(pieces: Iterable[Rows]) -> Entries:
    """Entries of these rows."""
    entries = no_entries()
    for rows in pieces:
        entries = _appended(entries, rows)
    return _ordered(entries)


def changed(entries: Entries, *, ids: Sequence[int], rows: Rows) -> Entries:
    """Entries after the articles `ids` changed: `rows` are theirs now, and those without one have none any more."""
    gone = entries.slots(np.asarray(ids, np.int64))
    slot_of, alive, canonical = entries.slot_of.copy(), entries.alive.copy(), entries.canonical.copy()
    totals = dict(entries.totals)
    _count(totals, entries, gone, -1)
    alive[gone] = False
    canonical[gone] = False
    slot_of[entries.ids.first(entries.length)[gone].astype(np.int64) - entries.first_id] = -1
    after = _appended(replace(entries, slot_of=slot_of, alive=alive, canonical=canonical, totals=totals), rows)
    return _ordered(after) if after.order.is_outgrown(after.length) else after


def _ordered(entries: Entries) -> Entries:
    length = entries.length
    return replace(entries, order=newest_first(entries.moments.first(length), entries.ids.first(length)))


def _appended(entries: Entries, rows: Rows) -> Entries:
    """`entries` with rows of articles that it does not hold."""
    length, added = entries.length, len(rows)
    if not added:
        return entries
    texts = dict(entries.texts)
    numbers = {
        "source": rows.sources,
        "month": rows.months,
        "kind": _numbered(texts, "kind", rows.kinds),
        "language": _numbered(texts, "language", rows.languages),
    }
    ends = {
        facet: entries.list_lengths[facet] + np.cumsum(lengths, dtype=np.int64)
        for facet, (lengths, _) in rows.lists.items()
    }
    first_id, slot_of = _with_ids(entries, rows.ids)
    slot_of[rows.ids.astype(np.int64) - first_id] = np.arange(length, length + added)
    after = replace(
        entries,
        length=length + added,
        first_id=first_id,
        slot_of=slot_of,
        alive=np.concatenate((entries.alive, np.ones(added, np.bool_))),
        ids=entries.ids.extended(length, rows.ids.astype(np.uint32)),
        moments=entries.moments.extended(length, rows.moments),
        knows_day=entries.knows_day.extended(length, rows.knows_day),
        canonical=np.concatenate((entries.canonical, rows.is_canonical)),
        numbers={facet: entries.numbers[facet].extended(length, numbers[facet]) for facet in NUMBERS},
        list_ends={
            facet: entries.list_ends[facet].extended(length + 1, ends[facet].astype(np.int32)) for facet in LISTS
        },
        lists={
            facet: entries.lists[facet].extended(entries.list_lengths[facet], values)
            for facet, (_, values) in rows.lists.items()
        },
        list_lengths={facet: int(ends[facet][-1]) for facet in LISTS},
        texts=texts,
    )
    totals = dict(entries.totals)
    _count(totals, after, np.arange(length, length + added), 1)
    return replace(after, totals=totals)


def _numbered(texts: dict[str, tuple[str, ...]], facet: str, values: Sequence[str]) -> Array:
    """The numbers of `values`; a new one is added to `texts[facet]`."""
    known = {text: number for number, text in enumerate(texts[facet])}
    found = np.fromiter((known.setdefault(value, len(known)) for value in values), np.int32, len(values))
    texts[facet] = tuple(known)
    return found


def _with_ids(entries: Entries, ids: Array) -> tuple[int, Array]:
    """`first_id` and a `slot_of` with room for `ids`; articles' ids run on, so that one number for each is little."""
    first, last = int(ids.min()), int(ids.max())
    if not len(entries.slot_of):
        return first, np.full(last - first + 1, -1, np.int32)
    before = max(entries.first_id - first, 0)
    behind = max(last - entries.first_id + 1 - len(entries.slot_of), 0)
    if before or behind:
        slot_of = np.concatenate((np.full(before, -1, np.int32), entries.slot_of, np.full(behind, -1, np.int32)))
        return entries.first_id - before, slot_of
    return entries.first_id, entries.slot_of.copy()


def _count(totals: dict[tuple[str, bool], Array], entries: Entries, slots: Array, sign: int) -> None:
    """Add to `totals`, or with -1 take away, what `slots` have."""
    canonical = slots[entries.canonical[slots]]
    for facet in FACETS:
        for is_canonical, these in ((False, slots), (True, canonical)):
            counts = entries.counts_in(facet, these)
            total = totals[facet, is_canonical]
            if len(counts) > len(total):
                total = np.concatenate((total, np.zeros(len(counts) - len(total), np.int64)))
            else:
                total = total.copy()
            total[: len(counts)] += sign * counts
            totals[facet, is_canonical] = total
