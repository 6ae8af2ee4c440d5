"""Articles as lists show them, with their sources, read by SQL of our own.

For twenty rows Django takes longer to write a statement and to make a source for each row than PostgreSQL to answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, models
from django.db.models.base import ModelState

from articles.models import Article, Source

_SOURCE = ("id", "name", "slug", "is_sample")


class Listed:
    """Some columns of articles and of their sources: what to select, and the articles that rows of it are.

    `columns` goes into a statement that names the article `a` and its source, joined from the left, `s`.
    """

    def __init__(self, *names: str) -> None:
        self._names = _in_order(Article, ("id", "source_id", *names))
        self._source_names = _in_order(Source, _SOURCE)
        self.columns = ", ".join(
            [*(f"a.{name}" for name in self._names), *(f"s.{name}" for name in self._source_names)]
        )
        self.width = len(self._names) + len(self._source_names)
        self._source_place = len(self._names)

    def articles(self, rows: Sequence[Sequence[Any]]) -> list[Article]:
        """The articles of rows that begin with the columns; articles of one source share it."""
        sources: dict[int, Source] = {}
        found = []
        for row in rows:
            article = _made(Article, self._names, row[: self._source_place])
            source_id = article.source_id
            if source_id is not None:
                if source_id not in sources:
                    values = row[self._source_place : self.width]
                    sources[source_id] = _made(Source, self._source_names, values)
                article._state.fields_cache["source"] = sources[source_id]
            found.append(article)
        return found


_Made = TypeVar("_Made", bound=models.Model)


def _made(model: type[_Made], names: tuple[str, ...], values: Sequence[Any]) -> _Made:
    """An instance of a row, the columns that are not there deferred.

    As `from_db` makes it, but that looks at every field of the model, for the rows of a page longer than reading them.
    """
    instance = model.__new__(model)
    instance._state = ModelState()
    instance._state.adding, instance._state.db = False, DEFAULT_DB_ALIAS
    instance.__dict__.update(zip(names, values, strict=True))
    return instance


@cache
def _in_order(model: type[models.Model], names: tuple[str, ...]) -> tuple[str, ...]:
    """Names of columns in the order of the model, in which its rows are taken apart."""
    return tuple(field.attname for field in model._meta.concrete_fields if field.attname in names)
