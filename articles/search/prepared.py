"""Reads that nearly every page makes: their plans are kept by the connection, since planning outlasts carrying out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.backends.utils import CursorWrapper
from psycopg.pq import Format

_Cursor: Any = ServerBindingCursor  # psycopg's, without types of its own
# psycopg's own reading of moments: Django's is in Python and takes twenty times as long, for the zone that connections
# have anyway.
_MOMENTS: Any = psycopg.adapters.get_loader(psycopg.adapters.types["timestamptz"].oid, Format.TEXT)
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
    plain = _Cursor(raw)
    plain.adapters.register_loader("timestamptz", _MOMENTS)
    with own._prepare_cursor(plain) as cursor:
        yield cursor


def keep_plans(raw: Any) -> None:
    """Have a connection of psycopg keep the plans of statements whose parameters travel beside them."""
    raw.prepare_threshold = _RUNS_BEFORE if settings.PREPARED_STATEMENTS else None


def array_literal(ids: Iterable[int]) -> str:
    """Numbers as PostgreSQL writes an array."""
    return "{" + ",".join(map(str, ids)) + "}"
