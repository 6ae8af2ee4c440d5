"""Ids by the hundred, sent as one array.

Django writes a placeholder for every id of `filter(pk__in=ids)`: checked, quoted and parsed one by one, three hundred
of them cost a millisecond in this process alone, and a batch of an ingest asks some eighty times. As one array they
are a string to Django and a constant to PostgreSQL, which makes the same array of the placeholders anyway. A few are
written as ever: of one id, PostgreSQL makes an equality, by which an index gives rows in its order.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.fields.related_lookups import RelatedIn
from django.db.models.lookups import In
from django.db.models.sql.compiler import SQLCompiler

_FEW: Final = 10
_MOST: Final = 2**31  # from which a number is no id, and Django's own lookup tells what is wrong


class _IdsInArray(In):
    def get_prep_lookup(self) -> Any:
        """The ids as they are, where they are nothing else."""
        if isinstance(self.rhs, Collection) and _are_ids(self.rhs):
            return list(self.rhs)
        return super().get_prep_lookup()

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Any:
        """`column = ANY (array)` for many ids."""
        if not isinstance(self.rhs, list) or not _are_ids(self.rhs):
            return super().as_sql(compiler, connection)
        column, params = self.process_lhs(compiler, connection)
        kind = "bigint" if self.lhs.output_field.db_type(connection) == "bigint" else "integer"
        return f"{column} = ANY (%s::{kind}[])", (*params, f"{{{','.join(map(str, dict.fromkeys(self.rhs)))}}}")


class _RelatedIdsInArray(_IdsInArray, RelatedIn):
    pass


def _are_ids(values: Collection[Any]) -> bool:
    return len(values) >= _FEW and set(map(type, values)) == {int} and min(values) >= -_MOST and max(values) < _MOST


def register() -> None:
    """Let `in` on numbers, keys and references be these; called once, when the models are made."""
    models.IntegerField.register_lookup(_IdsInArray)
    models.ForeignKey.register_lookup(_RelatedIdsInArray)
