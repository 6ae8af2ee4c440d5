"""Many rows by one statement, sent as whole columns.

Where a table has an array among its columns, Django sends a placeholder for every value of every row: taking such a
statement apart, value by value, took as long as all that PostgreSQL has to do with it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models

if TYPE_CHECKING:
    Field = models.Field[Any, Any]

_AT_ONCE: Final = 5_000  # rows of a statement
_LENGTH: Final = re.compile(r"\(\d{1,9}\)")  # a cast to varchar(10) would cut what the column refuses
# Kinds of fields whose values PostgreSQL reads as Python writes them; all others are sent as text.
_PLAIN: Final = (models.IntegerField, models.FloatField, models.BooleanField, models.ForeignKey)


def insert_rows(objects: Sequence[models.Model], *, replaced: Sequence[str] = ()) -> None:
    """Insert unsaved objects of one model and give them their keys; only arrays, JSON and plain values are known.

    With `replaced`, a row whose primary key is there already takes these fields from the new one.
    """
    for start in range(0, len(objects), _AT_ONCE):
        _insert(objects[start : start + _AT_ONCE], replaced)


def _insert(objects: Sequence[models.Model], replaced: Sequence[str]) -> None:
    model = type(objects[0])
    fields = _fields(model)
    with connection.cursor() as cursor:
        cursor.execute(_statement(model, tuple(replaced)), [_column(field, objects) for field in fields])
        if len(fields) < len(model._meta.concrete_fields):
            for one, (key,) in zip(objects, cursor.fetchall(), strict=True):
                one.pk = key
    for one in objects:
        one._state.adding = False
        one._state.db = connection.alias


def as_array(values: Iterable[str | None]) -> str:
    """Text as PostgreSQL writes an array of it."""
    return f"{{{','.join('NULL' if one is None else _quoted(one) for one in values)}}}"


def as_plain_array(values: Iterable[object]) -> str:
    """Numbers and truth values as PostgreSQL writes an array of them; None as NULL."""
    return f"{{{','.join('NULL' if one is None else str(one) for one in values)}}}"


def _quoted(text: str) -> str:
    if "\\" in text:
        text = text.replace("\\", "\\\\")
    if '"' in text:
        text = text.replace('"', '\\"')
    return f'"{text}"'


@cache
def _fields(model: type[models.Model]) -> tuple[Field, ...]:
    """The columns that are sent: all but a key that the database gives."""
    return tuple(field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField))


@cache
def _statement(model: type[models.Model], replaced: tuple[str, ...]) -> str:
    """An INSERT from unnested columns; where the database gives the keys, it returns them in the order of the rows."""
    fields = _fields(model)
    quote = connection.ops.quote_name
    names = [quote(str(field.column)) for field in fields]
    sent = ", ".join(f"%s::{_sent_as(field)}[]" for field in fields)
    values = ", ".join(f"new.{name}::{_type(field)}" for name, field in zip(names, fields, strict=True))
    key = quote(str(model._meta.pk.column))
    statement = (
        f"INSERT INTO {quote(model._meta.db_table)} ({', '.join(names)}) "  # noqa: S608  # names of our own models
        f"SELECT {values} FROM unnest({sent}) AS new ({', '.join(names)})"
    )
    if replaced:
        columns = [quote(str(field.column)) for field in fields if field.name in replaced or field.attname in replaced]
        assigned = ", ".join(f"{column} = excluded.{column}" for column in columns)
        statement += f" ON CONFLICT ({key}) DO UPDATE SET {assigned}"
    return statement if len(fields) == len(model._meta.concrete_fields) else f"{statement} RETURNING {key}"


def _type(field: Field) -> str:
    return _LENGTH.sub("", field.db_type(connection) or "text")


def _sent_as(field: Field) -> str:
    return _type(field) if isinstance(field, _PLAIN) else "text"


def _column(field: Field, objects: Sequence[models.Model]) -> str:
    """The values of a column as PostgreSQL writes an array."""
    if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        values: list[Any] = [field.pre_save(one, add=True) for one in objects]
    else:
        name = field.attname
        values = [getattr(one, name) for one in objects]
    if isinstance(field, _PLAIN):
        return as_plain_array(values)
    render = _renderer(field)
    return as_array(None if value is None else render(value) for value in values)


@cache
def _renderer(field: Field) -> Callable[[Any], str]:
    """What writes a value of a field as text that PostgreSQL reads."""
    if isinstance(field, ArrayField):
        return as_plain_array if isinstance(field.base_field, _PLAIN) else as_array
    return json.dumps if isinstance(field, models.JSONField) else str
