"""Every article that a search finds, for acts on all of them."""

from __future__ import annotations

from articles.search.filters import EntryFilterSet
from articles.search.live.snapshot import one_snapshot
from articles.search.selecting import selection


def every_id(filterset: EntryFilterSet, *, at_most: int) -> list[int] | None:
    """The ids of all articles of a search, ascending; None where there are more than `at_most`."""
    with one_snapshot():
        selected = selection(filterset)
        if selected.count > at_most:
            return None
        ids: list[int] = selected.every_id.tolist()
        return ids
