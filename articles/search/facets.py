"""How many articles each value of each facet has."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from functools import lru_cache
from typing import overload

import numpy as np

from articles.search.live.entries import TEXTS
from articles.search.live.growing import Array
from articles.search.live.keeping import Kept
from articles.search.live.rows import LISTS, MONTHS
from articles.search.live.selection import Selection
from articles.search.parameters import NONE, UNDATED

_MANY = 10_000  # articles


class Counts:
    """The values of one facet and how many articles have each, the largest count first, then the lowest id.

    Ids are primary keys as text; for kind and language the value itself; for dates '2025', '2025-07' and 'undated';
    NONE where an article has none. A facet may have tens of thousands of values: `top` orders no more than it gives.
    """

    def __init__(self, numbers: Array, counts: Array, key_of: Callable[[int], str] = str) -> None:
        self._numbers, self._counts, self._key_of = numbers, counts, key_of
        self._all: list[tuple[str, int]] | None = None  # once asked for; only dates ever are, a hundred or two

    def __len__(self) -> int:
        return len(self._numbers)

    def __iter__(self) -> Iterator[tuple[str, int]]:
        if self._all is None:
            self._all = self.top(len(self))
        return iter(self._all)

    @overload
    def __getitem__(self, place: int) -> tuple[str, int]: ...
    @overload
    def __getitem__(self, place: slice) -> list[tuple[str, int]]: ...
    def __getitem__(self, place: int | slice) -> tuple[str, int] | list[tuple[str, int]]:
        return self.top(len(self))[place]

    def __eq__(self, other: object) -> bool:
        return list(self) == (list(other) if isinstance(other, Counts) else other)

    __hash__ = None  # type: ignore[assignment]  # compared by its values, like a list

    @property
    def nbytes(self) -> int:
        """The memory they take, in bytes."""
        return int(self._numbers.nbytes + self._counts.nbytes)

    def top(self, count: int) -> list[tuple[str, int]]:
        """The `count` values with the largest counts."""
        numbers, counts = self._numbers, self._counts
        if 0 < count < len(counts):
            enough = np.partition(counts, len(counts) - count)[len(counts) - count]
            numbers, counts = numbers[counts >= enough], counts[counts >= enough]
        order = np.lexsort((numbers, -counts))[: max(count, 0)]
        return [
            (self._key_of(number), found)
            for number, found in zip(numbers[order].tolist(), counts[order].tolist(), strict=True)
        ]

    def of(self, keys: Collection[str]) -> dict[str, int]:
        """`{key: count}` of some keys, 0 for those that no article has."""
        if self._key_of not in (str, _key_of_id):
            by_key = dict(self)
            return {key: by_key.get(key, 0) for key in keys}
        found = dict.fromkeys(keys, 0)
        ids = {key: int(key) for key in found if key.isdecimal()} | {key: 0 for key in found if key == NONE}
        places = np.searchsorted(self._numbers, np.fromiter(ids.values(), np.int64, len(ids)))  # they are ascending
        for (key, number), place in zip(ids.items(), places.tolist(), strict=True):
            if place < len(self._numbers) and self._numbers[place] == number:
                found[key] = int(self._counts[place])
        return found

    def among(self, ids: Collection[int]) -> Counts:
        """The values whose ids are among these; 0 stands for NONE."""
        kept = np.isin(self._numbers, np.asarray(ids, np.int64))
        return Counts(self._numbers[kept], self._counts[kept], self._key_of)


kept_counts: Kept[tuple[str, bytes], Counts] = Kept(share=0.2)


def facet_counts(facet: str, selection: Selection) -> Counts:
    """Count the values of a facet in a selection; what takes milliseconds to count is kept for the next time."""
    key = (facet, selection.fingerprint) if selection.count >= _MANY else None
    kept = kept_counts.get(key) if key else None
    if kept is None:
        kept = _counted(facet, selection)
        if key:
            kept_counts.keep(key, kept)
    return kept


def _counted(facet: str, selection: Selection) -> Counts:
    if facet == "date":
        return _date_counts(selection.numbers("month"))
    counts = selection.numbers(facet)
    numbers = np.flatnonzero(counts)
    if facet in TEXTS:
        texts = selection.entries.texts[facet]
        return Counts(numbers, counts[numbers], lambda number: texts[number] or NONE)
    if facet in LISTS:
        return Counts(numbers, counts[numbers])
    return Counts(numbers, counts[numbers], _key_of_id)


def _key_of_id(number: int) -> str:
    return str(number) if number else NONE


def _date_counts(months: Array) -> Counts:
    """Of years and months; a year's number is that of its month 0, which has no name of its own."""
    padded = np.concatenate((months, np.zeros(-len(months) % MONTHS, np.int64))).reshape(-1, MONTHS)
    both = padded.copy()
    both[:, 0] = padded.sum(axis=1)
    counts = both.ravel()
    numbers = np.flatnonzero(counts)
    return Counts(numbers, counts[numbers], _date_key)


@lru_cache(maxsize=5_000)
def _date_key(number: int) -> str:
    year, month = divmod(number, MONTHS)
    if not year:
        return UNDATED
    return f"{year:04}-{month:02}" if month else f"{year:04}"
