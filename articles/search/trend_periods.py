"""The periods of a chart over time: years, months or days, and how many articles each has."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from articles.search.dates import Period, parse_period
from articles.search.live.selection import Selection
from articles.search.parameters import UNDATED

YEAR, MONTH, DAY = "year", "month", "day"
_MOST_MONTHS = 120  # of a chart that chooses its own unit
_FEW_DAYS = 62  # within which a chart chooses days by itself
_MOST_DAYS = 124  # of a chart by days; of a longer time its last ones
_FEWEST = 2  # articles a period, on average, for a chart to choose months by itself
_MOST_POINTS = 1_200


def days_of(
    totals: Mapping[str, int], asked: str, *, since: date | None, until: date | None
) -> tuple[date, date] | None:
    """The first day and the day after the last where the chart goes by days: asked for, or a short time is."""
    months = _months(totals)
    if asked not in ("", DAY) or not months:
        return None
    first, last = parse_period(months[0]), parse_period(months[-1])
    assert first is not None
    assert last is not None
    start = max(first.start, since) if since else first.start
    end = min(last.end, until + timedelta(days=1)) if until and until < date.max else last.end
    if asked != DAY and (end - start).days > _FEW_DAYS:
        return None
    return max(start, end - timedelta(days=_MOST_DAYS)), end


def by_day(found: Selection, counts: Mapping[str, int], days: tuple[date, date]) -> dict[str, int]:
    """The counts of single days, and of what is undated."""
    counted = {day.isoformat(): count for day, count in found.days(*days).items()}
    return {UNDATED: counts[UNDATED], **counted} if UNDATED in counts else counted


def each_day(days: tuple[date, date]) -> tuple[Period, ...]:
    """Every day from the first to the one before the last."""
    start, end = days
    names = ((start + timedelta(days=number)).isoformat() for number in range((end - start).days))
    return tuple(period for name in names if (period := parse_period(name)))


def periods_of(totals: Mapping[str, int], unit: str) -> tuple[Period, ...]:
    """Every period from the first to the last with an article; by months where they are asked for or few."""
    years = sorted(int(name) for name in totals if len(name) == len("2025"))
    if not years:
        return ()
    months = _months(totals)
    between = (years[-1] - years[0] + 1) * 12
    is_full = sum(totals[name] for name in months) >= _FEWEST * between or len(years) == 1
    if months and (unit == MONTH or (unit != YEAR and between <= _MOST_MONTHS and is_full)):
        names = [f"{year:04}-{month:02}" for year in range(years[0], years[-1] + 1) for month in range(1, 13)]
        names = [name for name in names if months[0] <= name <= months[-1]]
    else:
        names = [f"{year:04}" for year in range(years[0], years[-1] + 1)]
    return tuple(period for name in names[-_MOST_POINTS:] if (period := parse_period(name)))


def _months(totals: Mapping[str, int]) -> list[str]:
    return sorted(name for name in totals if len(name) == len("2025-07") and name != UNDATED)
