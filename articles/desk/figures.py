"""The archive in figures: what came in, what was decided, what was refused, what takes room and time.

Every figure is read by an index, from the columns in memory or over a bounded number of rows, so that the page stays
fast with a million articles.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from django.db import connection
from django.db.models import Count, Q
from django.db.models.functions import TruncDate, TruncMonth
from django.http import QueryDict

from articles.models import Article, Capture, SearchEntry, Source, Tagging
from articles.models.job import Job
from articles.search.facets import facet_counts
from articles.search.filters import EntryFilterSet
from articles.search.parameters import NONE
from articles.search.selecting import selection

DAYS: Final = 60
SOURCES: Final = 12
REJECTED_AT_MOST: Final = 5_000  # captures, the newest, whose reasons are counted
_COUNTED_AT_MOST: Final = 100_000
_TABLES: Final = """
    SELECT relname, pg_total_relation_size(oid) FROM pg_class
    WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace
    ORDER BY 2 DESC, 1 LIMIT 10
"""  # a few dozen tables
_SPECIFIC: Final = re.compile(r"[“'\"‘].*|\d+.*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar of a chart: what it stands for, how much, and where it is drawn in a box of 1000 by 100."""

    label: str
    count: int
    x: float = 0.0
    width: float = 0.0
    y: float = 0.0
    height: float = 0.0
    query: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """A month of the coverage calendar; `shade` from 0, nothing, to 4, the fullest months."""

    label: str
    count: int
    shade: int
    query: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What curators decided on tags in a month."""

    month: date
    accepted: int
    rejected: int

    @property
    def percent(self) -> int:
        """Of a hundred tags decided, how many were right."""
        return round(100 * self.accepted / (self.accepted + self.rejected))


def bars(counts: Sequence[tuple[str, int, str]]) -> list[Bar]:
    """Bars side by side for (label, count, address)."""
    largest = max((count for _, count, _ in counts), default=0) or 1
    step = 1000 / max(len(counts), 1)
    made = []
    for number, (label, count, query) in enumerate(counts):
        height = max(round(96 * count / largest, 1), 1.5 if count else 0)
        place = {"x": round(number * step, 1), "width": round(step * 0.82, 1), "y": round(100 - height, 1)}
        made.append(Bar(label=label, count=count, height=height, query=query, **place))
    return made


def published_by_day(today: date) -> list[Bar]:
    """Public articles by the day they were published, of the DAYS until today."""
    first = today - timedelta(days=DAYS - 1)
    start = datetime(first.year, first.month, first.day, tzinfo=UTC)
    rows = SearchEntry.objects.filter(published_at__gte=start).order_by()
    found = dict(rows.annotate(on=TruncDate("published_at", tzinfo=UTC)).values_list("on").annotate(Count("pk")))
    days = [first + timedelta(days=number) for number in range(DAYS)]
    return bars([(day.isoformat(), found.get(day, 0), f"?date={day.isoformat()}") for day in days])


def by_source() -> list[Bar]:
    """The sources with most articles, copies counted."""
    chosen = selection(EntryFilterSet(QueryDict("copies=all")))
    top = facet_counts("source", chosen).top(SOURCES)
    names = Source.objects.in_bulk([int(key) for key, _ in top if key != NONE])
    largest = max((count for _, count in top), default=1)
    return [
        Bar(
            label=names[int(key)].name if key != NONE and int(key) in names else "no source stated",
            count=count,
            width=round(1000 * count / largest, 1),
            query=f"?source={names[int(key)].slug if key != NONE and int(key) in names else NONE}",
        )
        for key, count in top
    ]


def by_state() -> list[tuple[str, str, int, bool]]:
    """(state, its name, articles, whether there are more) by the index on states."""
    found = []
    for state, label in Article.State.choices:
        rows = Article.objects.filter(state=state).order_by()
        count = min(rows[: _COUNTED_AT_MOST + 1].count(), _COUNTED_AT_MOST + 1)
        found.append((str(state), str(label), min(count, _COUNTED_AT_MOST), count > _COUNTED_AT_MOST))
    return found


def coverage() -> list[tuple[str, list[Month]]]:
    """(year, its twelve months), the newest year first; every article with a known month counts."""
    counts = facet_counts("date", selection(EntryFilterSet(QueryDict("copies=all"))))
    by_month = {key: count for key, count in counts if len(key) == len("2025-07") and key[:4].isdecimal()}
    if not by_month:
        return []
    ordered = sorted(by_month.values())
    limits = [ordered[int(len(ordered) * share)] for share in (0.25, 0.5, 0.75)]
    years = range(int(max(by_month)[:4]), int(min(by_month)[:4]) - 1, -1)
    return [
        (f"{year:04}", [_month(f"{year:04}-{month:02}", by_month, limits) for month in range(1, 13)]) for year in years
    ]


def decided_tags() -> list[Decided]:
    """Curators' decisions on tags by month, of the last two years that have any."""
    rows = Tagging.objects.filter(how=Tagging.How.CURATOR, decided_at__isnull=False).order_by()
    counted = (
        rows.annotate(month=TruncMonth("decided_at", tzinfo=UTC))
        .values("month")
        .annotate(
            accepted=Count("pk", filter=Q(decision=Tagging.Decision.ACCEPTED)),
            rejected=Count("pk", filter=Q(decision=Tagging.Decision.REJECTED)),
        )
        .order_by("-month")[:24]
    )
    found = [
        Decided(month=row["month"].date(), accepted=row["accepted"], rejected=row["rejected"])
        for row in counted
        if row["accepted"] + row["rejected"]
    ]
    return found[::-1]


def rejections() -> list[tuple[str, int]]:
    """(reason, captures) of the newest rejected captures, what is peculiar to one capture left out of the reason."""
    rows = Capture.objects.filter(status=Capture.Status.REJECTED).order_by("-pk")
    reasons = rows.values_list("reason", flat=True)[:REJECTED_AT_MOST]
    return Counter(_SPECIFIC.sub("…", reason)[:120].strip() or "no reason kept" for reason in reasons).most_common(12)


def jobs() -> list[tuple[str, str, int]]:
    """(state, its name, jobs)."""
    counted: Mapping[str, int] = dict(Job.objects.order_by().values_list("status").annotate(Count("id")))
    return [(str(state), str(label), counted[state]) for state, label in Job.Status.choices if counted.get(state)]


def room() -> tuple[int, list[tuple[str, int]]]:
    """Bytes of the whole database, and of its largest tables with their indexes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        row: Any = cursor.fetchone()
        cursor.execute(_TABLES)
        return int(row[0]), [(str(name).removeprefix("articles_"), int(size)) for name, size in cursor.fetchall()]


def _month(key: str, counts: Mapping[str, int], limits: Sequence[int]) -> Month:
    count = counts.get(key, 0)
    shade = 1 + sum(count > limit for limit in limits) if count else 0
    return Month(label=key, count=count, shade=shade, query=f"?date={key}")
