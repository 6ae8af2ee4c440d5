"""The order of entries by date: sorted once, what came since beside it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from articles.search.live.growing import Array
from articles.search.live.rows import NEVER

_MOST_UNSORTED = 4_000
_FIRST_STEP = 4_096


@dataclass(frozen=True, slots=True)
class Order:
    """The slots before `length`, newest first and the undated last; `dated` of them are dated.

    Later slots are in no order yet; they are few.
    """

    length: int
    slots: Array
    dated: int

    def is_outgrown(self, length: int) -> bool:
        """Whether so many slots are in no order that sorting all of them again is due."""
        return length - self.length > _MOST_UNSORTED

    def walk(self, mask: Array, count: int, *, is_oldest_first: bool, is_backwards: bool) -> Array:
        """The first `count` slots of `mask` that have an order, or the last `count`; in that order either way."""
        parts = [self.slots]
        if is_oldest_first:
            parts = [self.slots[: self.dated][::-1], self.slots[self.dated :][::-1]]
        if is_backwards:
            parts = [part[::-1] for part in reversed(parts)]
        found: list[Array] = []
        for part in parts:
            found.append(_first_of(part, mask, count))
            count -= len(found[-1])
        slots = np.concatenate(found)
        return slots[::-1] if is_backwards else slots


def newest_first(moments: Array, ids: Array) -> Order:
    """The order of slots with these moments and article ids; of one moment the higher id comes first."""
    slots = np.argsort(moments, kind="stable")[::-1].astype(np.int32)
    if np.any(np.diff(ids.astype(np.int64)) < 0):  # the stable sort has kept the order of slots, not that of ids
        slots = np.lexsort((ids, moments))[::-1].astype(np.int32)
    return Order(len(moments), slots, int(np.count_nonzero(moments != NEVER)))


def sorted_slots(slots: Array, moments: Array, ids: Array, *, is_oldest_first: bool) -> Array:
    """`slots` by date, the undated last; `moments` and `ids` are those of all slots."""
    when, numbers = moments[slots], ids[slots].astype(np.int64)
    if is_oldest_first:
        return slots[np.lexsort((numbers, when, when == NEVER))]
    return slots[np.lexsort((numbers, when))[::-1]]


def _first_of(slots: Array, mask: Array, count: int) -> Array:
    """The first `count` of `slots` that are in the mask, looking no farther than needed."""
    found: list[Array] = []
    start, step = 0, max(_FIRST_STEP, count)
    while start < len(slots) and count > 0:
        piece = slots[start : start + step]
        hits = those_in(mask, piece)[:count]
        found.append(hits)
        count -= len(hits)
        start += step
        step *= 4
    return np.concatenate(found) if found else slots[:0]


def those_in(mask: Array, slots: Array) -> Array:
    """Those of `slots` that are in the mask, in their order.

    By their places: a processor that picks by a mask itself guesses wrong at every third slot, and takes four times as
    long.
    """
    found: Array = slots.take(np.flatnonzero(mask.take(slots)))
    return found
