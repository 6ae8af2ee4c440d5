"""Rows for the entities that extraction found, by their slugs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.db import connection

from articles.documents import ExtractedArticle
from articles.models import Person
from articles.store.storable import storable

Ids = dict[tuple[str, str], int]
_MAX_SLUG: Final = 200
_KINDS: Final = ("company", "place", "topic", "person")
# Look-ups in the unique indexes on slug; what was merged goes by its former slug too, unless another has that now.
_IDS_BY_SLUG: Final = " UNION ALL ".join(
    f"SELECT '{kind}', slug, id, false FROM articles_{kind} WHERE slug = ANY(%({kind})s::text[]) UNION ALL "  # noqa: S608 - own names
    f"SELECT '{kind}', slug, {kind}_id, true FROM articles_movedaddress "
    f"WHERE {kind}_id IS NOT NULL AND slug = ANY(%({kind})s::text[])"
    for kind in _KINDS
)


def entity_ids(*, found: Iterable[ExtractedArticle]) -> Ids:
    """`{('company' | 'person' | 'place' | 'topic', slug): id}` for everything found in some articles.

    Companies, places and topics are closed lists: one that has left the archive meanwhile has no id here. People are
    made when they are first met. The former slug of something merged gives the id of what it is part of.
    """
    wanted: dict[str, set[str]] = {"company": set(), "place": set(), "topic": set()}
    people: dict[str, str] = {}
    for article in found:
        wanted["company"].update(one.slug for one in article.companies)
        wanted["place"].update(one.slug for one in article.places)
        wanted["topic"].update(one.slug for one in article.topics)
        wanted["topic"].update(one.slug for one in article.learned)
        people.update((one.slug[:_MAX_SLUG], one.name) for one in article.people)
    with connection.cursor() as cursor:
        cursor.execute(_IDS_BY_SLUG, {"person": list(people), **{kind: list(slugs) for kind, slugs in wanted.items()}})
        rows = sorted(cursor.fetchall(), key=lambda row: not row[3])
    ids: Ids = {(kind, slug): pk for kind, slug, pk, _ in rows}
    missing = {slug: name for slug, name in people.items() if ("person", slug) not in ids}
    if missing:
        ids.update((("person", slug), pk) for slug, pk in _new_people(missing).items())
    return ids


def _new_people(names: dict[str, str]) -> dict[str, int]:
    """`{slug: id}` of people made now, or by another writer a moment ago."""
    # Sorted, so that two writers who make the same people wait for each other instead of deadlocking.
    people = [Person(slug=slug, name=storable(names[slug], limit=200)) for slug in sorted(names)]
    Person.objects.bulk_create(people, ignore_conflicts=True)
    return dict(Person.objects.filter(slug__in=names).values_list("slug", "pk"))
