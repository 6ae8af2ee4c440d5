"""Reads that nearly every page makes: their plans are kept by the connection, since planning outlasts carrying out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.backends.utils import CursorWrapper

_Cursor: Any = ServerBindingCursor  # psycopg's, without types of its own
_RUNS_BEFORE = 1  # what is asked for once is not worth keeping a plan for


@contextmanager
def prepared_cursor() -> Iterator[CursorWrapper]:
    """A cursor whose statements the server plans once for a connection; parameters travel beside them.

    Give lists as `array_literal` writes them, with a cast: a list's own type would follow its numbers.
    """
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    raw: Any = connection.connection
    keep_plans(raw)
    own: Any = connection  # as Django makes its cursors, but that those put parameters into the text
    with own._prepare_cursor(_Cursor(raw)) as cursor:
        yield cursor


def keep_plans(raw: Any) -> None:
    """Have a connection of psycopg keep the plans of statements whose parameters travel beside them."""
    raw.prepare_threshold = _RUNS_BEFORE if settings.PREPARED_STATEMENTS else None


def array_literal(ids: Iterable[int]) -> str:
    """Numbers as PostgreSQL writes an array."""
    return "{" + ",".join(map(str, ids)) + "}"
