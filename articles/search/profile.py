"""What the archive knows of one company, person, place, topic or source: its articles, over time, and its company."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.http import urlencode

from articles.search import names
from articles.search.facets import Counts, facet_counts
from articles.search.filters import EntryFilterSet
from articles.search.histogram import Histogram, histogram
from articles.search.live.snapshot import one_snapshot
from articles.search.parameters import CHILDREN, COPIES, EVERY_COPY, FACETS, NONE, WITH_CHILDREN, Facet
from articles.search.ranking import page_of_ids
from articles.search.rows import Row, rows
from articles.search.selecting import selection

LATEST = 10
_RELATED = 12
_RELATED_FACETS = ("topic", "company", "person", "place", "source")


@dataclass(frozen=True, slots=True)
class RelatedValue:
    """Something that stands in the same articles: its name, its slug, in how many, and the search for both."""

    label: str
    slug: str
    count: int
    query: str


@dataclass(frozen=True, slots=True)
class Related:
    """The values of one facet that stand in the same articles most often."""

    facet: Facet
    values: tuple[RelatedValue, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """The articles of one thing. `query` is the search for all of them."""

    count: int
    rows: tuple[Row, ...]
    histogram: Histogram | None
    related: tuple[Related, ...]
    query: str
    has_samples: bool


def profile(facet: str, slug: str, *, with_children: bool = False) -> Profile:
    """The profile of the value `slug` of `facet`; of a company, with those below it where asked.

    Of a source every article counts, copies of others' texts too.
    """
    with one_snapshot():
        return _profile({facet: slug, **({CHILDREN: WITH_CHILDREN} if with_children else {})}, facet)


def _profile(asked: Mapping[str, str], facet: str) -> Profile:
    filterset = _filterset({**asked, **({COPIES: EVERY_COPY} if facet == "source" else {})})
    selected = selection(filterset)
    if not selected.count and not filterset.counts_copies:  # named in nothing but copies
        filterset = _filterset({**asked, COPIES: EVERY_COPY})
        selected = selection(filterset)
    count = selected.count
    found = rows(page_of_ids(selected, tree=filterset.parsed.tree, order=filterset.order, start=0, stop=LATEST).ids)
    counts = {name: facet_counts(name, selected) for name in (*_RELATED_FACETS, "date")}
    own = {value.key for value in filterset.wanted(facet, filterset.chosen[facet])}
    related = (_related(filterset, name, counts[name], own if name == facet else set()) for name in _RELATED_FACETS)
    return Profile(
        count=count,
        rows=found,
        histogram=histogram(filterset, counts["date"]) if count else None,
        related=tuple(group for group in related if group.values),
        query=filterset.state.query,
        has_samples=any(row.is_sample for row in found),
    )


def _filterset(parameters: Mapping[str, str]) -> EntryFilterSet:
    return EntryFilterSet(QueryDict(urlencode(parameters)))


def _related(filterset: EntryFilterSet, name: str, counts: Counts, own: set[str]) -> Related:
    top = dict(counts.top(_RELATED + len(own)))
    named = names.by_keys(name, [key for key in top if key != NONE])
    state = filterset.state
    is_same = bool(
        state.keeping(name).pairs
    )  # a second value ticked in one facet would widen the search, not narrow it
    values = [
        RelatedValue(
            value.label,
            value.slug,
            top[value.key],
            (state.adding("q", f"{name}:{value.slug}") if is_same else state.adding(name, value.slug)).query,
        )
        for value in (named[key] for key in top if key in named and key not in own)
    ]
    facet = next(facet for facet in FACETS if facet.name == name)
    return Related(facet, tuple(values[:_RELATED]))
