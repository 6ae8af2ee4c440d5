"""The articles that PostgreSQL finds for a condition, as slots of a view.

Matches of late are kept: ticking a facet or turning a page asks for the same words again. A match holds for the version
of the entries it was made for, since every change of a row that search reads gives a new one.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import Any

import numpy as np
from django.core.exceptions import EmptyResultSet
from django.db.models import Q
from psycopg import ClientCursor

from articles.models import SearchEntry
from articles.search.live.growing import Array
from articles.search.live.snapshot import View, binary_cursor

MOST_KEPT = 32 * 1024**2  # bytes
_HEADER = 20  # bytes before the elements of an array of one dimension in PostgreSQL's binary format

_Key = tuple[int, str]


class KeptMatches:
    """Matches by version and condition, those used last; what they take is bounded."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._kept: OrderedDict[_Key, Array] = OrderedDict()
        self._size = 0

    def get(self, key: _Key) -> Array | None:
        """The slots of a match, if it is kept."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def keep(self, key: _Key, slots: Array) -> None:
        """Keep a match, and let go of those used longest ago where there are too many."""
        with self._lock:
            if key in self._kept or slots.nbytes > self._most // 4:
                return
            self._kept[key] = slots
            self._size += slots.nbytes
            while self._size > self._most:
                _, gone = self._kept.popitem(last=False)
                self._size -= gone.nbytes

    def clear(self) -> None:
        """Keep nothing."""
        with self._lock:
            self._kept.clear()
            self._size = 0


kept_matches = KeptMatches()


def matched(view: View, condition: Q) -> Array:
    """A mask of the slots whose entries meet a condition on SearchEntry."""
    mask = np.zeros(view.entries.length, np.bool_)
    mask[_matched_slots(view, condition)] = True
    return mask


def _matched_slots(view: View, condition: Q) -> Array:
    try:
        sql, parameters = SearchEntry.objects.filter(condition).order_by().values("article_id").query.sql_with_params()
    except EmptyResultSet:
        return np.zeros(0, np.int32)
    with binary_cursor() as cursor:
        statement = ClientCursor(cursor.connection).mogrify(sql, parameters)
        key = None if view.version is None else (view.version, statement)
        found = kept_matches.get(key) if key else None
        if found is None:
            found = view.entries.slots(_ids(cursor, statement))
            if key:
                kept_matches.keep(key, found)
    return found


def _ids(cursor: Any, statement: str) -> Array:
    """The ids that a statement selects. As one array they come many times as fast as row by row."""
    packed = cursor.execute(f"SELECT array_send(array_agg(article_id)) FROM ({statement}) AS found").fetchone()[0]  # noqa: S608  # Django's statement, its parameters quoted by psycopg
    return np.frombuffer(packed or b"", ">i4", offset=_HEADER if packed else 0)[1::2].astype(np.int32)
