"""One snapshot of the database for the whole of a request, and the entries in memory as that snapshot has them."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from itertools import count
from typing import Any

import numpy as np
from django.db import DatabaseError, connection, transaction
from psycopg import Cursor
from psycopg.pq import Format

from articles.search.live.changes import Changes, Position, changes_since, position_now
from articles.search.live.entries import Entries, changed, loaded
from articles.search.live.keeping import History
from articles.search.live.rows import all_rows, rows_of
from articles.search.prepared import keep_plans

_MOST_CHANGED = 100_000  # articles; reading all again is quicker than more
_MOST_DEAD = 100_000  # slots beside as many as there are entries
# Bitmaps of a common word in a million articles pass PostgreSQL's 4 MB, and what does not fit has every row of a page
# looked at again, word by word. Nor does it know what reading every vector costs, and does so for a word in most.
# And of a statement that it has prepared it keeps no plan where one for these very ids seems cheaper, and plans anew
# each time, for longer than the twenty rows take.
_SETTINGS = """
    SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY;
    SET LOCAL work_mem = '32MB'; SET LOCAL enable_seqscan = off; SET LOCAL jit = off;
    SET LOCAL plan_cache_mode = force_generic_plan
"""
_versions = count(1)  # of all readers, so that none takes another's for its own
_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class View:
    """The entries of one snapshot. Views of one `version` have the same entries; None where nobody else sees them.

    `history` tells what changed from one version to a later one, whose slots go on from those of the earlier.
    """

    entries: Entries
    version: int | None
    history: History


@dataclass(frozen=True, slots=True)
class _Known:
    view: View
    position: Position


class Reader:
    """The entries that a process holds, brought up to each request's snapshot.

    The lock is held while a request takes its snapshot and brings the entries up to it. So snapshots follow one
    another, and what is held never is newer than a snapshot that has yet to be served; a request goes on with its own
    view, which later changes leave as it is.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: _Known | None = None
        self._history = History()
        os.register_at_fork(after_in_child=self._renew_lock)

    def _renew_lock(self) -> None:
        """A child of a fork may have got the lock held by a thread that it does not have."""
        self._lock = threading.Lock()

    def view(self, cursor: Cursor) -> View:
        """The entries as the cursor's transaction sees them; its first statement may be this one."""
        with self._lock:
            changes = changes_since(cursor, self._known.position) if self._known else None
            if changes is None or changes.article_ids is None or self._is_worn(changes):
                known = self._read_all(cursor, changes.position if changes else position_now(cursor))
            elif changes.article_ids:
                known = self._read_changes(cursor, changes)
            else:
                assert self._known is not None
                known = _Known(self._known.view, changes.position)
            if not known.position.is_own:
                self._known = known
            return known.view

    def forget(self) -> None:
        """Let go of what is held."""
        with self._lock:
            self._known = None

    def _is_worn(self, changes: Changes) -> bool:
        assert self._known is not None
        assert changes.article_ids is not None
        entries = self._known.view.entries
        dead = entries.length - int(entries.alive.sum()) if changes.article_ids else 0
        return len(changes.article_ids) > _MOST_CHANGED or dead > _MOST_DEAD + entries.length // 2

    def _read_all(self, cursor: Cursor, position: Position) -> _Known:
        entries = loaded(all_rows(cursor))
        _logger.info("search: read %d entries, %d bytes in memory", entries.length, entries.nbytes)
        return self._versioned(entries, position)

    def _read_changes(self, cursor: Cursor, changes: Changes) -> _Known:
        assert self._known is not None
        ids = sorted(changes.article_ids or ())
        entries = changed(self._known.view.entries, ids=ids, rows=rows_of(cursor, ids))
        known = self._versioned(entries, changes.position)
        if known.view.version is not None:
            self._history.add(known.view.version, np.asarray(ids, np.int32))
        return known

    def _versioned(self, entries: Entries, position: Position) -> _Known:
        return _Known(View(entries, None if position.is_own else next(_versions), self._history), position)


reader = Reader()
_view: ContextVar[View | None] = ContextVar("view", default=None)


@contextmanager
def one_snapshot() -> Iterator[View]:
    """Everything read within is of one snapshot, the view's; blocks within blocks share the outermost one's.

    Within a transaction that has begun already it is that transaction's isolation that holds.
    """
    view = _view.get()
    if view is not None:
        yield view
        return
    with _repeatable_reads():
        with binary_cursor() as cursor:
            view = reader.view(cursor)
        token = _view.set(view)
        try:
            yield view
        finally:
            _view.reset(token)


def read_ahead(and_then: Callable[[], object] | None = None) -> threading.Thread:
    """Read the entries in a thread of its own, so that the first request of a process need not; returns the thread.

    `and_then` is called in the thread when they are read.
    """

    def read() -> None:
        try:
            with one_snapshot():
                pass
            if and_then:
                and_then()
        except DatabaseError:
            _logger.warning("search: the entries could not be read ahead; the first search reads them", exc_info=True)
        finally:
            connection.close()

    thread = threading.Thread(target=read, name="search-read-ahead", daemon=True)
    thread.start()
    return thread


@contextmanager
def binary_cursor() -> Iterator[Cursor]:
    """A cursor on Django's connection that reads PostgreSQL's binary format, which saves taking text apart."""
    connection.ensure_connection()
    raw: Any = connection.connection
    keep_plans(raw)
    with connection.wrap_database_errors, Cursor(raw) as cursor:  # Django's own cursors read text only
        cursor.format = Format.BINARY
        yield cursor


@contextmanager
def _repeatable_reads() -> Iterator[None]:
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_SETTINGS)
        yield
