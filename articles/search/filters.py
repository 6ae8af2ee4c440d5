"""The one FilterSet behind the search page, the feeds and whatever else lists articles."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict

from articles.models import SearchEntry
from articles.models.synonym import groups_in_use
from articles.query.parse import parse
from articles.query.synonyms import Group, make_thesaurus, widen
from articles.query.tree import Everything, ParsedQuery, Word, text_leaves
from articles.search import names
from articles.search.chosen_story import ChosenStory, chosen_story
from articles.search.dates import midnight, parse_period
from articles.search.families import Families, read_families
from articles.search.fields import ChoiceField, DayField, NumberField, ValuesField, WordsField
from articles.search.live.growing import Array
from articles.search.live.selection import Few, Selection
from articles.search.live.snapshot import View
from articles.search.matching import condition_of, text_query
from articles.search.matching_names import Ids, resolve_names
from articles.search.names import Named
from articles.search.parameters import (
    CHILDREN,
    COPIES,
    DENSE,
    EVERY_COPY,
    FACET_NAMES,
    HOW_SHOWN,
    NONE,
    STORY,
    UNDATED,
    WITH_CHILDREN,
    excluding,
)
from articles.search.prepared import prepared_cursor
from articles.search.state import State

RELEVANCE, NEWEST, OLDEST = "relevance", "newest", "oldest"
SORTS = (RELEVANCE, NEWEST, OLDEST)
_ARRAYS = {"company": "company_ids", "topic": "topic_ids", "person": "person_ids", "place": "place_ids"}
_NOTHING = Q(pk__in=())
_SYNONYMS = "SELECT terms, is_active FROM articles_synonymgroup ORDER BY name"


@dataclass(slots=True)
class ViewOfFilters:
    """What the filters of a search let through in a view: by parameter (None is all), and together."""

    view: View
    masks: dict[str, Array | Few | None] = field(default_factory=dict)
    selections: dict[tuple[str, ...], Selection] = field(default_factory=dict)


class _WordsFilter(django_filters.Filter):  # type: ignore[misc]  # django-filter has no types
    field_class = WordsField

    def filter(self, qs: QuerySet[SearchEntry], value: str) -> QuerySet[SearchEntry]:
        return qs if isinstance(self.parent.parsed.tree, Everything) else qs.filter(self.parent.words_condition)


class _ValuesFilter(django_filters.Filter):  # type: ignore[misc]  # django-filter has no types
    """Articles with any of the values chosen in a facet, or with `is_out` those with none of them."""

    field_class = ValuesField

    def __init__(self, facet: str, *, is_out: bool = False) -> None:
        super().__init__()
        self.facet, self.is_out = facet, is_out

    def filter(self, qs: QuerySet[SearchEntry], value: tuple[str, ...]) -> QuerySet[SearchEntry]:
        if not value:
            return qs
        wanted = _condition(self.facet, self.parent.wanted(self.facet, value))
        return qs.exclude(wanted) if self.is_out else qs.filter(wanted)


class _BoundFilter(django_filters.Filter):  # type: ignore[misc]  # django-filter has no types
    field_class = DayField

    def __init__(self, *, is_end: bool = False) -> None:
        super().__init__(is_end=is_end)
        self.is_end = is_end

    def filter(self, qs: QuerySet[SearchEntry], value: date | None) -> QuerySet[SearchEntry]:
        if value is None:
            return qs
        if self.is_end:
            return qs.filter(published_at__lt=midnight(value) + timedelta(days=1)) if value < date.max else qs
        return qs.filter(published_at__gte=midnight(value))


class _CopiesFilter(django_filters.Filter):  # type: ignore[misc]  # django-filter has no types
    """Of the copies of one text a single one, unless every copy is asked for."""

    field_class = ChoiceField

    def filter(self, qs: QuerySet[SearchEntry], value: str) -> QuerySet[SearchEntry]:
        return qs if value == EVERY_COPY else qs.filter(is_canonical=True)


class _StoryFilter(django_filters.Filter):  # type: ignore[misc]  # django-filter has no types
    """The articles of a story."""

    field_class = NumberField

    def filter(self, qs: QuerySet[SearchEntry], value: int | None) -> QuerySet[SearchEntry]:
        return qs if value is None else qs.filter(pk__in=self.parent.asked_story.article_ids)


class _HowShown(django_filters.Filter):  # type: ignore[misc]  # django-filter has no types
    """What leaves the articles found as they are."""

    field_class = ChoiceField

    def filter(self, qs: QuerySet[SearchEntry], value: str) -> QuerySet[SearchEntry]:
        return qs


class EntryFilterSet(django_filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    """A search as its address states it. Whatever is given, it is a valid search; what means nothing is left out."""

    q = _WordsFilter()
    company, not_company = _ValuesFilter("company"), _ValuesFilter("company", is_out=True)
    topic, not_topic = _ValuesFilter("topic"), _ValuesFilter("topic", is_out=True)
    source, not_source = _ValuesFilter("source"), _ValuesFilter("source", is_out=True)
    date, not_date = _ValuesFilter("date"), _ValuesFilter("date", is_out=True)
    person, not_person = _ValuesFilter("person"), _ValuesFilter("person", is_out=True)
    place, not_place = _ValuesFilter("place"), _ValuesFilter("place", is_out=True)
    kind, not_kind = _ValuesFilter("kind"), _ValuesFilter("kind", is_out=True)
    language, not_language = _ValuesFilter("language"), _ValuesFilter("language", is_out=True)
    since = _BoundFilter()
    until = _BoundFilter(is_end=True)
    story = _StoryFilter()
    copies = _CopiesFilter(among=(EVERY_COPY,))
    children = _HowShown(among=(WITH_CHILDREN,))
    sort = _HowShown(among=SORTS)
    rows = _HowShown(among=(DENSE,))

    _form_class: ClassVar[type[forms.Form] | None] = None

    class Meta:
        model = SearchEntry
        fields: list[str] = []

    def __init__(self, data: QueryDict) -> None:
        # As django-filter's own does, without its deep copies, which take longer than many a search: what they would
        # protect, nobody changes.
        self.is_bound, self.data, self.request, self.form_prefix = True, data, None, None
        self.queryset = SearchEntry.objects.order_by()
        self._named: dict[str, Mapping[str, Named]] = {}
        self.made: ViewOfFilters | None = None  # kept by `selecting`

    @cached_property
    def filters(self) -> dict[str, django_filters.Filter]:
        """The filters by their parameters; only SQL is made by them."""
        filters = {name: copy(one) for name, one in self.base_filters.items()}
        for one in filters.values():
            one.parent, one.model = self, SearchEntry
        return filters

    def entries(self, *, lifting: Collection[str] = ()) -> QuerySet[SearchEntry]:
        """The search entries under all filters but those whose parameters are in `lifting`; in no order."""
        queryset: QuerySet[SearchEntry] = self.queryset.all()
        for name, value in self.chosen.items():
            if name not in lifting:
                queryset = self.filters[name].filter(queryset, value)
        return queryset

    def get_form_class(self) -> type[forms.Form]:
        """The form of the parameters, the same for all searches, so made once."""
        if EntryFilterSet._form_class is None:
            EntryFilterSet._form_class = super().get_form_class()
        return EntryFilterSet._form_class

    def filter_queryset(self, queryset: QuerySet[SearchEntry]) -> QuerySet[SearchEntry]:
        """What django-filter asks for; the same as `entries`."""
        return self.entries()

    @cached_property
    def chosen(self) -> dict[str, Any]:
        """The value of each parameter, cleaned. No field refuses anything."""
        fields = self.get_form_class().base_fields
        return {
            name: field.clean(field.widget.value_from_datadict(self.data, {}, name)) for name, field in fields.items()
        }

    @property
    def counts_copies(self) -> bool:
        """Whether every copy of a text is listed and counted."""
        return bool(self.chosen[COPIES] == EVERY_COPY)

    @property
    def counts_children(self) -> bool:
        """Whether a company stands for the companies below it too, where it is chosen and where it is counted."""
        return bool(self.chosen[CHILDREN])

    @cached_property
    def families(self) -> Families:
        """Which company belongs to which."""
        return read_families()

    @cached_property
    def asked_story(self) -> ChosenStory:
        """The story whose articles are asked for; without articles where there is no such story."""
        return chosen_story(self.chosen[STORY], with_copies=self.counts_copies)

    @cached_property
    def parsed(self) -> ParsedQuery:
        """The words of the search as understood, with their synonyms."""
        parsed = parse(self.chosen["q"])
        if not any(isinstance(leaf, Word) for leaf in text_leaves(parsed.tree)):
            return parsed
        return replace(parsed, tree=widen(parsed.tree, make_thesaurus(_synonyms())))

    @property
    def hints(self) -> tuple[str, ...]:
        """What of the address was not read as it was written, a sentence each."""
        unread = [name for name in ("since", "until") if self.data.get(name, "").strip() and self.chosen[name] is None]
        dates = (
            f"'{name}' was left out: it takes a day, month or year, such as 2025-07-31 or 2025." for name in unread
        )
        return (*self.parsed.hints, *dates)

    @cached_property
    def words_condition(self) -> Q:
        """The words of the search as a condition; the names in it are looked up once."""
        return condition_of(self.parsed.tree, self.named_ids)

    @cached_property
    def named_ids(self) -> Ids:
        """What the names in the words of the search stand for."""
        return resolve_names(self.parsed.tree)

    @cached_property
    def has_words(self) -> bool:
        """Whether there are words that a text can match more or less well."""
        return text_query(self.parsed.tree) is not None

    @property
    def order(self) -> str:
        """The order in force: the one asked for, else relevance where there are words and newest where not."""
        asked: str = self.chosen["sort"]
        if asked == RELEVANCE and not self.has_words:
            return NEWEST
        return asked or (RELEVANCE if self.has_words else NEWEST)

    def named(self, facet: str) -> Mapping[str, Named]:
        """The values chosen in a facet, in or out, by their form in the address; one query a facet at most."""
        if facet not in self._named:
            slugs = (*self.chosen[facet], *self.chosen[excluding(facet)])
            self._named[facet] = names.by_slugs(facet, slugs) if slugs else {}
        return self._named[facet]

    def wanted(self, facet: str, slugs: Iterable[str]) -> list[Named]:
        """The values that stand for chosen ones: they themselves and, of companies, those below where so asked."""
        chosen = [self.named(facet)[slug] for slug in slugs]
        if facet != "company" or not self.counts_children:
            return chosen
        below = self.families.below(int(value.key) for value in chosen if value.key not in ("", NONE))
        return [*chosen, *(Named(str(pk), "", "") for pk in sorted(below))]

    @cached_property
    def state(self) -> State:
        """The search as the address of its first page, what means nothing left out."""
        return State(tuple(self._pairs()))

    def moved_state(self) -> State | None:
        """The search by the present names of what was merged, None where it asks for no former name."""
        former = {
            (name, slug): value.slug
            for facet in FACET_NAMES
            for slug, value in self._named.get(facet, {}).items()
            for name in (facet, excluding(facet))
            if value.slug != slug
        }
        if not former:
            return None
        return State(tuple((name, former.get((name, value), value)) for name, value in self.state.pairs))

    def _pairs(self) -> Iterable[tuple[str, str]]:
        if self.chosen["q"]:
            yield "q", self.chosen["q"]
        for facet in FACET_NAMES:
            for name in (facet, excluding(facet)):
                yield from ((name, value) for value in self.chosen[name])
        for name in ("since", "until"):
            if self.chosen[name]:
                yield name, self.chosen[name].isoformat()
        for name in (STORY, *HOW_SHOWN):
            if self.chosen[name]:
                yield name, str(self.chosen[name])


def _synonyms() -> tuple[Group, ...]:
    with prepared_cursor() as cursor:
        cursor.execute(_SYNONYMS)
        return groups_in_use(cursor.fetchall())


def _condition(facet: str, chosen: Iterable[Named]) -> Q:
    """Articles that have any of the values."""
    if facet == "date":
        found = _NOTHING
        for value in chosen:
            found |= _date_condition(value.key)
        return found
    keys = [value.key for value in chosen if value.key]
    if facet in _ARRAYS:
        ids = [int(key) for key in keys if key != NONE]
        return Q(**{f"{_ARRAYS[facet]}__overlap": ids}) if ids else _NOTHING
    if facet == "source":
        stated = Q(source_id__in=[int(key) for key in keys if key != NONE])
        return stated | Q(source_id__isnull=True) if NONE in keys else stated
    return Q(**{f"{facet}__in": ["" if key == NONE else key for key in keys]})


def _date_condition(name: str) -> Q:
    if name == UNDATED:
        return Q(published_at__isnull=True)
    period = parse_period(name)
    if period is None:
        return _NOTHING
    if period.unit == "year":
        return Q(year=period.start.year)
    if period.unit == "month":
        return Q(year=period.start.year, month=period.start.month)
    return Q(
        published_at__gte=midnight(period.start),
        published_at__lt=midnight(period.end),
        day__isnull=False,
    )
