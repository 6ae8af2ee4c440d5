"""A search carried out: everything the results page shows, and nothing it does not."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from django.http import QueryDict

from articles.search.chips import Chip, chips
from articles.search.facets import Counts, facet_counts
from articles.search.families import family_counts
from articles.search.filters import EntryFilterSet
from articles.search.histogram import Histogram, histogram
from articles.search.instead import CORRECTED, Instead, search_instead
from articles.search.live.selection import Selection
from articles.search.live.snapshot import one_snapshot
from articles.search.numbered import NumberedPages, numbered_pages
from articles.search.panels import PAGE_UNFOLDS, Panel, Shown, panels
from articles.search.parameters import FACET_NAMES, ROWS
from articles.search.ranking import page_of_ids
from articles.search.rows import Row, rows
from articles.search.selecting import selection, whole_archive
from articles.search.suggest import Suggestion, Way, spelling_suggestions, ways_out

PER_PAGE, DENSE_PER_PAGE = 15, 35  # so many that a page of HTML stays below 60 kB
_FEW_UNFOLDS = 14  # values that facets unfold on a page that is heavy without them
_MANY_BARS, _LONG_QUERY = 20, 100  # what makes it heavy: bars, and characters that dozens of addresses repeat
_PAGE = re.compile(r"[1-9][0-9]{0,4}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """A page of results with its surroundings.

    `count` is what the search as `asked` finds, its spelling corrected where that was needed. Where it finds nothing
    and another search stands in (`instead`), all else is of that other one, which is also the `filterset`.
    """

    asked: EntryFilterSet
    filterset: EntryFilterSet
    count: int
    instead: Instead | None
    rows: tuple[Row, ...]
    pages: NumberedPages
    is_pooled: bool
    panels: tuple[Panel, ...]
    chips: tuple[Chip, ...]
    histogram: Histogram | None
    ways_out: tuple[Way, ...]
    suggestions: tuple[Suggestion, ...]
    is_empty_archive: bool

    @property
    def listed(self) -> int:
        """How many articles the list has: `count`, or what stands in for nothing."""
        return self.instead.count if self.instead else self.count


def shown_facets(parameters: QueryDict, *, unfolds: int = PAGE_UNFOLDS) -> Shown:
    """Which facets an address asks to see in full, and what it filters their values by."""
    full = frozenset(name for name in parameters.getlist("more") if name in FACET_NAMES)
    typed = {name: parameters.get(f"find_{name}", "").replace("\x00", "").strip()[:80] for name in FACET_NAMES}
    pages = {name: int(text) for name in full if _PAGE.fullmatch(text := parameters.get(f"more_{name}", ""))}
    return Shown(full, {name: text for name, text in typed.items() if text}, unfolds, pages)


def search(parameters: QueryDict, *, unfolds: int = PAGE_UNFOLDS, per_page: int | None = None) -> Results:
    """Carry out the search that an address states, all of it on one snapshot of the database.

    Facets that it asks to see in full share `unfolds` values. `per_page` is the number of articles, as many as the
    page shows where none is given.
    """
    with one_snapshot():
        return _search(parameters, shown_facets(parameters, unfolds=unfolds), per_page)


def _search(parameters: QueryDict, shown: Shown, per_page: int | None) -> Results:
    asked = EntryFilterSet(parameters)
    count = selection(asked).count
    is_found = count > 0
    suggestions = () if is_found else spelling_suggestions(asked)
    instead = None if is_found else search_instead(asked, suggestions)
    filterset, listed = (instead.filterset, instead.count) if instead else (asked, count)
    of_a_page = DENSE_PER_PAGE if asked.chosen[ROWS] else PER_PAGE
    pages = numbered_pages(total=listed, per_page=per_page or of_a_page, asked=parameters.get("page", ""))
    tree = filterset.parsed.tree
    ranked = page_of_ids(selection(filterset), tree=tree, order=filterset.order, start=pages.start, stop=pages.stop)
    counts = counts_of(filterset, FACET_NAMES)
    chart = histogram(filterset, counts["date"])
    return Results(
        asked=asked,
        filterset=filterset,
        count=listed if instead and instead.how == CORRECTED else count,
        rows=rows(ranked.ids, tree),
        pages=pages,
        is_pooled=ranked.is_pooled,
        panels=panels(filterset, counts, _fitting(shown, filterset, chart)),
        chips=chips(filterset),
        histogram=chart,
        ways_out=() if is_found else ways_out(asked),
        suggestions=suggestions,
        instead=instead,
        is_empty_archive=not is_found and not whole_archive(filterset).count,
    )


def _fitting(shown: Shown, filterset: EntryFilterSet, chart: Histogram | None) -> Shown:
    """What there is room for of unfolded facets beside the rest of the page."""
    is_heavy = (
        bool(filterset.chosen[ROWS])
        or (chart is not None and len(chart.bars) > _MANY_BARS)
        or len(filterset.state.query) > _LONG_QUERY
    )
    return replace(shown, unfolds=_FEW_UNFOLDS) if is_heavy and shown.unfolds == PAGE_UNFOLDS else shown


def facet_panels(filterset: EntryFilterSet, wanted: tuple[str, ...], shown: Shown) -> tuple[Panel, ...]:
    """The facets `wanted` as the page shows them."""
    with one_snapshot():
        return panels(filterset, counts_of(filterset, wanted), shown)


def counts_of(filterset: EntryFilterSet, wanted: tuple[str, ...]) -> dict[str, Counts]:
    """The facets `wanted`, each counted under all filters but its own."""
    with one_snapshot():
        selected = selection(filterset)
        return {
            name: _counted(
                filterset, name, selection(filterset, lifting=(name,)) if filterset.chosen[name] else selected
            )
            for name in wanted
        }


def _counted(filterset: EntryFilterSet, name: str, selected: Selection) -> Counts:
    if name == "company" and filterset.counts_children:
        return family_counts(selected, filterset.families)
    return facet_counts(name, selected)
