"""Two companies, people, places, topics or sources that are one: everything moves to the one kept, and can move back.

What is merged away leaves the closed list. Its address, the findings of rules that still know it and the lists that
bring it again lead to the one kept, by the table of moved addresses.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import nullcontext
from typing import Final

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Q
from django.utils import timezone

from articles.models import (
    Article,
    Company,
    LearnedTopic,
    MovedAddress,
    Person,
    Place,
    Regrouping,
    SearchEntry,
    Source,
    Tagging,
    Topic,
    TopicRule,
)
from articles.store.history import machine_write, personal_write
from articles.store.journal import Journal, in_chunks, restore_rows, values_of
from articles.store.merged_facts import merge_facts, merge_taggings
from articles.store.search_entries import index_tags
from articles.store.topics import note_rules

Groupable = Company | Person | Place | Topic | Source
MODELS: Final[dict[str, type[Groupable]]] = {
    "company": Company, "person": Person, "place": Place, "topic": Topic, "source": Source,
}  # fmt: skip
_INDEXED_AT_A_TIME: Final = 1_000
# Moved by functions of their own.
_OWN_WAY: Final = frozenset({Tagging, Article, TopicRule, LearnedTopic, Company, Topic})


class RegroupingError(ValueError):
    """A merge, split or undo that cannot be; the message says why, for the person who asked."""


def kind_of(thing: Groupable) -> str:
    """'company', 'person', 'place', 'topic' or 'source'."""
    return str(thing._meta.model_name)


def merge(*, kept: Groupable, gone: Groupable, by: AbstractBaseUser | None) -> Regrouping:
    """Make `gone` part of `kept`: names, mentions, tags, articles and addresses, in one transaction.

    What curators decided on either stays decided; of two opposite words on one article an acceptance counts, since
    the article names what is now one thing. Raises RegroupingError.
    """
    if type(kept) is not type(gone) or kept.pk == gone.pk:
        raise RegroupingError("Choose two different ones of the same sort.")
    with personal_write(by):
        ids = _lock_articles(gone)
        kept, gone = _locked(type(kept), kept.pk, gone.pk)
        ids |= articles_of(gone)
        below = _tagged_below(gone)
        journal = Journal()
        row = values_of(gone)
        merge_facts(kept=kept, gone=gone, journal=journal)
        _move_rows(kept, gone, journal)
        type(gone)._default_manager.get(pk=gone.pk).delete()
        _lead(gone, kept, journal)
        journal.data["row"] = row
        done = Regrouping.objects.create(
            act=Regrouping.Act.MERGE,
            kind=kind_of(kept),
            kept_id=kept.pk,
            kept_name=kept.name,
            other_id=gone.pk,
            other_name=gone.name,
            other_slug=gone.slug,
            articles=len(ids),
            journal=journal.data,
            made_by_id=by.pk if by else None,
        )
        _index(kept, ids | below)
        if isinstance(kept, Topic):
            note_rules(topic_ids=[kept.pk], by=by)
    return done


def undo_merge(*, regrouping: Regrouping, by: AbstractBaseUser | None) -> Groupable:
    """Bring back what was merged away with all that was its own, and return it. Raises RegroupingError.

    What curators decided since on the one kept stays with that one.
    """
    model = MODELS[regrouping.kind]
    with personal_write(by):
        act = Regrouping.objects.select_for_update().get(pk=regrouping.pk)
        if act.undone_at is not None:
            raise RegroupingError("That was undone already.")
        kept = model._default_manager.select_for_update().filter(pk=act.kept_id).first()
        if kept is None:
            raise RegroupingError(f"{act.kept_name} was itself merged since. Undo that first.")
        row = act.journal["row"]
        assert isinstance(row, dict)
        if model._default_manager.filter(Q(slug=act.other_slug) | Q(pk=act.other_id)).exists():
            raise RegroupingError(f"The address {act.other_slug} is another's now.")
        journal = Journal(act.journal)
        ids = _moved_articles(act)
        if "parent_id" in row and not model._default_manager.filter(pk=row["parent_id"]).exists():
            row = {**row, "parent_id": None}
        restore_rows(model, [row])
        if not model._default_manager.filter(pk=act.other_id).exists():
            raise RegroupingError(f"The name {act.other_name} is another's now.")
        # An event of an article would copy its text.
        with machine_write() if model is Source else nullcontext():
            journal.take_back()
        mark_undone(regrouping=act, by=by)
        returned = model._default_manager.get(pk=act.other_id)
        _index(returned, ids | _tagged_below(returned))
        if isinstance(kept, Topic):
            note_rules(topic_ids=[kept.pk, returned.pk], by=by)
    return returned


def mark_undone(*, regrouping: Regrouping, by: AbstractBaseUser | None) -> None:
    """Note that an act was taken back."""
    regrouping.undone_at, regrouping.undone_by_id = timezone.now(), by.pk if by else None
    regrouping.save(update_fields=["undone_at", "undone_by"])


def articles_of(thing: Groupable) -> set[int]:
    """The ids of the articles tagged with it, or of a source's articles."""
    if isinstance(thing, Source):
        return set(Article.objects.filter(source=thing).order_by().values_list("pk", flat=True))
    rows = Tagging.objects.filter(**{f"{kind_of(thing)}_id": thing.pk})
    return set(rows.order_by().values_list("article_id", flat=True))


def _locked(model: type[Groupable], kept_id: int, gone_id: int) -> tuple[Groupable, Groupable]:
    rows = {
        row.pk: row
        for row in model._default_manager.filter(pk__in=(kept_id, gone_id)).order_by("pk").select_for_update()
    }
    if len(rows) < 2:
        raise RegroupingError("One of them was merged or deleted meanwhile.")
    return rows[kept_id], rows[gone_id]


def _lock_articles(gone: Groupable) -> set[int]:
    """Lock the articles first and the names after them, the order in which the pipeline comes to them."""
    ids = articles_of(gone)
    for chunk in in_chunks(ids):
        list(Article.objects.filter(pk__in=chunk).order_by("pk").select_for_update(no_key=True).values_list("pk"))
    return ids


def _move_rows(kept: Groupable, gone: Groupable, journal: Journal) -> None:
    """Everything that points to `gone`, of whatever table, to `kept`."""
    if isinstance(gone, Source):
        with machine_write():  # an event would copy each text
            ids = list(Article.objects.filter(source=gone).order_by().values_list("pk", flat=True))
            journal.move(ids, Article, "source_id", old=gone.pk, new=kept.pk)
    else:
        assert not isinstance(kept, Source)
        merge_taggings(kept=kept, gone=gone, journal=journal)
    if isinstance(gone, Topic):
        journal.drop(list(TopicRule.objects.filter(topic=gone)))
        journal.drop(list(LearnedTopic.objects.filter(topic=gone)))
    for relation in type(gone)._meta.related_objects:
        model = relation.related_model
        assert not isinstance(model, str)
        if (
            model in _OWN_WAY or model._meta.model_name == f"{kind_of(gone)}event"
        ):  # pghistory's events keep what they saw
            continue
        column = relation.field.attname
        ids = list(model._default_manager.filter(**{column: gone.pk}).order_by().values_list("pk", flat=True))
        journal.move(ids, model, column, old=gone.pk, new=kept.pk)


def _lead(gone: Groupable, kept: Groupable, journal: Journal) -> None:
    """Let the address of `gone` lead to `kept`."""
    column = f"{kind_of(gone)}_id"
    journal.drop(list(MovedAddress.objects.filter(slug=gone.slug, **{f"{column}__isnull": False})))
    journal.make(MovedAddress(slug=gone.slug, **{column: kept.pk}))


def _index(thing: Groupable, ids: Iterable[int]) -> None:
    """Bring the search entries of these articles in line."""
    for chunk in in_chunks(ids, _INDEXED_AT_A_TIME):
        if isinstance(thing, Source):
            own = Article.objects.filter(pk__in=chunk, source=thing).order_by().values("pk")
            SearchEntry.objects.filter(pk__in=own).update(source_id=thing.pk)
        else:
            index_tags(article_ids=chunk)


def _tagged_below(thing: Groupable) -> set[int]:
    """The articles tagged with topics below a topic: their entries hold what stands above these."""
    if not isinstance(thing, Topic):
        return set()
    below: set[int] = set()
    level = {thing.pk}
    while level := set(Topic.objects.filter(parent__in=level).values_list("pk", flat=True)) - below - {thing.pk}:
        below |= level
    return set(Tagging.objects.filter(topic__in=below).order_by().values_list("article_id", flat=True))


def _moved_articles(act: Regrouping) -> set[int]:
    """The articles whose tags or source the merge moved or dropped, and those tagged with the one kept since."""
    found: set[int] = set()
    moved: list[list[object]] = act.journal["moved"]  # type: ignore[assignment]  # JSON, as `Journal` writes it
    dropped: list[list[object]] = act.journal["dropped"]  # type: ignore[assignment]  # JSON, as `Journal` writes it
    for label, _, _, _, ids in moved:
        assert isinstance(ids, list)
        if label == "article":
            found |= set(ids)
        elif label == "tagging":
            for chunk in in_chunks(ids):
                tags = Tagging.objects.filter(pk__in=chunk).order_by()
                found |= set(tags.values_list("article_id", flat=True))
    for label, rows in dropped:
        assert isinstance(rows, list)
        if label == "tagging":
            found |= {row["article_id"] for row in rows}
    return found
