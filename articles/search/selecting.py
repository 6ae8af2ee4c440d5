"""A search's filters as a selection of the entries in memory: the same meaning as `EntryFilterSet.entries` in SQL."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta

import numpy as np

from articles.query.tree import Everything
from articles.search.dates import midnight, parse_period
from articles.search.filters import EntryFilterSet, ViewOfFilters
from articles.search.live.entries import TEXTS, Entries
from articles.search.live.growing import Array
from articles.search.live.holders import holders
from articles.search.live.rows import LISTS, MONTHS, NEVER
from articles.search.live.selection import Few, Selection, mask_of, microseconds, whole
from articles.search.live.snapshot import View, one_snapshot
from articles.search.names import Named
from articles.search.parameters import COPIES, FACET_NAMES, NONE, STORY, UNDATED, excluding
from articles.search.worded import entries_with


def selection(filterset: EntryFilterSet, *, lifting: Collection[str] = ()) -> Selection:
    """The entries under all filters but those whose parameters are in `lifting`; made once for a view."""
    with one_snapshot() as view:
        names = tuple(name for name, value in filterset.chosen.items() if value and name not in lifting)
        selections = _kept(filterset, view).selections
        if names not in selections:
            selections[names] = _selected(filterset, view, names)
        return selections[names]


def _selected(filterset: EntryFilterSet, view: View, names: Iterable[str]) -> Selection:
    selected = whole(view.entries, is_canonical=not (COPIES in names and filterset.counts_copies))
    masks = [mask for name in names if (mask := _mask(filterset, view, name)) is not None]
    for mask in sorted(masks, key=lambda mask: not isinstance(mask, Few)):
        selected = selected.only(mask)
    return selected


def whole_archive(filterset: EntryFilterSet) -> Selection:
    """The whole archive, its copies folded or not as in the search."""
    with one_snapshot() as view:
        return whole(view.entries, is_canonical=not filterset.counts_copies)


def _mask(filterset: EntryFilterSet, view: View, name: str) -> Array | Few | None:
    """The entries that one filter lets through; None where it lets all through."""
    masks = _kept(filterset, view).masks
    if name not in masks:
        masks[name] = _made(filterset, view, name)
    return masks[name]


def _kept(filterset: EntryFilterSet, view: View) -> ViewOfFilters:
    """What was made of the filters for this view."""
    if filterset.made is None or filterset.made.view is not view:
        filterset.made = ViewOfFilters(view)
    return filterset.made


def _made(filterset: EntryFilterSet, view: View, name: str) -> Array | Few | None:
    value = filterset.chosen[name]
    for facet in FACET_NAMES:
        if name in (facet, excluding(facet)):
            mask = _with_any(view, facet, filterset.wanted(facet, value))
            return mask if name == facet else ~mask_of(view.entries, mask)
    if name == "q":
        return _with_words(filterset, view)
    if name == STORY:
        return _these(view.entries, filterset.asked_story.article_ids)
    if name == "since":
        return _published(view.entries, since=value)
    if name == "until" and value < date.max:
        return _published(view.entries, until=value + timedelta(days=1))
    return None


def _with_words(filterset: EntryFilterSet, view: View) -> Array | Few | None:
    tree = filterset.parsed.tree
    if isinstance(tree, Everything):
        return None
    return entries_with(view, tree, filterset.named_ids)


def _these(entries: Entries, ids: Iterable[int]) -> Array:
    """The entries of some articles."""
    mask = np.zeros(entries.length, np.bool_)
    mask[entries.slots(np.fromiter(ids, np.int64))] = True
    return mask


def _with_any(view: View, facet: str, chosen: Sequence[Named]) -> Array | Few:
    """Entries that have any of the values."""
    entries = view.entries
    if len(chosen) == 1 and facet not in TEXTS and facet != "date" and chosen[0].key.isdecimal():
        return Few(holders(view, facet, int(chosen[0].key)))
    mask = np.zeros(entries.length, np.bool_)
    for value in chosen:
        if facet == "date":
            mask |= _in_period(entries, value.key)
        elif facet in TEXTS:
            text = "" if value.key == NONE else value.key
            if value.key and text in entries.texts[facet]:
                mask |= entries.with_number(facet, entries.texts[facet].index(text))
        elif value.key and not (value.key == NONE and facet in LISTS):
            mask[holders(view, facet, 0 if value.key == NONE else int(value.key))] = True
    return mask


def _in_period(entries: Entries, name: str) -> Array:
    moments = entries.moments.first(entries.length)
    if name == UNDATED:
        undated: Array = moments == NEVER
        return undated
    period = parse_period(name)
    if period is None:
        return np.zeros(entries.length, np.bool_)
    if period.unit == "day":
        on_day: Array = _published(entries, since=period.start, until=period.end)
        return on_day & entries.knows_day.first(entries.length)
    months = entries.numbers["month"].first(entries.length)
    year = period.start.year * MONTHS
    if period.unit == "month":
        in_month: Array = months == year + period.start.month
        return in_month
    in_year: Array = (months >= year) & (months < year + MONTHS)
    return in_year


def _published(entries: Entries, *, since: date | None = None, until: date | None = None) -> Array:
    """Entries published from midnight of `since` until midnight of `until` (exclusive)."""
    moments = entries.moments.first(entries.length)
    mask: Array = moments != NEVER
    if since is not None:
        mask &= moments >= microseconds(midnight(since))
    if until is not None:
        mask &= moments < microseconds(midnight(until))
    return mask
