"""The counts of facets by GROUP BY, for tests to compare with those made in memory."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Count, F, Func, IntegerField, QuerySet, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, NullIf

from articles.models import SearchEntry
from articles.search.parameters import FACET_NAMES, NONE, UNDATED

Counts = list[tuple[str, int]]
Entries = QuerySet[SearchEntry]


class _Unnest(Func):
    """One row for each element of an array of ids."""

    function = "unnest"
    set_returning = True
    output_field = IntegerField()


def _text(expression: Combinable) -> Cast:
    return Cast(expression, TextField())


def _or(expression: Combinable, absent: str) -> Coalesce:
    return Coalesce(expression, Value(absent), output_field=TextField())


_VALUES: dict[str, Combinable] = {
    "company": _text(_Unnest(F("company_ids"))),
    "topic": _text(_Unnest(F("topic_ids"))),
    "person": _text(_Unnest(F("person_ids"))),
    "place": _text(_Unnest(F("place_ids"))),
    "source": _or(_text(F("source_id")), NONE),
    "kind": _text(F("kind")),
    "language": _or(NullIf(_text(F("language")), Value("", TextField())), NONE),
    "year": _or(_text(F("year")), UNDATED),
    "month": _text(F("year") * 100 + F("month")),
}
_PARTS = {name: (name,) for name in FACET_NAMES} | {"date": ("year", "month")}


def grouped_counts(entries: Mapping[str, Entries]) -> dict[str, dict[str, int]]:
    """Count the values of facets, in one query: `{facet: {key: count}}`, keys as in `facets.Counts`.

    `entries` gives for each facet the articles it counts.
    """
    arms = [
        rows.order_by()
        .annotate(facet=Value(facet, TextField()), value=_VALUES[part])
        .values("facet", "value")
        .annotate(articles=Count("*"))
        .values_list("facet", "value", "articles")
        for facet, rows in entries.items()
        for part in _PARTS[facet]
    ]
    counts: dict[str, Counts] = {facet: [] for facet in entries}
    if arms:
        for facet, value, articles in arms[0].union(*arms[1:], all=True):
            if value is not None:  # null where only the year is known
                counts[facet].append((_month(value) if facet == "date" else value, articles))
    return {facet: dict(found) for facet, found in counts.items()}


def _month(value: str) -> str:
    """'202507' as '2025-07'; years and 'undated' as they are."""
    return f"{value[:4]}-{value[4:]}" if value.isdigit() and len(value) > len("2025") else value
