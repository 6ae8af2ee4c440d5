"""The articles that PostgreSQL finds for a condition, as slots of a view.

Matches of late are kept: ticking a facet or turning a page asks for the same words again, and common words are asked
for again and again. A match holds for the version of the entries that it was made for. For a later version only the
articles that changed in between are asked about anew, since whether a row meets a condition depends on nothing but
that row, and every change of a row that search reads stands in the log.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.core.exceptions import EmptyResultSet
from django.db.models import Q
from psycopg import ClientCursor

from articles.models import SearchEntry
from articles.search.live.entries import Entries
from articles.search.live.growing import Array
from articles.search.live.keeping import Kept
from articles.search.live.selection import Few
from articles.search.live.sequences import marked_articles
from articles.search.live.snapshot import View, binary_cursor
from articles.search.matching import TitleMatches, VectorMatches
from articles.search.prepared import array_literal

_HEADER = 20  # bytes before the elements of an array of one dimension in PostgreSQL's binary format
_TABLE = SearchEntry._meta.db_table
_BY_CONDITION = {
    VectorMatches: f"SELECT article_id FROM {_TABLE} WHERE vector @@ %s::tsquery",  # noqa: S608  # our own table
    TitleMatches: f"SELECT article_id FROM {_TABLE} WHERE ts_filter(vector, '{{a}}') @@ %s::tsquery",  # noqa: S608
}


@dataclass(frozen=True, slots=True)
class _Match:
    """The slots that a condition met in one version of the entries, ascending; as bits where that takes less room."""

    version: int
    length: int
    slots: Array
    is_packed: bool

    @property
    def nbytes(self) -> int:
        """The memory it takes."""
        return int(self.slots.nbytes)

    def mask(self, length: int) -> Array:
        """A mask of so many slots."""
        mask = np.zeros(length, np.bool_)
        if self.is_packed:
            mask[: self.length] = np.unpackbits(self.slots, count=self.length).view(np.bool_)
        else:
            mask[self.slots] = True
        return mask


kept_matches: Kept[str, _Match] = Kept(share=0.5)


def matched(view: View, condition: Q, *, otherwise: Callable[[], Array] | None = None) -> Array:
    """A mask of the slots whose entries meet a condition on SearchEntry, which belongs to the caller.

    `otherwise` finds the ids of the articles that meet it in another way, as they were when places were gathered: those
    marked since are asked about, and all where they are too many.
    """
    return _match(view, condition, otherwise).mask(view.entries.length)


def found_for(view: View, condition: Q) -> Array | Few:
    """As `matched`, by slots where they are few."""
    match = _match(view, condition, None)
    return match.mask(view.entries.length) if match.is_packed else Few(match.slots)


def _match(view: View, condition: Q, otherwise: Callable[[], Array] | None) -> _Match:
    with binary_cursor() as cursor:
        statement = _statement(condition, cursor)
        if statement is None:
            return _Match(0, view.entries.length, np.zeros(0, np.int32), is_packed=False)
        kept = kept_matches.get(statement) if view.version is not None else None
        if kept is not None and kept.version == view.version:
            return kept
        match = _made(view, kept, statement, cursor, otherwise)
    if view.version is not None and (kept is None or kept.version < view.version):
        kept_matches.keep(statement, match)
    return match


def _made(
    view: View, kept: _Match | None, statement: str, cursor: Any, otherwise: Callable[[], Array] | None
) -> _Match:
    entries, version = view.entries, view.version or 0
    mask = _brought_up(view, kept, statement, cursor)
    if mask is None and otherwise is not None:
        mask = _found_otherwise(entries, otherwise, statement, cursor)
    if mask is not None:
        return _packed(mask, version)
    slots = entries.slots(ids_of(cursor, statement))
    if slots.nbytes * 8 < entries.length:
        return _Match(version, entries.length, np.sort(slots), is_packed=False)
    mask = np.zeros(entries.length, np.bool_)
    mask[slots] = True
    return _packed(mask, version)


def ids_of(cursor: Any, statement: str) -> Array:
    """The ids that a statement selects as `article_id`, in its order.

    As one array they come many times as fast as row by row. The cursor reads binary.
    """
    in_one = f"SELECT array_send(array_agg(article_id)) FROM ({statement}) AS found"  # noqa: S608  # of our own, its parameters quoted by psycopg
    packed = cursor.execute(in_one, prepare=False).fetchone()[0]
    return np.frombuffer(packed or b"", ">i4", offset=_HEADER if packed else 0)[1::2].astype(np.int32)


def _brought_up(view: View, kept: _Match | None, statement: str, cursor: Any) -> Array | None:
    """A match of an earlier version as it is in the view's; None where that cannot be told from what is remembered."""
    if kept is None or view.version is None:
        return None
    changed = view.history.between(kept.version, view.version)
    if changed is None:
        return None
    entries: Entries = view.entries
    mask = kept.mask(entries.length)
    mask &= entries.alive
    mask[entries.slots(_among(changed, statement, cursor))] = True
    return mask


def _found_otherwise(entries: Entries, otherwise: Callable[[], Array], statement: str, cursor: Any) -> Array | None:
    """The slots of what is found in another way; None where too much was written since places were gathered."""
    marked = marked_articles()
    if marked is None:
        return None
    mask = np.zeros(entries.length, np.bool_)
    mask[entries.slots(otherwise())] = True
    mask[entries.slots(marked)] = False
    mask[entries.slots(_among(marked, statement, cursor))] = True
    return mask


def _among(ids: Array, statement: str, cursor: Any) -> Array:
    """Those of some articles that a statement finds."""
    if not len(ids):
        return ids
    these = array_literal(ids.tolist())
    return ids_of(
        cursor,
        f"SELECT article_id FROM ({statement}) AS all_found WHERE article_id = ANY('{these}'::integer[])",  # noqa: S608  # numbers of ours
    )


def _packed(mask: Array, version: int) -> _Match:
    slots = np.flatnonzero(mask).astype(np.int32)
    if slots.nbytes * 8 < len(mask):
        return _Match(version, len(mask), slots, is_packed=False)
    return _Match(version, len(mask), np.packbits(mask), is_packed=True)


def _statement(condition: Q, cursor: Any) -> str | None:
    """The statement that selects what meets a condition; None where nothing can.

    Words alone, the most frequent case, need none of the work with which Django makes one.
    """
    only: Any = condition
    while isinstance(only, Q) and not only.negated and len(only.children) == 1:
        only = only.children[0]
    sql = _BY_CONDITION.get(type(only))
    if sql is not None:
        return ClientCursor(cursor.connection).mogrify(sql, [only.literal])
    try:
        sql, parameters = SearchEntry.objects.filter(condition).order_by().values("article_id").query.sql_with_params()
    except EmptyResultSet:
        return None
    return ClientCursor(cursor.connection).mogrify(sql, parameters)
