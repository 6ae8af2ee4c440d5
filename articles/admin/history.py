"""What the database wrote down of a row's changes, made readable: who, when, before, after."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db.models import Model

from articles.prose.diff import Change as Diff
from articles.prose.diff import Span, diff_texts

EVENTS_AT_MOST: Final = 200
VALUE_LENGTH: Final = 300  # characters of a value shown
LABELS: Final = {"insert": "added", "update": "changed", "delete": "removed"}
_WORDY: Final = 60  # characters, from which a change is told word by word
_COMPARED: Final = 50_000  # characters of each text
_KEPT_ENDS: Final = 120  # characters of a stretch that stayed, at either end
UNSHOWN: Final = frozenset({"id", "updated_at", "created_at"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    """One kind of event: rows of `<model>Event` whose `column` is the object's id."""

    model: str
    column: str = "pgh_obj_id"
    restorable: tuple[str, ...] = ()  # columns whose earlier value can be had back


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """One column before and after; of longer texts `spans` tell the way from one to the other, word by word.

    `restores` names the field that can be had back as it was before.
    """

    name: str
    before: str
    after: str
    spans: tuple[Span, ...] = ()
    restores: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One event: what was done to which row, when and by whom."""

    at: datetime
    by: str
    what: str
    row: str
    fields: tuple[FieldChange, ...]
    event: int = 0


def changes_along(trails: Sequence[Trail], object_id: str) -> list[Change]:
    """The newest changes along all trails, newest first, at most EVENTS_AT_MOST of each.

    Updates keep the row as it stood before, so what it became is read from the next event of the same row, or from
    the row itself. Changes made by the rules are not written down and show in the next person's change.
    """
    if not object_id.isascii() or not object_id.isdecimal():
        return []
    found = [(trail, event) for trail in trails for event in _events(trail, int(object_id))]
    names = _names(event for _, event in found)
    changes = [
        change
        for trail in trails
        for change in _described(trail, [event for one, event in found if one is trail], names)
    ]
    return sorted(changes, key=lambda change: change.at)[::-1]  # of one moment, the later event first


def _events(trail: Trail, object_id: int) -> list[Any]:
    """The newest events of a trail, oldest first."""
    events: Any = apps.get_model("articles", f"{trail.model}Event")
    related = [field.name for field in _columns(events) if field.is_relation]
    rows = events.objects.filter(**{trail.column: object_id}).select_related("pgh_context", *related)
    return list(rows.order_by("-pgh_id")[:EVENTS_AT_MOST])[::-1]


def _described(trail: Trail, events: Sequence[Any], names: dict[int, str]) -> Iterator[Change]:
    """Changes of one trail's events, each compared with the next state of its row."""
    following: dict[int, list[Any]] = defaultdict(list)
    for event in events:
        following[event.pgh_obj_id].append(event)
    model: Any = apps.get_model("articles", trail.model)
    related = [field.name for field in _columns(type(events[0])) if field.is_relation] if events else []
    present = model._default_manager.select_related(*related).in_bulk([key for key in following if key is not None])
    for event in events:
        own = following[event.pgh_obj_id]
        later = own[own.index(event) + 1 :]
        is_change = event.pgh_label.startswith("update")
        after = (later[0] if later else present.get(event.pgh_obj_id)) if is_change else None
        yield Change(
            at=event.pgh_created_at,
            by=_actor(event, names),
            what=LABELS.get(event.pgh_label.split("_")[0], event.pgh_label),
            row=f"{model._meta.verbose_name} {_row_name(event)}",
            fields=tuple(_compared(event, after, trail.restorable)) if after is not None else (),
            event=event.pgh_id,
        )


def _compared(before: Any, after: Model, restorable: Sequence[str]) -> Iterator[FieldChange]:
    for field in _columns(type(before)):
        old, new = getattr(before, field.attname), getattr(after, field.attname)
        if field.name not in UNSHOWN and old != new:
            yield FieldChange(
                name=field.name.replace("_", " "),
                before=_shown(getattr(before, field.name)),
                after=_shown(getattr(after, field.name)),
                spans=_spans(old, new),
                restores=field.name if field.name in restorable else "",
            )


def _spans(old: Any, new: Any) -> tuple[Span, ...]:
    """What changed of a text word by word, long stretches that stayed cut to their ends."""
    if not isinstance(old, str) or not isinstance(new, str) or not old or not new or max(len(old), len(new)) < _WORDY:
        return ()
    spans = diff_texts(old[:_COMPARED], new[:_COMPARED])
    return tuple(Span(span.change, _ends_of(span.text)) if span.change == Diff.SAME else span for span in spans)


def _ends_of(text: str) -> str:
    return text if len(text) <= 2 * _KEPT_ENDS else f"{text[:_KEPT_ENDS]} […] {text[-_KEPT_ENDS:]}"


def _columns(events: Any) -> list[Any]:
    """The columns that an event model copies from its row."""
    return [field for field in events._meta.concrete_fields if not field.name.startswith("pgh_")]


def _row_name(event: Any) -> str:
    """The row's name where it has one, else what it points to."""
    for name in ("title", "name", "text", "topic", "company", "person", "place"):
        value = getattr(event, name, None)
        if value:
            return f"‘{_shown(value, limit=80)}’"
    return str(event.pgh_obj_id)


def _shown(value: Any, *, limit: int = VALUE_LENGTH) -> str:
    if isinstance(value, list):
        value = ", ".join(str(one.get("text", one)) if isinstance(one, dict) else str(one) for one in value)
    text = "" if value is None else str(value)
    return text if len(text) <= limit else text[:limit] + "…"


def _names(events: Iterable[Any]) -> dict[int, str]:
    """User names by id, in one query."""
    ids = {user for event in events if (user := _user_id(event)) is not None}
    return (
        {pk: user.get_username() for pk, user in get_user_model()._default_manager.in_bulk(ids).items()} if ids else {}
    )


def _user_id(event: Any) -> int | None:
    metadata = event.pgh_context.metadata if event.pgh_context else {}
    user = metadata.get("user")
    return user if isinstance(user, int) else None


def _actor(event: Any, names: dict[int, str]) -> str:
    user = _user_id(event)
    return "" if user is None else names.get(user, f"account {user}, since deleted")
