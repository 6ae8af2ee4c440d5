"""How many results of a saved search are new since its owner looked."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Max, Q, QuerySet
from django.http import QueryDict

from articles.models import SavedSearch, SearchEntry
from articles.search.chips import chips
from articles.search.filters import EntryFilterSet

LATELY = 1_000  # ids before the last one that are looked at one by one


@dataclass(frozen=True, slots=True)
class Kept:
    """A saved search as its owner's list shows it: the filters that are on in words, and how many results are new."""

    saved: SavedSearch
    words: str
    filters: tuple[str, ...]
    new: int


def kept(saved: SavedSearch) -> Kept:
    """One saved search with what is new in it."""
    filterset = filterset_of(saved)
    return Kept(saved, filterset.chosen["q"], tuple(chip.label for chip in chips(filterset)), unseen(saved).count())


def filterset_of(saved: SavedSearch) -> EntryFilterSet:
    """The search that is saved."""
    return EntryFilterSet(QueryDict(saved.query))


def unseen(saved: SavedSearch) -> QuerySet[SearchEntry]:
    """The results that its owner has not been shown; in no order."""
    late = Q(pk__gt=saved.seen_up_to - LATELY) & ~Q(pk__in=saved.seen_lately)
    return filterset_of(saved).entries().filter(Q(pk__gt=saved.seen_up_to) | late)


def seen_now(saved: SavedSearch) -> tuple[int, list[int]]:
    """The highest id in the archive, and which of the last results before it are there now."""
    entries = filterset_of(saved).entries()
    up_to = SearchEntry.objects.aggregate(last=Max("pk"))["last"] or 0
    return up_to, list(entries.filter(pk__gt=up_to - LATELY, pk__lte=up_to).values_list("pk", flat=True))
