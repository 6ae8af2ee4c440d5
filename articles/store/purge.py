"""The takedown: the one way in which anything is ever deleted.

Afterwards the text is nowhere: not in the bytes, the versions, the tags' evidence, the history or the index. What stays
is a tombstone with the hash of the bytes, so that they are not taken in again, and the reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import pghistory.models
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import Exists, OuterRef

from articles.models import (
    Article,
    ArticleVersion,
    Capture,
    CurationRow,
    Mention,
    Person,
    Regrouping,
    SearchEntry,
    Sighting,
    Source,
    Tagging,
    Tombstone,
)
from articles.store.captures import hold_for_takedown
from articles.store.copies import forget_copies
from articles.store.furniture import forget_pages
from articles.store.history import machine_write
from articles.store.journal import without_tags
from articles.store.lexemes import forget_lexemes, lexemes_of
from articles.store.matching_texts import containment, shingles
from articles.store.search_entries import index_articles
from articles.store.storable import storable
from articles.store.stories import forget_stories, join_stories

# Reads every merge there is: some hundreds, made by hand.
_KEEPING_TAGS: Final = """
    SELECT id FROM articles_regrouping
    WHERE EXISTS (
        SELECT FROM jsonb_array_elements(journal -> 'changed') AS one
        WHERE one ->> 0 = 'tagging' AND (one ->> 1)::bigint = ANY(%(tags)s)
    ) OR EXISTS (
        SELECT FROM jsonb_array_elements(journal -> 'dropped') AS sort, jsonb_array_elements(sort -> 1) AS one
        WHERE sort ->> 0 = 'tagging' AND (one ->> 'article_id')::bigint = ANY(%(articles)s)
    )
"""
_SHARED_FROM: Final = 0.2  # a neighbour with this share of the text would keep too much of it


class Siblings(StrEnum):
    """What becomes of the other articles of a capture whose bytes must go."""

    REFUSE = "refuse"  # nothing is purged, and the caller is told of them
    KEEP = "keep"  # they keep their present text, without bytes to make it from again
    PURGE = "purge"


@dataclass(frozen=True, slots=True, kw_only=True)
class Purged:
    """What a takedown took, or why it took nothing (`problem`)."""

    article_ids: tuple[int, ...] = ()
    capture_ids: tuple[int, ...] = ()
    kept_ids: tuple[int, ...] = ()
    problem: str = ""


def purge_article(
    *, article_id: int, reason: str, by: AbstractBaseUser | None = None, siblings: Siblings = Siblings.REFUSE
) -> Purged:
    """Take down an article and the bytes of every capture that it came from."""
    with machine_write():
        _hold(_captures_of([article_id]), [article_id])
        if not Article.objects.filter(pk=article_id).exists():
            return Purged(problem=f"no article {article_id}")
        captures = _captures_of([article_id])
        others = set(_articles_of(captures)) - {article_id}
        if others and siblings == Siblings.REFUSE:
            return Purged(problem=_siblings_problem(captures, others))
        if others and siblings == Siblings.PURGE:
            return _purge(captures, [article_id, *others], reason, by)
        if overlapping := _sharing_text(article_id, others):
            listed = ", ".join(map(str, overlapping))
            return Purged(problem=f"its text stands in part in its siblings too: {listed}; purge them with it")
        return _purge(captures, [article_id], reason, by, kept=sorted(others))


def purge_capture(*, capture_id: int, reason: str, by: AbstractBaseUser | None = None) -> Purged:
    """Take down a capture and every article made from it, with the other captures of those articles.

    Where such another capture holds further articles, these keep their text without the bytes, unless they share it.
    """
    with machine_write():
        _hold([capture_id, *_captures_of(_articles_of([capture_id]))])
        if not Capture.objects.filter(pk=capture_id).exists():
            return Purged(problem=f"no capture {capture_id}")
        articles = set(_articles_of([capture_id]))
        captures = sorted({capture_id, *_captures_of(articles)})
        others = set(_articles_of(captures)) - articles
        sharing = {other for article in articles for other in _sharing_text(article, others)}
        return _purge(captures, sorted(articles | sharing), reason, by, kept=sorted(others - sharing))


def remove_samples() -> Purged:
    """Take away every capture that came in as a bundled sample only, its articles, and outlets invented for them.

    No tombstones: the samples may come back.
    """
    with machine_write():
        others = Sighting.objects.filter(capture=OuterRef("pk")).exclude(how=Sighting.How.SAMPLE)
        samples = Sighting.objects.filter(capture=OuterRef("pk"), how=Sighting.How.SAMPLE)
        captures = list(
            Capture.objects.filter(Exists(samples)).exclude(Exists(others)).order_by("pk").values_list("pk", flat=True)
        )
        purged = _purge(captures, _articles_of(captures), reason="")
        outlets = Source.objects.filter(is_sample=True, articles__isnull=True)
        _forget_history("source", "sourcealias", of=list(outlets.values_list("pk", flat=True)))
        outlets.delete()
    return purged


def _purge(
    captures: Sequence[int],
    articles: Sequence[int],
    reason: str,
    by: AbstractBaseUser | None = None,
    *,
    kept: Sequence[int] = (),
) -> Purged:
    """Delete `articles` and `captures` for good; captures of `kept` articles lose their bytes only."""
    if reason:
        hashes = Capture.objects.filter(pk__in=captures).values_list("sha256", flat=True)
        Tombstone.objects.bulk_create(
            [
                Tombstone(sha256=sha, reason=storable(reason), purged_by_id=by.pk if by else None)
                for sha in sorted(hashes)
            ],
            ignore_conflicts=True,
        )
    people = set(Mention.objects.filter(article__in=articles, person__isnull=False).values_list("person", flat=True))
    people |= set(Tagging.objects.filter(article__in=articles, person__isnull=False).values_list("person", flat=True))
    lexemes = _lexemes_of(articles)
    _forget_merges(articles)
    regrouped = forget_copies(article_ids=articles)
    _forget_history("story", of=forget_stories(article_ids=articles))
    join_stories(article_ids=(), regrouped=regrouped - set(articles))
    forget_pages(capture_ids=captures)
    _forget_history("article", "tagging", of=articles)
    for model in (SearchEntry, Mention, Tagging, ArticleVersion):
        model._default_manager.filter(article__in=articles).delete()
    Article.objects.filter(pk__in=articles).delete()
    _delete_unmentioned(people)
    forget_lexemes(lexemes=lexemes)
    _empty_captures_of(kept, captures)
    emptied = set(ArticleVersion.objects.filter(capture__in=captures).values_list("capture", flat=True))
    Sighting.objects.filter(capture__in=set(captures) - emptied).delete()
    Capture.objects.filter(pk__in=set(captures) - emptied).delete()
    Capture.objects.filter(pk__in=emptied).update(
        content=b"", removed=[], status=Capture.Status.EMPTIED, reason=storable(reason)
    )
    return Purged(article_ids=tuple(sorted(articles)), capture_ids=tuple(captures), kept_ids=tuple(kept))


def _empty_captures_of(kept: Sequence[int], captures: Sequence[int]) -> None:
    """Take from the kept neighbours what may hold the purged text: older versions, pieces removed, and history."""
    if not kept:
        return
    versions = ArticleVersion.objects.filter(article__in=kept, capture__in=captures)
    newest = {row["article"]: row["pk"] for row in versions.order_by("pk").values("article", "pk")}
    versions.exclude(pk__in=newest.values()).delete()
    versions.update(removed=[])
    _forget_history("article", of=kept)
    CurationRow.objects.filter(article__in=kept).delete()  # what a curator's act had found there before
    index_articles(article_ids=kept)


def _hold(captures: Sequence[int], articles: Sequence[int] = ()) -> None:
    """Lock captures, then their articles, each by their ids: the order in which captures are processed.

    The other way round the two would wait for each other.
    """
    hold_for_takedown(capture_ids=captures)
    wanted = {*articles, *_articles_of(captures)}
    list(Article.objects.filter(pk__in=wanted).select_for_update().order_by("pk").values_list("pk"))


def _lexemes_of(articles: Sequence[int]) -> set[str]:
    """The lexemes of all that the articles ever said."""
    now = Article.objects.filter(pk__in=articles).values_list("title", "text", "authors")
    then = ArticleVersion.objects.filter(article__in=articles).values_list("title", "text")
    authors = [(" ".join(names), "") for _, _, names in now]
    return lexemes_of(texts=[*((title, text) for title, text, _ in now), *then, *authors])


def _captures_of(articles: Iterable[int]) -> list[int]:
    rows = ArticleVersion.objects.filter(article__in=list(articles)).values_list("capture", flat=True)
    return sorted(set(rows))


def _articles_of(captures: Iterable[int]) -> list[int]:
    rows = ArticleVersion.objects.filter(capture__in=list(captures)).values_list("article", flat=True)
    return sorted(set(rows))


def _siblings_problem(captures: Sequence[int], others: Iterable[int]) -> str:
    listed = ", ".join(str(pk) for pk in sorted(others))
    return (
        f"its bytes (capture {', '.join(map(str, captures))}) hold other articles too: {listed}. "
        "Take them down with it, or let them keep their text without the bytes."
    )


def _sharing_text(article_id: int, others: Iterable[int]) -> list[int]:
    """Those of `others` whose text holds a good part of the article's."""
    text = shingles(Article.objects.values_list("text", flat=True).get(pk=article_id))
    rows = Article.objects.filter(pk__in=list(others)).values_list("pk", "text").order_by("pk")
    return [pk for pk, other in rows if containment(text, shingles(other)) >= _SHARED_FROM]


def _forget_history(*models: str, of: Sequence[int]) -> None:
    """Delete what the history and the admin's log keep of these rows; tags' and aliases' by the row they belong to."""
    owner = {"tagging": "article_id", "sourcealias": "source_id"}
    for name in models:
        event: type[pghistory.models.Event] = apps.get_model("articles", f"{name}event")
        event._default_manager.filter(**{f"{owner.get(name, 'pgh_obj_id')}__in": of}).delete()
        if name not in owner:
            content_type = ContentType.objects.get_for_model(apps.get_model("articles", name))
            entries = LogEntry.objects.filter(content_type=content_type, object_id__in=[str(pk) for pk in of])
            entries.update(object_repr="(taken down)", change_message="")


def _forget_merges(articles: Sequence[int]) -> None:
    """Take from what merges keep for their undoing the sentences by which tags of these articles were earned."""
    tags = list(Tagging.objects.filter(article__in=articles).values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(_KEEPING_TAGS, {"articles": list(articles), "tags": tags})
        ids = [pk for (pk,) in cursor.fetchall()]
    for merge in Regrouping.objects.filter(pk__in=ids).select_for_update().order_by("pk"):
        merge.journal = without_tags(merge.journal, articles=set(articles), tags=set(tags))
        merge.save(update_fields=["journal"])


def _delete_unmentioned(people: Iterable[int]) -> None:
    """Delete the people whom only the purged articles named."""
    gone = list(
        Person.objects.filter(pk__in=list(people), mentions__isnull=True, taggings__isnull=True).values_list(
            "pk", flat=True
        )
    )
    merges, known = Regrouping.objects.filter(kind="person"), set(gone)
    while more := set(merges.filter(kept_id__in=known).values_list("other_id", flat=True)) - known:
        known |= more  # who was merged into them
    merges.filter(kept_id__in=known).delete()
    _forget_history("person", of=sorted(known))
    CurationRow.objects.filter(sort="row", subject__in=gone, after__model="person").delete()
    Person.objects.filter(pk__in=gone).delete()
