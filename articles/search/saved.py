"""How many results of a saved search are new since its owner looked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from django.http import QueryDict

from articles.models import SavedSearch
from articles.search.chips import chips
from articles.search.filters import EntryFilterSet
from articles.search.live.snapshot import one_snapshot
from articles.search.selecting import selection

LATELY = 1_000  # ids before the last one that are looked at one by one


@dataclass(frozen=True, slots=True)
class Kept:
    """A saved search as its owner's list shows it: the filters that are on in words, and how many results are new."""

    saved: SavedSearch
    words: str
    filters: tuple[str, ...]
    new: int


def kept(searches: Iterable[SavedSearch]) -> list[Kept]:
    """Saved searches with what is new in each, all of one moment."""
    with one_snapshot():
        return [_kept(saved) for saved in searches]


def filterset_of(saved: SavedSearch) -> EntryFilterSet:
    """The search that is saved."""
    return EntryFilterSet(QueryDict(saved.query))


def unseen(saved: SavedSearch) -> list[int]:
    """The ids of the results that its owner has not been shown, ascending."""
    return _unseen(saved, filterset_of(saved))


def seen_now(saved: SavedSearch) -> tuple[int, list[int]]:
    """The highest id in the archive, and which of the last results before it are there now."""
    with one_snapshot() as view:
        entries, filterset = view.entries, filterset_of(saved)
        up_to = int(entries.ids.first(entries.length)[entries.alive].max(initial=0))
        ids = selection(filterset).every_id.astype(np.int64)
        return up_to, ids[ids > up_to - LATELY].tolist()


def _kept(saved: SavedSearch) -> Kept:
    filterset = filterset_of(saved)
    filters = tuple(chip.label for chip in chips(filterset))
    return Kept(saved, filterset.chosen["q"], filters, len(_unseen(saved, filterset)))


def _unseen(saved: SavedSearch, filterset: EntryFilterSet) -> list[int]:
    with one_snapshot():
        ids = selection(filterset).every_id.astype(np.int64)
    late = ids[ids > saved.seen_up_to - LATELY]
    new: list[int] = late[(late > saved.seen_up_to) | ~np.isin(late, saved.seen_lately)].tolist()
    return new
