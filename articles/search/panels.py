"""The facets as the page shows them: values, counts, what is ticked, and the addresses one tick away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from articles.search import names
from articles.search.facets import Counts
from articles.search.filters import EntryFilterSet
from articles.search.parameters import FACET_LIMIT, FACETS, UNDATED, Facet, excluding
from articles.search.state import State

PAGE_UNFOLDS, MOST_UNFOLDS = 48, 400  # values of unfolded facets together on a page; then they page
_YEAR, _MONTH = len("2025"), len("2025-07")  # characters of a date's name
_MOST_YEARS = 2  # in use, that have their months below them; of more, the chart has them


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelValue:
    """One value of a facet. `only_query` and `out_query` are the searches with it chosen and with it left out."""

    slug: str
    label: str
    count: int
    is_on: bool
    is_out: bool
    is_nested: bool
    in_query: str
    out_query: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One facet. `hidden` values are folded away, `unfolding` of which 'show more' would show.

    `find_text` is what its values were filtered by. Unfolded, it shows a page of its values at a time: `earlier_query`
    and `later_query` lead to the pages before and after, empty where there is none. With `counts_children`
    a company stands for those below it too.
    """

    facet: Facet
    values: tuple[PanelValue, ...]
    hidden: int
    unfolding: int
    is_full: bool
    find_text: str
    more_query: str
    less_query: str
    earlier_query: str
    later_query: str
    counts_children: bool

    @property
    def is_open(self) -> bool:
        """Whether the facet shows its values without being asked: the main ones, and any in use."""
        return (
            self.facet.is_open or self.is_full or bool(self.find_text) or any(v.is_on or v.is_out for v in self.values)
        )

    @property
    def has_find(self) -> bool:
        """Whether there are enough values to look for one by typing."""
        return self.facet.can_find and (self.hidden > 0 or self.is_full or bool(self.find_text))


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page asks to see of the facets: those unfolded, `{facet: text typed}`, how many values unfold in all.

    `pages` says which page of its values an unfolded facet shows, from 1.
    """

    full: frozenset[str] = frozenset()
    find: Mapping[str, str] | None = None
    unfolds: int = PAGE_UNFOLDS
    pages: Mapping[str, int] | None = None

    def page(self, name: str) -> int:
        """The page of a facet's values."""
        return (self.pages or {}).get(name, 1) if name in self.full else 1

    def limit(self, name: str) -> int:
        """The most values that a facet shows; those unfolded share what a page has room for."""
        return self._share(len(self.full)) if name in self.full else FACET_LIMIT

    @property
    def limit_of_next(self) -> int:
        """How many values one more facet would show, unfolded."""
        return self._share(len(self.full) + 1)

    def _share(self, facets: int) -> int:
        return min(max(self.unfolds // facets, 2 * FACET_LIMIT), MOST_UNFOLDS)


def panels(filterset: EntryFilterSet, counts: Mapping[str, Counts], shown: Shown) -> tuple[Panel, ...]:
    """The facets in `counts`, in the order of the page."""
    facets = [facet for facet in FACETS if facet.name in counts]
    listed = {facet.name: _keys(filterset, facet, counts[facet.name], shown) for facet in facets}
    named = names.by_facets({name: keys for name, (keys, _) in listed.items()})
    found = []
    for facet in facets:
        keys, hidden = listed[facet.name]
        values = _values(filterset, facet, keys, counts[facet.name], named[facet.name])
        found.append(_panel(filterset, facet, values, hidden=hidden, shown=shown))
    return tuple(found)


def _keys(filterset: EntryFilterSet, facet: Facet, counts: Counts, shown: Shown) -> tuple[list[str], int]:
    """The values of a facet that are shown, and how many more there are."""
    chosen = filterset.named(facet.name)
    if facet.name == "date":
        return _date_keys([key for key, _ in counts], list(chosen)), 0
    find_text = _find_text(facet, shown)
    candidates = counts.among(names.containing(facet.name, find_text)) if find_text else counts
    page, limit = shown.page(facet.name), shown.limit(facet.name)
    keys = [key for key, _ in candidates.top(page * limit)[(page - 1) * limit :]]
    hidden = max(len(candidates) - page * limit, 0)
    return [*keys, *(value.key for value in chosen.values() if value.key and value.key not in keys)], hidden


def _find_text(facet: Facet, shown: Shown) -> str:
    return (shown.find or {}).get(facet.name, "") if facet.can_find else ""


def _panel(
    filterset: EntryFilterSet, facet: Facet, values: tuple[PanelValue, ...], *, hidden: int, shown: Shown
) -> Panel:
    state = filterset.state
    return Panel(
        facet=facet,
        values=values,
        hidden=hidden,
        unfolding=min(hidden, shown.limit_of_next - FACET_LIMIT),
        is_full=facet.name in shown.full,
        find_text=_find_text(facet, shown),
        more_query=state.adding("more", facet.name).query,
        less_query=state.query,
        earlier_query=_page_query(state, facet, shown, shown.page(facet.name) - 1),
        later_query=_page_query(state, facet, shown, shown.page(facet.name) + 1) if hidden else "",
        counts_children=filterset.counts_children,
    )


def _page_query(state: State, facet: Facet, shown: Shown, page: int) -> str:
    """The address of a page of an unfolded facet's values; empty where it has none."""
    if page < 1 or facet.name not in shown.full:
        return ""
    state = state.adding("more", facet.name)
    if text := _find_text(facet, shown):
        state = state.adding(f"find_{facet.name}", text)
    return (state.adding(f"more_{facet.name}", str(page)) if page > 1 else state).query


def _values(
    filterset: EntryFilterSet, facet: Facet, keys: Sequence[str], counted: Counts, named: Mapping[str, names.Named]
) -> tuple[PanelValue, ...]:
    counts = counted.of(keys)
    unknown = [value for value in filterset.named(facet.name).values() if not value.key]
    shown = [*(named[key] for key in keys if key in named), *unknown]
    told = tuple((value.slug, value.label, counts.get(value.key, 0)) for value in shown)
    return _told_values(filterset.state, facet.name, told)


@lru_cache(maxsize=512)  # turning a page tells all the same again
def _told_values(state: State, name: str, told: tuple[tuple[str, str, int], ...]) -> tuple[PanelValue, ...]:
    """The values of a facet, `told` as (slug, label, count), for a search."""
    out_name = excluding(name)
    return tuple(
        PanelValue(
            slug=slug,
            label=label,
            count=count,
            is_on=state.has(name, slug),
            is_out=state.has(out_name, slug),
            is_nested=name == "date" and slug != UNDATED and len(slug) > _YEAR,
            in_query=state.dropping(out_name, slug).adding(name, slug).query,
            out_query=state.dropping(name, slug).adding(out_name, slug).query,
        )
        for slug, label, count in told
    )


def _date_keys(counted: Sequence[str], chosen: Sequence[str]) -> list[str]:
    """Years, newest first; the months of a year in use below it; the undated last."""
    used = {name[:4] for name in chosen if name != UNDATED}
    years = {name for name in counted if len(name) == _YEAR} | {name for name in used if name.isdigit()}
    if len(years) == 1:
        used = years
    opened = used if len(used) <= _MOST_YEARS else set()
    months = {name for name in counted if len(name) == _MONTH and name != UNDATED and name[:4] in opened}
    below = months | {name for name in chosen if name != UNDATED and len(name) > _YEAR}
    keys: list[str] = []
    for year in sorted(years, reverse=True):
        keys.append(year)
        keys.extend(sorted((name for name in below if name[:4] == year), reverse=True))
    if UNDATED in counted or UNDATED in chosen:
        keys.append(UNDATED)
    return keys
