"""Sidebar filters that never read a whole table to know their choices."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Max, Min, Model, QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from articles.models import Article, Company, Person, Place, Source, Topic


class PublishedFilter(admin.SimpleListFilter):
    """Publication by year, then month: a date hierarchy whose choices come from the index's two ends."""

    title = "published"
    parameter_name = "published"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Undated, every year between the first and the last, and the months of the chosen year."""
        ends = Article.objects.aggregate(first=Min("published_at"), last=Max("published_at"))
        choices = [("undated", "undated")]
        if ends["last"] is None:
            return choices
        chosen = (self.value() or "")[:4]
        for year in range(ends["last"].year, ends["first"].year - 1, -1):
            choices.append((f"{year:04}", str(year)))
            if f"{year:04}" == chosen:
                choices += [(f"{year:04}-{month:02}", f"{year}, month {month}") for month in range(12, 0, -1)]
        return choices

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Articles of the period, by a range that the index serves."""
        value = self.value()
        if not value:
            return queryset
        if value == "undated":
            return queryset.filter(published_at__isnull=True)
        period = period_of(value)
        return (
            queryset.none()
            if period is None
            else queryset.filter(published_at__gte=period[0], published_at__lt=period[1])
        )


def period_of(value: str) -> tuple[datetime, datetime] | None:
    """'2025' or '2025-07' as (start, end) in UTC, the end exclusive; None for anything else."""
    parts = value.split("-")
    if not all(part.isascii() and part.isdecimal() and len(part) <= 4 for part in parts) or len(parts) > 2:
        return None
    try:
        if len(parts) == 1:
            year = int(parts[0])
            return datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)
        year, month = int(parts[0]), int(parts[1])
        return datetime(year, month, 1, tzinfo=UTC), datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC)
    except ValueError:
        return None


class DoubtFilter(admin.SimpleListFilter):
    """Public articles with something to doubt, by the partial index that the queue of such work has."""

    column: ClassVar[str]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The doubtful ones: 'no' is nearly everything."""
        return [("1", "yes")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The rows chosen."""
        return queryset.filter(**{self.column: True}).exclude(state="hidden") if self.value() == "1" else queryset


def _doubt(column: str, title: str) -> type[DoubtFilter]:
    return type(f"Doubt{column}Filter", (DoubtFilter,), {"column": column, "title": title, "parameter_name": column})


DOUBT_FILTERS = (
    _doubt("published_is_inferred", "date inferred"),
    _doubt("title_is_derived", "title made from the text"),
    _doubt("is_damaged", "damaged"),
)


class LanguageFilter(admin.SimpleListFilter):
    """English, other, unknown: to list every language that occurs would read the whole table."""

    title = "language"
    parameter_name = "language"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The three choices."""
        return [("en", "English"), ("other", "other"), ("unknown", "not known")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Rows in the chosen language."""
        match self.value():
            case "en":
                return queryset.filter(language="en")
            case "other":
                return queryset.exclude(language__in=("en", ""))
            case "unknown":
                return queryset.filter(language="")
        return queryset


class KindFilter(admin.SimpleListFilter):
    """The kinds of article, for a table that keeps them without their names."""

    title = "kind"
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Every kind."""
        return [(str(value), str(label)) for value, label in Article.Kind.choices]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Rows of the chosen kind."""
        return queryset.filter(kind=self.value()) if self.value() else queryset


class ChosenFilter(admin.SimpleListFilter):
    """Shown only while a link from elsewhere has set it; names the one thing chosen, so that it can be let go."""

    model: ClassVar[type[Model]]
    column: ClassVar[str]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The chosen row alone."""
        pk = self._chosen_id()
        row = self.model._default_manager.filter(pk=pk).first() if pk is not None else None
        return [] if row is None else [(str(pk), str(row))]

    def _chosen_id(self) -> int | None:
        raw: Any = self.used_parameters.get(str(self.parameter_name), "")
        text = str(raw[-1] if isinstance(raw, list) else raw)
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None

    def has_output(self) -> bool:
        """Whether a row is chosen."""
        return bool(self.lookup_choices)

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        """'All' and the chosen one."""
        yield {
            "selected": False,
            "query_string": changelist.get_query_string(remove=[str(self.parameter_name)]),
            "display": SafeString("All"),
        }
        for _, title in self.lookup_choices:
            yield {"selected": True, "query_string": changelist.get_query_string(), "display": title}

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Rows of the chosen one."""
        pk = self._chosen_id()
        return queryset if pk is None else queryset.filter(**{self.column: pk})


def chosen(model: type[Model], *, column: str) -> type[ChosenFilter]:
    """A ChosenFilter for rows whose `column` points to `model`; the parameter is the model's name."""
    name = str(model._meta.model_name)
    return type(
        f"Chosen{model.__name__}Filter",
        (ChosenFilter,),
        {"model": model, "column": column, "title": name, "parameter_name": name},
    )


class AcceptedTagFilter(ChosenFilter):
    """Articles that carry an accepted tag."""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Articles tagged with the chosen one, each once: a thing tags an article at most once."""
        pk = self._chosen_id()
        return (
            queryset
            if pk is None
            else queryset.filter(**{f"taggings__{self.column}": pk, "taggings__decision": "accepted"})
        )


class _OfTopic(AcceptedTagFilter):
    model, column, title, parameter_name = Topic, "topic", "topic", "topic"


class _OfCompany(AcceptedTagFilter):
    model, column, title, parameter_name = Company, "company", "company", "company"


class _OfPerson(AcceptedTagFilter):
    model, column, title, parameter_name = Person, "person", "person", "person"


class _OfPlace(AcceptedTagFilter):
    model, column, title, parameter_name = Place, "place", "place", "place"


TAG_FILTERS = (_OfTopic, _OfCompany, _OfPerson, _OfPlace)
OfSource = chosen(Source, column="source")
OfArticle = chosen(Article, column="article")
