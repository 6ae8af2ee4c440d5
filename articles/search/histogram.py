"""Articles over time, as bars the server draws: the results dark, the whole archive pale behind them.

Bars are years, months or days, and each that has results leads to its own period: a year to its months, a month to its
days.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import accumulate

from articles.search.dates import Period, parse_period
from articles.search.facets import Counts, facet_counts
from articles.search.filters import EntryFilterSet
from articles.search.parameters import UNDATED
from articles.search.selecting import selection, whole_archive
from articles.search.state import State

STEP, HEIGHT = 10, 100  # what each bar has of the drawing
_DATE_PARAMETERS = ("date", "not_date", "since", "until")
_ONE_MONTH, _ONE_YEAR = 31, 12  # days and months that are drawn whatever the length of the search
_MOST_CHARACTERS = 10_000  # for all bars, each of which stands in the drawing and in the table
_PER_BAR = 160  # of these, beside its address
_EMPTY_BAR = 75  # of these, where it leads nowhere
_REPEATED = 40  # times that the rest of a page names the search, which takes from the bars what it needs
_MOST_TICKS = 12
_MONTHS = tuple(calendar.month_abbr)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One period. `x` (its left edge) and the heights are in units of the drawing; `count` results of `total`.

    `query` leads to the period, and is empty where there are no results in it.
    """

    name: str
    label: str
    short_label: str
    count: int
    total: int
    x: int
    height: float
    pale_height: float
    query: str
    is_chosen: bool

    @property
    def dark_path(self) -> str:
        """The results as part of an SVG path, to be drawn as broad as a bar; empty where there are none."""
        return self._path(self.height)

    @property
    def pale_path(self) -> str:
        """The whole archive as part of an SVG path; empty where it has nothing."""
        return self._path(self.pale_height)

    def _path(self, height: float) -> str:
        return f"M{self.x + STEP // 2} {HEIGHT}v-{height:g}" if height else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Histogram:
    """The chart. `trail` leads back out: (words, address) from all years inwards; `ticks` stand below the bars."""

    bars: tuple[Bar, ...]
    unit: str
    trail: tuple[tuple[str, str], ...]
    ticks: tuple[str, ...]
    since: str
    until: str

    @property
    def width(self) -> int:
        """The width of the drawing, in its units."""
        return STEP * len(self.bars)

    @property
    def title(self) -> str:
        """The period shown, in words."""
        first, last = self.bars[0], self.bars[-1]
        whole = parse_period(first.name[: len(first.name) - 3]) if first.name[:-3] == last.name[:-3] else None
        return whole.label if whole else f"{first.label} to {last.label}"


@dataclass(frozen=True, slots=True)
class _Window:
    """The days a chart covers (end exclusive) and the unit of its bars."""

    start: date
    end: date
    unit: str


def histogram(filterset: EntryFilterSet, date_counts: Counts) -> Histogram | None:
    """The chart of a search, or None where nothing in the archive is dated.

    `date_counts` is the date facet of the search; it serves as it is where no other date filter is on.
    """
    whole, results = whole_archive(filterset), selection(filterset, lifting=_DATE_PARAMETERS)
    totals = dict(facet_counts("date", whole)) if filterset.state.pairs else dict(date_counts)
    is_dated = any(filterset.chosen[name] for name in ("not_date", "since", "until"))
    counts = dict(facet_counts("date", results) if is_dated else date_counts)
    window = _window(filterset, totals, counts)
    if window is None:
        return None
    if window.unit == "day":
        totals = {day.isoformat(): count for day, count in whole.days(window.start, window.end).items()}
        counts = {day.isoformat(): count for day, count in results.days(window.start, window.end).items()}
    bars = tuple(_bars(filterset, window, totals, counts))
    since, until = filterset.chosen["since"], filterset.chosen["until"]
    return Histogram(
        bars=bars,
        unit=window.unit,
        trail=tuple(_trail(window, filterset.state.dropping_all(*_DATE_PARAMETERS))),
        ticks=_ticks(bars),
        since=since.isoformat() if since else "",
        until=until.isoformat() if until else "",
    )


def _window(filterset: EntryFilterSet, totals: Mapping[str, int], counts: Mapping[str, int]) -> _Window | None:
    years = sorted(int(name) for name in totals if len(name) == len("2025"))
    if not years:
        return None
    length = len(filterset.state.dropping_all(*_DATE_PARAMETERS).query)
    room = (_MOST_CHARACTERS - _REPEATED * length) // (_PER_BAR + length)
    newest_first = range(years[-1], years[0] - 1, -1)
    costs = (_PER_BAR + length if counts.get(f"{year:04}") else _EMPTY_BAR for year in newest_first)
    fitting = sum(cost <= _MOST_CHARACTERS - _REPEATED * length for cost in accumulate(costs))
    all_years = _Window(*_years(years[0], years[-1], fitting), "year")
    first, last = date(years[0], 1, 1), _after_year(years[-1])
    chosen = [period for name in filterset.chosen["date"] if name != UNDATED and (period := parse_period(name))]
    since, until = filterset.chosen["since"], filterset.chosen["until"]
    if not chosen and not since and not until:
        return replace(all_years, unit="month") if len(years) == 1 else all_years
    starts = [period.start for period in chosen] or [since or first]
    ends = [period.end for period in chosen] or [until + timedelta(days=1) if until and until < date.max else last]
    start, end = max(min(starts), first), min(max(ends), last)
    if start >= end:
        return all_years
    return _rounded(start, end, room)


def _rounded(start: date, end: date, room: int) -> _Window:
    """Whole periods around the days, finer bars for fewer of them.

    Each bar's address repeats the search: there is less `room` where that is long, so that the page stays light.
    """
    last = end - timedelta(days=1)
    if (_after_month(last) - start.replace(day=1)).days <= max(room, _ONE_MONTH):
        return _Window(start.replace(day=1), _after_month(last), "day")
    if (last.year - start.year) * 12 + last.month - start.month < max(room, _ONE_YEAR):
        return _Window(start.replace(day=1), _after_month(last), "month")
    return _Window(*_years(start.year, last.year, room), "year")


def _years(first: int, last: int, room: int) -> tuple[date, date]:
    """Whole years, the newest where there is no room for all."""
    return date(max(first, last - max(room, _ONE_YEAR) + 1), 1, 1), _after_year(last)


def _after_month(day: date) -> date:
    if day.month == 12:
        return _after_year(day.year)
    return date(day.year, day.month + 1, 1)


def _after_year(year: int) -> date:
    return date(year + 1, 1, 1) if year < date.max.year else date.max


def _periods(window: _Window) -> Iterator[Period]:
    day = window.start
    while day < window.end:
        name = {"year": f"{day.year:04}", "month": f"{day.year:04}-{day.month:02}", "day": day.isoformat()}[window.unit]
        period = parse_period(name)
        if period is None:
            return
        yield period
        day = period.end


def _bars(
    filterset: EntryFilterSet, window: _Window, totals: Mapping[str, int], counts: Mapping[str, int]
) -> Iterator[Bar]:
    periods = list(_periods(window))
    highest = max((totals.get(period.name, 0) for period in periods), default=0) or 1
    state = filterset.state.dropping_all(*_DATE_PARAMETERS)
    for number, period in enumerate(periods):
        count, total = counts.get(period.name, 0), totals.get(period.name, 0)
        yield Bar(
            name=period.name,
            label=period.label,
            short_label=_short(period),
            count=count,
            total=total,
            x=number * STEP,
            height=_height(count, highest),
            pale_height=_height(total, highest),
            query=state.adding("date", period.name).query if count else "",
            is_chosen=period.name in filterset.chosen["date"],
        )


def _height(count: int, highest: int) -> float:
    """In units of the drawing; what is there at all is seen."""
    return round(max(HEIGHT * count / highest, 2), 1) if count else 0.0


def _short(period: Period) -> str:
    if period.unit == "year":
        return str(period.start.year)
    return _MONTHS[period.start.month] if period.unit == "month" else str(period.start.day)


def _ticks(bars: Sequence[Bar]) -> tuple[str, ...]:
    """What is written below the chart: every bar's name where there is room, else the first, middle and last."""
    if len(bars) <= _MOST_TICKS:
        return tuple(bar.short_label for bar in bars)
    return (bars[0].label, bars[len(bars) // 2].label, bars[-1].label)


def _trail(window: _Window, state: State) -> Iterator[tuple[str, str]]:
    """Back out of a month to its year, and to all years."""
    if window.unit == "year":
        return
    yield "All years", state.query
    if window.unit == "day":
        yield str(window.start.year), state.adding("date", f"{window.start.year:04}").query
