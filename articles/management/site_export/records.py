"""Articles with everything that their pages show, a batch at a time in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import F

from articles.management.site_export.listings import article_file, file_stem
from articles.models import Article, ArticleVersion, Capture, Fingerprint, Sighting, Tagging
from articles.search.dates import KnownDate, known_date

BATCH: Final = 500
_KINDS: Final = {"company": "Companies", "topic": "Topics", "person": "People", "place": "Places"}
_LINKED: Final = {"company": "companies", "topic": "topics"}
_MOST_SIGHTINGS: Final = 20


@dataclass(slots=True, kw_only=True)
class Record:
    """One article: its date in words, tags as `{heading: [(name, file or '')]}`, copies as (title, file)."""

    article: Article
    date: KnownDate
    file: str
    tags: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    capture: Capture | None = None
    sightings: list[Sighting] = field(default_factory=list)
    copies: list[tuple[str, str]] = field(default_factory=list)

    @property
    def paragraphs(self) -> list[tuple[str, str, int]]:
        """(text, kind, start) of each."""
        return self.article.paragraphs()


def records(listed: Set[str]) -> Iterator[list[Record]]:
    """Every public article by its id, in batches; tags lead to those lists alone that are among the files `listed`."""
    after = 0
    while True:
        rows = Article.objects.public().filter(pk__gt=after).select_related("source").order_by("pk")[:BATCH]
        found = {one.pk: Record(article=one, date=known_date(one), file=article_file(one.pk)) for one in rows}
        if not found:
            return
        _add_tags(found, listed)
        _add_origins(found)
        _add_copies(found)
        yield list(found.values())
        after = max(found)


def _add_tags(found: dict[int, Record], listed: Set[str]) -> None:
    rows = Tagging.objects.filter(article__in=list(found), decision=Tagging.Decision.ACCEPTED)
    for tag in rows.select_related(*_KINDS).order_by("article_id", "-confidence", "pk"):
        kind = next(name for name in _KINDS if getattr(tag, f"{name}_id") is not None)
        thing: Any = tag.thing
        file = f"{_LINKED[kind]}/{file_stem(thing.slug, thing.pk)}.html" if kind in _LINKED else ""
        # Of copies only one is listed: what the others alone are about has no list.
        link = file if file in listed else ""
        found[tag.article_id].tags.setdefault(_KINDS[kind], []).append((thing.name, link))


def _add_origins(found: dict[int, Record]) -> None:
    versions = ArticleVersion.objects.filter(article__in=list(found), is_current=True)
    of_article = dict(versions.values_list("article_id", "capture_id"))
    captures = Capture.objects.filter(pk__in=set(of_article.values())).defer("content", "removed").in_bulk()
    sightings: dict[int, list[Sighting]] = {}
    for one in Sighting.objects.filter(capture__in=captures).order_by("pk"):
        sightings.setdefault(one.capture_id, []).append(one)
    for pk, capture_id in of_article.items():
        found[pk].capture = captures[capture_id]
        found[pk].sightings = sightings.get(capture_id, [])[:_MOST_SIGHTINGS]


def _add_copies(found: dict[int, Record]) -> None:
    """The other copies of each text: the rows of their groups, hidden articles have none."""
    rows = Fingerprint.objects.filter(pk__in=list(found), group__isnull=False)
    groups = dict(rows.values_list("article_id", "group_id"))
    members: dict[int, list[tuple[int, str]]] = {}
    told = Fingerprint.objects.filter(group__in=set(groups.values())).order_by("pk")
    for pk, group, title in told.values_list("article_id", "group_id", F("article__title")):
        members.setdefault(group, []).append((pk, title))
    for pk, group in groups.items():
        found[pk].copies = [(title, article_file(other)) for other, title in members[group] if other != pk]
