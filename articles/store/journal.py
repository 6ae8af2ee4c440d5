"""What an act did to rows, kept so that it can be taken back: rows moved, changed, dropped and made."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final

from django.apps import apps
from django.db.models import ForeignKey, Model, Q

_CHUNK: Final = 5_000  # rows in one statement
Values = dict[str, Any]


class Journal:
    """Does and notes changes of rows; `data` is what to keep, and `taken_back` undoes it.

    A value that was changed again later is left as it is, and a row that is gone stays gone.
    """

    def __init__(self, data: dict[str, Any] | None = None) -> None:
        self.data: dict[str, Any] = data or {"moved": [], "changed": [], "dropped": [], "made": []}

    def move(self, rows: Collection[int], model: type[Model], column: str, *, old: int, new: int) -> None:
        """Let `column` of the rows with these ids point to `new` instead of `old`."""
        if rows:
            self.data["moved"].append([_label(model), column, old, new, sorted(rows)])
            _point(model, column, rows, old=old, new=new)

    def change(self, row: Model, values: Mapping[str, Any]) -> None:
        """Set columns of a row, by their names in the table."""
        changed = {name: [getattr(row, name), value] for name, value in values.items() if getattr(row, name) != value}
        if changed:
            self.data["changed"].append([_label(type(row)), row.pk, changed])
            _set(row, {name: value for name, (_, value) in changed.items()})

    def drop(self, rows: Sequence[Model]) -> None:
        """Delete rows of one model."""
        if rows:
            model = type(rows[0])
            self.data["dropped"].append([_label(model), [values_of(row) for row in rows]])
            model._default_manager.filter(pk__in=[row.pk for row in rows]).delete()

    def make(self, row: Model) -> None:
        """Insert a row."""
        row.save(force_insert=True)
        self.data["made"].append([_label(type(row)), row.pk])

    def take_back(self) -> None:
        """Undo everything noted, the last kind of change first."""
        for label, pk in reversed(self.data["made"]):
            apps.get_model("articles", label)._default_manager.filter(pk=pk).delete()
        for label, column, old, new, ids in self.data["moved"]:
            _point(apps.get_model("articles", label), column, ids, old=new, new=old)
        for label, pk, changed in self.data["changed"]:
            _restore(apps.get_model("articles", label), pk, changed)
        for label, rows in self.data["dropped"]:
            restore_rows(apps.get_model("articles", label), rows)


def without_tags(data: dict[str, Any], *, articles: Collection[int], tags: Collection[int]) -> dict[str, Any]:
    """What a journal keeps, but for the tags with these ids and all dropped ones of these articles."""
    changed = [
        [label, pk, values] for label, pk, values in data.get("changed", ()) if label != "tagging" or pk not in tags
    ]
    dropped = [
        [label, rows if label != "tagging" else [row for row in rows if row["article_id"] not in articles]]
        for label, rows in data.get("dropped", ())
    ]
    return {**data, "changed": changed, "dropped": dropped}


def values_of(row: Model) -> Values:
    """The columns of a row."""
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def restore_rows(model: type[Model], rows: Iterable[Values]) -> None:
    """Insert rows as `values_of` kept them; one whose owner is gone, or that stands in another's way, is left out."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    made = [model(**{name: fields[name].to_python(value) for name, value in row.items()}) for row in rows]
    owners = [field for field in fields.values() if isinstance(field, ForeignKey)]
    for owner in owners:
        wanted = {getattr(row, owner.attname) for row in made} - {None}
        held = set(owner.related_model._default_manager.filter(pk__in=wanted).values_list("pk", flat=True))
        made = [row for row in made if getattr(row, owner.attname) in {None, *held}]
    for row in made:
        times = {field.name: getattr(row, field.name) for field in fields.values() if getattr(field, "auto_now_add", 0)}
        if model._default_manager.bulk_create([row], ignore_conflicts=True) and times:
            model._default_manager.filter(pk=row.pk).update(**times)


def in_chunks(ids: Iterable[int], size: int = _CHUNK) -> Iterator[list[int]]:
    """Ids in order, so many at a time."""
    rest = iter(sorted(set(ids)))
    while chunk := list(islice(rest, size)):
        yield chunk


def _point(model: type[Model], column: str, ids: Iterable[int], *, old: int, new: int) -> None:
    for chunk in in_chunks(ids):
        model._default_manager.filter(Q(pk__in=chunk) & Q(**{column: old})).update(**{column: new})


def _restore(model: type[Model], pk: int, changed: Mapping[str, Sequence[Any]]) -> None:
    row = model._default_manager.filter(pk=pk).first()
    if row is None:
        return
    fields = {field.attname: field for field in model._meta.concrete_fields}
    pairs = {name: tuple(map(fields[name].to_python, pair)) for name, pair in changed.items()}
    _set(row, {name: before for name, (before, after) in pairs.items() if getattr(row, name) == after})


def _set(row: Model, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    if values:
        names = {field.attname: field.name for field in row._meta.concrete_fields}
        row.save(update_fields=[names[name] for name in values])


def _label(model: type[Model]) -> str:
    return str(model._meta.model_name)
