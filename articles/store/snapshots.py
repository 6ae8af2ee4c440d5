"""What a curator's act changed, kept so that it can be put back: an article's fields, and one tag of it.

A state is plain JSON. It is put back only where the archive still says what the act made it say; what someone else
changed since is left alone, and the reason given.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.utils import timezone

from articles.models import Article, Source, Tagging
from articles.store.articles import CURATED_COLUMNS
from articles.store.edits import bring_in_line, drop_stale_mentions
from articles.store.history import personal_write
from articles.store.search_entries import index_tags
from articles.store.taggings import Thing
from articles.store.tags_at_once import CHANGED_SINCE, GONE

_DECIDED: Final = ("decision", "how", "doubt", "decided_by_id", "decided_at")
State = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """One article before and after an act."""

    article_id: int
    before: State | None
    after: State | None


def fields_state(article: Article, fields: Iterable[str]) -> State:
    """The columns of the named fields (see CURATED_COLUMNS), and which of the fields are a curator's."""
    names = sorted(set(fields))
    columns = {column: plain(getattr(article, column)) for name in names for column in CURATED_COLUMNS[name]}
    return {"columns": columns, "curated": {name: name in article.curated_fields for name in names}}


def put_fields_back(*, snapshots: Sequence[Snapshot], by: AbstractBaseUser | None) -> dict[int, str]:
    """Give articles the fields they had before; returns `{article id: why it was left}` for those left alone.

    Where a title or text came back, entities are to be looked for anew.
    """
    left: dict[int, str] = {}
    with personal_write(by):
        wanted = {one.article_id: one for one in snapshots}
        rows = Article.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk")
        articles = {article.pk: article for article in rows}
        sources = sources_there(one.before for one in snapshots if one.before is not None)
        touched: list[int] = []
        changed: set[str] = set()
        for pk, snapshot in sorted(wanted.items()):
            assert snapshot.before is not None
            assert snapshot.after is not None
            article = articles.get(pk)
            if article is None:
                left[pk] = GONE
            elif fields_state(article, snapshot.after["curated"]) != snapshot.after:
                left[pk] = CHANGED_SINCE
            elif snapshot.before["columns"].get("source_id") not in sources:
                left[pk] = GONE
            else:
                write_fields(article, snapshot.before)
                touched.append(pk)
                changed |= snapshot.before["columns"].keys()
        bring_in_line(article_ids=touched, changed=changed)
    return left


def sources_there(states: Iterable[Mapping[str, Any]]) -> set[int | None]:
    """The sources that states of articles name and that nobody merged or deleted since; None, no source, with them."""
    named = {state["columns"].get("source_id") for state in states} - {None}
    return {None, *Source.objects.filter(pk__in=named).values_list("pk", flat=True)}


def tag_states(*, article_ids: Collection[int], thing: Thing) -> dict[int, State]:
    """`{article id: what is decided of the tag}` for the articles that have a row for `thing`, whatever it says."""
    rows = Tagging.objects.filter(article_id__in=article_ids, **{_column(thing): thing.pk})
    return {row.article_id: _tag_state(row) for row in rows}


def decide_thing(
    *, article_ids: Collection[int], thing: Thing, decision: str, by: AbstractBaseUser | None
) -> list[Snapshot]:
    """A curator's word on one tag of many articles; returns what it changed.

    To accept gives the tag to those that have none, and makes that of a rule the curator's. To reject takes it from
    those that have it or may get it; one that has no row for it is left alone.
    """
    column = _column(thing)
    with personal_write(by):
        _lock(article_ids)
        rows = {
            row.article_id: row
            for row in Tagging.objects.select_for_update(no_key=True)
            .filter(article_id__in=article_ids, **{column: thing.pk})
            .order_by("pk")
        }
        before = {pk: _tag_state(row) for pk, row in rows.items()}
        decided: State = {"decision": decision, "how": Tagging.How.CURATOR, "doubt": None}
        decided |= {"decided_by_id": by.pk if by else None, "decided_at": timezone.now()}
        changed = [row for row in rows.values() if (row.decision, row.how) != (decision, Tagging.How.CURATOR)]
        for row in changed:
            _set(row, decided)
        present = set(Article.objects.filter(pk__in=article_ids).values_list("pk", flat=True))
        new = [
            Tagging(article_id=pk, **{column: thing.pk}, **decided)
            for pk in sorted(present - rows.keys())
            if decision == Tagging.Decision.ACCEPTED
        ]
        Tagging.objects.bulk_update(changed, _DECIDED, batch_size=500)
        Tagging.objects.bulk_create(new, batch_size=500)
        index_tags(article_ids=[row.article_id for row in (*changed, *new)])
    return [
        Snapshot(article_id=row.article_id, before=before.get(row.article_id), after=_tag_state(row))
        for row in sorted((*changed, *new), key=lambda row: row.article_id)
    ]


def write_fields(article: Article, state: Mapping[str, Any]) -> None:
    """Give an article the columns and the ownership of a state."""
    for column, value in state["columns"].items():
        setattr(article, column, column_value(Article, column, value))
    kept = [name for name in article.curated_fields if state["curated"].get(name, True)]
    article.curated_fields = kept + [name for name, is_own in state["curated"].items() if is_own and name not in kept]
    columns = [column.removesuffix("_id") for column in state["columns"]]
    article.save(update_fields=[*columns, "curated_fields", "updated_at"])
    if state["columns"].keys() & {"title", "text"}:
        drop_stale_mentions(article)


def _lock(article_ids: Iterable[int]) -> None:
    """Articles before their tags, the order in which the pipeline locks them too."""
    rows = Article.objects.filter(pk__in=list(article_ids)).order_by("pk").only("pk")
    list(rows.select_for_update(no_key=True))


def _tag_state(tagging: Tagging) -> State:
    return {name: plain(getattr(tagging, name)) for name in _DECIDED}


def _set(row: models.Model, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)


def _column(thing: Thing) -> str:
    return f"{thing._meta.model_name}_id"


def plain(value: Any) -> Any:
    """A column's value as JSON has it; a moment to the microsecond."""
    if isinstance(value, datetime):
        return value.astimezone(timezone.get_default_timezone()).isoformat()
    return str(value) if isinstance(value, models.TextChoices) else value


def column_value(model: type[models.Model], column: str, value: Any) -> Any:
    """A column's value from JSON."""
    field = next(one for one in model._meta.concrete_fields if one.attname == column)
    return value if value is None or isinstance(field, models.ForeignKey) else field.to_python(value)
