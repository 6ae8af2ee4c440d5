"""What the values of facets are called: ids and slugs to names, a query a kind of thing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.db import models

from articles.models import Article, Company, Person, Place, Source, Topic
from articles.search.dates import period_label
from articles.search.moved import moved_to
from articles.search.parameters import NONE
from articles.search.prepared import array_literal, prepared_cursor

MODELS: dict[str, type[models.Model]] = {
    "company": Company,
    "topic": Topic,
    "source": Source,
    "person": Person,
    "place": Place,
}
# Each an index scan on the primary key, by some ten ids; one query because the trip costs more than the scans.
_NAMES = {
    facet: f"SELECT '{facet}', id, slug, name FROM {model._meta.db_table} WHERE id = ANY(%s::integer[])"  # noqa: S608 - own names
    for facet, model in MODELS.items()
}
# An index scan by slug.
_BY_SLUGS = {
    facet: f"SELECT id, slug, name FROM {model._meta.db_table} WHERE slug = ANY(%s::text[])"  # noqa: S608 - own names
    for facet, model in MODELS.items()
}
_NONE_LABELS = {"source": "No source stated", "language": "Language unknown"}
_LANGUAGES = {
    "ar": "Arabic",
    "bn": "Bengali",
    "cs": "Czech",
    "da": "Danish",
    "de": "German",
    "el": "Greek",
    "en": "English",
    "es": "Spanish",
    "fi": "Finnish",
    "fr": "French",
    "he": "Hebrew",
    "hi": "Hindi",
    "hu": "Hungarian",
    "id": "Indonesian",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "nl": "Dutch",
    "no": "Norwegian",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "sv": "Swedish",
    "th": "Thai",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "vi": "Vietnamese",
    "zh": "Chinese",
}


@dataclass(frozen=True, slots=True)
class Named:
    """A value of a facet: its key in counts (see `facet_counts`), its form in addresses, and its name."""

    key: str
    slug: str
    label: str


def is_listed(facet: str) -> bool:
    """Whether the values of the facet are rows of a table, known by id and slug."""
    return facet in MODELS


@lru_cache(maxsize=5_000)
def fixed_label(facet: str, key: str) -> str:
    """The name of a value that stands in no table: a kind, a language, a date, or none at all."""
    if key == NONE:
        return _NONE_LABELS.get(facet, "None")
    if facet == "date":
        return period_label(key)
    if facet == "kind":
        return dict(Article.Kind.choices).get(key, key).capitalize()
    return _LANGUAGES.get(key, key) if facet == "language" else key


def by_keys(facet: str, keys: Iterable[str]) -> dict[str, Named]:
    """The named values of `keys`; a key without a row is left out."""
    return by_facets({facet: keys})[facet]


def by_facets(keys: Mapping[str, Iterable[str]]) -> dict[str, dict[str, Named]]:
    """`{facet: {key: its named value}}` for keys of several facets, in one query; a key without a row is left out."""
    found: dict[str, dict[str, Named]] = {}
    ids: dict[str, list[int]] = {}
    for facet, wanted in keys.items():
        listed = is_listed(facet)
        found[facet] = {}
        for key in wanted:
            if listed and key != NONE:
                ids.setdefault(facet, []).append(int(key))
            else:
                found[facet][key] = Named(key, key, fixed_label(facet, key))
    if ids:
        with prepared_cursor() as cursor:
            statement = " UNION ALL ".join(_NAMES[facet] for facet in ids)
            cursor.execute(statement, [array_literal(of_facet) for of_facet in ids.values()])
            for facet, pk, slug, name in cursor.fetchall():
                found[facet][str(pk)] = Named(str(pk), slug, name)
    return found


def by_slugs(facet: str, slugs: Iterable[str]) -> dict[str, Named]:
    """The named values that an address chooses, by its slugs: what was merged is what it is part of now.

    An unknown slug names a value that no article has.
    """
    wanted = list(dict.fromkeys(slugs))
    known = {
        slug: Named(slug, slug, fixed_label(facet, slug)) for slug in wanted if slug == NONE or not is_listed(facet)
    }
    if len(known) < len(wanted):
        with prepared_cursor() as cursor:
            cursor.execute(_BY_SLUGS[facet], [wanted])
            known |= {slug: Named(str(pk), slug, name) for pk, slug, name in cursor.fetchall()}
    if len(known) < len(wanted):
        moved = moved_to(facet, set(wanted) - known.keys())
        known |= {former: Named(str(pk), slug, name) for former, (pk, slug, name) in moved.items()}
    return {slug: known.get(slug) or Named("", slug, f"{slug} (unknown)") for slug in wanted}


def containing(facet: str, text: str) -> list[int]:
    """The ids of the values whose name contains `text`, case ignored; 0 for none at all."""
    found = MODELS[facet]._default_manager.order_by().filter(name__icontains=text)
    has_none = text.casefold() in fixed_label(facet, NONE).casefold()
    return [*found.values_list("pk", flat=True), *([0] if has_none else [])]
