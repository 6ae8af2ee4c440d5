"""Rows for the entities that extraction found, by their slugs."""

from __future__ import annotations

from collections.abc import Iterable

from articles.documents import ExtractedArticle
from articles.models import Company, Person, Place, Topic
from articles.store.storable import storable

Ids = dict[tuple[str, str], int]


def entity_ids(*, found: Iterable[ExtractedArticle]) -> Ids:
    """`{('company' | 'person' | 'place' | 'topic', slug): id}` for everything found in some articles.

    Companies, places and topics are closed lists: one that has left the archive meanwhile has no id here. People are
    made when they are first met.
    """
    wanted: dict[str, set[str]] = {"company": set(), "place": set(), "topic": set()}
    people: dict[str, str] = {}
    for article in found:
        wanted["company"].update(one.slug for one in article.companies)
        wanted["place"].update(one.slug for one in article.places)
        wanted["topic"].update(one.slug for one in article.topics)
        people.update((one.slug, one.name) for one in article.people)
    ids: Ids = {}
    for kind, model in (("company", Company), ("place", Place), ("topic", Topic)):
        if wanted[kind]:
            rows = model._default_manager.filter(slug__in=wanted[kind]).values_list("slug", "pk")
            ids.update(((kind, slug), pk) for slug, pk in rows)
    if people:
        ids.update((("person", slug), pk) for slug, pk in _people(people).items())
    return ids


def _people(names: dict[str, str]) -> dict[str, int]:
    """`{slug: id}` of the people named, those not yet there made."""
    found = dict(Person.objects.filter(slug__in=names).values_list("slug", "pk"))
    missing = sorted(names.keys() - found.keys())
    if missing:
        # Sorted, so that two writers who make the same people wait for each other instead of deadlocking.
        Person.objects.bulk_create(
            [Person(slug=slug[:200], name=storable(names[slug], limit=200)) for slug in missing], ignore_conflicts=True
        )
        found.update(Person.objects.filter(slug__in=missing).values_list("slug", "pk"))
    return found
