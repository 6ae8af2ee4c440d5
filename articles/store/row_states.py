"""Rows of vocabularies, feeds and switches as JSON, and putting earlier states of them back.

A state is put back only where the archive still says what the act made it say, and a row that came is removed only
while nothing else has come to depend on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.contrib.auth.models import AbstractBaseUser
from django.db import DatabaseError, IntegrityError, models, transaction

from articles.models import (
    Company,
    CompanyAlias,
    CompanyCandidate,
    Feed,
    LearnedTopic,
    MovedAddress,
    Person,
    Place,
    SiteFurniture,
    Source,
    SourceAlias,
    SynonymGroup,
    Tagging,
    Topic,
    TopicRule,
)
from articles.store.history import personal_write
from articles.store.search_entries import index_tags
from articles.store.snapshots import State, column_value, plain
from articles.store.tags_at_once import CHANGED_SINCE, GONE

TAKEN: Final = "its name or address is taken by now"
IN_USE: Final = "in use by now"
Key = tuple[str, int]  # the name of a model and the number of a row
States = dict[Key, State]

# What goes by the name of a row, and is changed in its form.
_PARTS: Final[Mapping[str, Sequence[tuple[type[models.Model], str]]]] = {
    "company": ((CompanyAlias, "company"), (MovedAddress, "company"), (CompanyCandidate, "company")),
    "person": ((MovedAddress, "person"),),
    "place": ((MovedAddress, "place"),),
    "topic": ((MovedAddress, "topic"),),
    "source": ((SourceAlias, "source"), (MovedAddress, "source")),
}
# What a deletion takes along besides; nobody edits it.
_LOST: Final[Mapping[str, Sequence[tuple[type[models.Model], str]]]] = {
    "topic": ((TopicRule, "topic"), (LearnedTopic, "topic")),
}
_MODELS: Final[Mapping[str, type[models.Model]]] = {
    str(model._meta.model_name): model
    for model in (
        Company,
        CompanyAlias,
        CompanyCandidate,
        Feed,
        LearnedTopic,
        MovedAddress,
        Person,
        Place,
        SiteFurniture,
        Source,
        SourceAlias,
        SynonymGroup,
        Topic,
        TopicRule,
    )
}
# Columns that the archive keeps by itself: no part of what a person changed.
_OWN: Final[Mapping[str, frozenset[str]]] = {
    "topic": frozenset({"rule_version"}),
    "companycandidate": frozenset({"article_count"}),
    "sitefurniture": frozenset({"text", "stories", "last_seen"}),
    "feed": frozenset(
        ("kind", "etag", "last_modified", "last_poll_at", "last_new_at", "last_error", "failures", "next_poll_at")
    ),
}
_TAGGED: Final = ("company", "person", "place", "topic")


@dataclass(frozen=True, slots=True, kw_only=True)
class RowChange:
    """One row before and after, each None where there was none; of a row that stayed only the columns that differ."""

    key: Key
    before: State | None
    after: State | None


def is_kept(model: type[models.Model]) -> bool:
    """Whether rows of this model can be put back."""
    return str(model._meta.model_name) in _MODELS


def states_of(rows: Iterable[models.Model], *, is_going: bool = False) -> States:
    """The rows as they stand, with what goes by their name, and with `is_going` all that a deletion takes along."""
    found: States = {}
    for row in rows:
        name = str(row._meta.model_name)
        present = _MODELS[name]._default_manager.filter(pk=row.pk).first()
        if present is not None:
            found[name, present.pk] = _state(present)
        for model, column in (*_PARTS.get(name, ()), *(_LOST.get(name, ()) if is_going else ())):
            parts = model._default_manager.filter(**{column: row.pk}).order_by("pk")
            found |= {(str(model._meta.model_name), part.pk): _state(part) for part in parts}
    return found


def states_since(before: States, rows: Iterable[models.Model] = ()) -> States:
    """What became of the rows of `before`, and how `rows` stand with what goes by their name."""
    found = states_of(rows)
    for name, pk in before.keys() - found.keys():
        row = _MODELS[name]._default_manager.filter(pk=pk).first()
        if row is not None:
            found[name, pk] = _state(row)
    return found


def differences(before: States, after: States) -> list[RowChange]:
    """What became of rows, in the order of `before`, then of those that came."""
    changes: list[RowChange] = []
    for key in (*before, *(key for key in after if key not in before)):
        old, new = before.get(key), after.get(key)
        if old is not None and new is not None:
            names = [name for name in new if old[name] != new[name] and name not in _OWN.get(key[0], ())]
            old, new = ({name: state[name] for name in names} for state in (old, new))
        if old != new:
            changes.append(RowChange(key=key, before=old, after=new))
    return changes


def put_rows_back(*, changes: Sequence[RowChange], by: AbstractBaseUser | None) -> dict[Key, str]:
    """Let rows be as they were before; returns `{key: why it was left}` for those left alone.

    What went comes back first, what stands below a row after it; what came goes last, and in the reverse order.
    """
    left: dict[Key, str] = {}
    gone = [change for change in changes if change.after is None]
    came = [change for change in changes if change.before is None]
    stayed = [change for change in changes if change.before is not None and change.after is not None]
    with personal_write(by):
        for change in (*gone, *stayed, *reversed(came)):
            reason = _put_back(change)
            if reason:
                left[change.key] = reason
    return left


def remove_made(thing: models.Model) -> str:
    """Delete a row that an act made, and the tags that rules gave by it; why not, where people use it by now."""
    name = str(thing._meta.model_name)
    is_tagged = name in _TAGGED
    tags = Tagging.objects.filter(**{name: thing.pk}) if is_tagged else Tagging.objects.none()
    parts = [model._default_manager.filter(**{column: thing.pk}) for model, column in _PARTS.get(name, ())]
    if tags.filter(how=Tagging.How.CURATOR).exists() or any(part.exists() for part in parts):
        return IN_USE
    article_ids = sorted(set(tags.order_by().values_list("article_id", flat=True)))
    try:
        with transaction.atomic():
            thing.delete()
    except (models.ProtectedError, models.RestrictedError):
        return IN_USE
    index_tags(article_ids=article_ids)
    return ""


def _put_back(change: RowChange) -> str:
    """Put one row back; why it was left, or nothing."""
    name, pk = change.key
    model = _MODELS[name]
    row = model._default_manager.select_for_update(of=("self",), no_key=True).filter(pk=pk).first()
    if change.after is None:
        return CHANGED_SINCE if row is not None else _bring_back(model, change.before or {})
    if row is None:
        return GONE
    now, own = _state(row), _OWN.get(name, ())
    if any(now[column] != value for column, value in change.after.items() if column not in own):
        return CHANGED_SINCE
    if change.before is None:
        return remove_made(row)
    return _write(row, change.before)


def _bring_back(model: type[models.Model], state: State) -> str:
    if _leads_nowhere(model, state):
        return GONE
    row = model(**{name: column_value(model, name, value) for name, value in state.items()})
    stamps = [one.attname for one in model._meta.concrete_fields if getattr(one, "auto_now_add", False)]
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            if stamps:  # which Django sets anew in every row that it adds
                kept = {name: column_value(model, name, state[name]) for name in stamps}
                model._default_manager.filter(pk=row.pk).update(**kept)
    except IntegrityError:
        return TAKEN
    return ""


def _write(row: models.Model, state: State) -> str:
    model = type(row)
    if _leads_nowhere(model, state):
        return GONE
    for name, value in state.items():
        setattr(row, name, column_value(model, name, value))
    names = [one.name for one in model._meta.concrete_fields if one.attname in state]
    try:
        with transaction.atomic():
            row.save(update_fields=names)
    except DatabaseError:
        return TAKEN
    return ""


def _leads_nowhere(model: type[models.Model], state: State) -> bool:
    """Whether a row that this state points to is gone."""
    for field in model._meta.concrete_fields:
        number = state.get(field.attname)
        if number is not None and isinstance(field, models.ForeignKey):
            target: Any = field.related_model
            if not target._default_manager.filter(pk=number).exists():
                return True
    return False


def _state(row: models.Model) -> State:
    return {field.attname: plain(getattr(row, field.attname)) for field in row._meta.concrete_fields}
