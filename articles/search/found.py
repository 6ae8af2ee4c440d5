"""Every article that a search finds, for acts on all of them."""

from __future__ import annotations

from articles.search.filters import EntryFilterSet


def every_id(filterset: EntryFilterSet, *, at_most: int) -> list[int] | None:
    """The ids of all articles of a search, ascending; None where there are more than `at_most`."""
    rows = filterset.entries().order_by().values_list("article_id", flat=True)[: at_most + 1]
    ids = sorted(rows)
    return ids if len(ids) <= at_most else None
