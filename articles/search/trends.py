"""Several searches compared over time, as counts or as shares of all articles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict

from articles.query.render import describe
from articles.search.dates import Period
from articles.search.facets import facet_counts
from articles.search.filters import EntryFilterSet
from articles.search.live.snapshot import one_snapshot
from articles.search.parameters import COPIES, EVERY_COPY, UNDATED
from articles.search.selecting import selection
from articles.search.state import State
from articles.search.trend_periods import YEAR, by_day, days_of, each_day, periods_of

MOST_SERIES = 5
WIDTH, HEIGHT = 1000, 280
COUNT, SHARE = "count", "share"
MOST_ROWS = 124  # of the table on the page; the file has all
_MOST_TICKS = 12
_MOST_CHARACTERS = 24_000  # of addresses in the table; more, and its numbers lead nowhere


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One period of a series: `count` articles of `total` in the archive, and where it stands in the drawing."""

    period: Period
    count: int
    total: int
    x: float
    y: float
    query: str

    @property
    def share(self) -> float:
        """The part of the period's articles, in per cent."""
        return 100 * self.count / self.total if self.total else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One search over time. `number` counts from 1 and chooses colour and dashes; `line` and `dots` are SVG paths."""

    number: int
    words: str
    understood: str
    points: tuple[Point, ...]
    line: str
    dots: str
    total: int
    undated: int
    query: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trends:
    """A comparison. `measure` is COUNT or SHARE, `unit` YEAR, MONTH or DAY; `top` is the highest value drawn."""

    series: tuple[Series, ...]
    periods: tuple[Period, ...]
    measure: str
    unit: str
    top: float
    ticks: tuple[str, ...]
    counts_copies: bool

    @property
    def half(self) -> float:
        """The value at half the height of the chart."""
        return self.top / 2

    @property
    def table(self) -> Iterator[tuple[Period, int, list[Point]]]:
        """For each period with any article in the archive: it, their number, and the point of each series."""
        for number, period in enumerate(self.periods):
            points = [series.points[number] for series in self.series]
            if points and points[0].total:
                yield period, points[0].total, points

    @property
    def last_rows(self) -> list[tuple[Period, int, list[Point]]]:
        """The end of the table, as much of it as a page has room for."""
        return list(self.table)[-MOST_ROWS:]

    @property
    def is_cut(self) -> bool:
        """Whether the table has more rows than that."""
        return sum(1 for _ in self.table) > MOST_ROWS

    @property
    def has_links(self) -> bool:
        """Whether the numbers of the table lead to the articles they count."""
        rows = self.last_rows
        return sum(len(point.query) for _, _, points in rows for point in points) <= _MOST_CHARACTERS


def trends(parameters: QueryDict) -> Trends:
    """Compare the searches an address names: `q` up to five times, `by`, `unit`, `since`, `until` and `copies`."""
    words = _words(parameters)
    searches = [_search(parameters, text) for text in words]
    whole = _search(parameters, "")
    with one_snapshot():
        selections = [selection(found) for found in (whole, *searches)]
        counts = [dict(facet_counts("date", found)) for found in selections]
        asked = parameters.get("unit", "")
        since, until = whole.chosen["since"], whole.chosen["until"]
        days = days_of(counts[0], asked, since=since, until=until)
        if days:
            counts = [by_day(found, count, days) for found, count in zip(selections, counts, strict=True)]
    measure = SHARE if parameters.get("by") == SHARE else COUNT
    periods = each_day(days) if days else periods_of(counts[0], asked)
    unit = periods[0].unit if periods else YEAR
    top = _top(periods, counts, measure)
    return Trends(
        series=tuple(
            _series(number, search, selections[number].count, counts[number], counts[0], periods, measure, top)
            for number, search in enumerate(searches, start=1)
        ),
        periods=periods,
        measure=measure,
        unit=unit,
        top=top,
        ticks=_ticks(periods),
        counts_copies=whole.counts_copies,
    )


def _words(parameters: QueryDict) -> list[str]:
    given = (text.replace("\x00", " ").strip() for text in parameters.getlist("q"))
    return list(dict.fromkeys(filter(None, given)))[:MOST_SERIES]


def _search(parameters: QueryDict, words: str) -> EntryFilterSet:
    """The search for `words` within the period and the copies that the address states."""
    own = QueryDict(mutable=True)
    for name in ("since", "until"):
        own[name] = parameters.get(name, "")
    if parameters.get(COPIES) == EVERY_COPY:
        own[COPIES] = EVERY_COPY
    if words:
        own["q"] = words
    return EntryFilterSet(own)


def _value(count: int, total: int, measure: str) -> float:
    return (100 * count / total if total else 0.0) if measure == SHARE else float(count)


def _top(periods: Sequence[Period], counts: Sequence[Mapping[str, int]], measure: str) -> float:
    """The highest value among the series, from which the drawing is scaled; a round number."""
    whole, *series = counts
    values = (
        _value(found.get(period.name, 0), whole.get(period.name, 0), measure) for found in series for period in periods
    )
    highest = max(values, default=0.0)
    if not highest:
        return 1.0
    step = 10.0 ** (len(str(int(highest))) - 1) if highest >= 1 else 0.1
    return min(step * factor for factor in (1, 1.5, 2, 3, 4, 5, 6, 8, 10) if step * factor >= highest)


def _series(
    number: int,
    search: EntryFilterSet,
    total: int,
    counts: Mapping[str, int],
    totals: Mapping[str, int],
    periods: Sequence[Period],
    measure: str,
    top: float,
) -> Series:
    state = search.state.dropping_all("since", "until")
    points = tuple(
        _point(place, len(periods), period, counts, totals, measure, top, state) for place, period in enumerate(periods)
    )
    return Series(
        number=number,
        words=search.chosen["q"],
        understood=describe(search.parsed.tree),
        points=points,
        line=_line(points),
        dots=_dots(points),
        total=total,
        undated=counts.get(UNDATED, 0),
        query=search.state.query,
    )


def _point(
    place: int,
    places: int,
    period: Period,
    counts: Mapping[str, int],
    totals: Mapping[str, int],
    measure: str,
    top: float,
    state: State,
) -> Point:
    count, total = counts.get(period.name, 0), totals.get(period.name, 0)
    return Point(
        period=period,
        count=count,
        total=total,
        x=round(WIDTH * (place + 0.5) / places, 1),
        y=round(HEIGHT * (1 - min(_value(count, total, measure) / top, 1)), 1),
        query=state.adding("date", period.name).query,
    )


def _line(points: Sequence[Point]) -> str:
    """An SVG path through the points, broken where the archive has no article at all, which is no zero."""
    parts = []
    is_joined = False
    for point in points:
        if point.total:
            parts.append(f"L{point.x} {point.y}" if is_joined else f"M{point.x} {point.y}h0")
        is_joined = point.total > 0
    return "".join(parts)


def _dots(points: Sequence[Point]) -> str:
    """An SVG path of the points that no line leads to or from, lest they are not seen."""
    seen = [False, *(point.total > 0 for point in points), False]
    alone = (points[at - 1] for at in range(1, len(seen) - 1) if seen[at - 1 : at + 2] == [False, True, False])
    return "".join(f"M{point.x} {point.y}h0" for point in alone)


def _ticks(periods: Sequence[Period]) -> tuple[str, ...]:
    """What is written below the chart: every period where there is room, else the first, middle and last."""
    if len(periods) < 3 or (len(periods) <= _MOST_TICKS and periods[0].unit == YEAR):
        return tuple(period.label for period in periods)
    return (periods[0].label, periods[len(periods) // 2].label, periods[-1].label)
