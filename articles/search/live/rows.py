"""Search entries as numbers, read in pieces that PostgreSQL packs and numpy takes apart.

One value of `bytea` holds a column of tens of thousands of rows, which is many times as fast as a row at a time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from psycopg import Cursor

from articles.search.live.growing import Array

Lists = tuple[Array, Array]  # how many values each row has; the values one after another
LISTS = {"company": "company_ids", "topic": "topic_ids", "person": "person_ids", "place": "place_ids"}
NEVER = np.iinfo(np.int64).min  # the moment of an undated article
PIECE = 50_000  # rows read at a time
MONTHS = 13  # numbers a year takes: 0 for the year alone, then its months

_NUMBERS = """
    string_agg(int4send(article_id), ''),
    string_agg(timestamptz_send(coalesce(published_at, '-infinity')), ''),
    string_agg(int4send(coalesce(source_id, 0)), ''),
    string_agg(int4send(coalesce(year * 13 + coalesce(month, 0), 0)), ''),
    string_agg(boolsend(day IS NOT NULL), ''),
    string_agg(boolsend(is_canonical), ''),
    array_agg(kind), array_agg(language)
"""
_ARRAYS = ", ".join(
    f"string_agg(int4send(cardinality({column})), ''), string_agg(array_send({column}), '')"
    for column in LISTS.values()
)
_PACKED = f"SELECT {_NUMBERS}, {_ARRAYS} FROM"
_COLUMNS = ", ".join(
    ("article_id", "published_at", "source_id", "year", "month", "day", "is_canonical", "kind", "language",
     *LISTS.values())
)  # fmt: skip
_NEXT_PIECE = f"""{_PACKED} (
    SELECT {_COLUMNS} FROM articles_searchentry WHERE article_id > %s ORDER BY article_id LIMIT {PIECE}
) AS piece"""  # noqa: S608  # constants of this module
_THESE = f"{_PACKED} articles_searchentry WHERE article_id = ANY(%s::int4[])"


@dataclass(frozen=True, slots=True)
class Rows:
    """Search entries. `moments` are microseconds since 2000, NEVER for the undated; `months` MONTHS * year + month."""

    ids: Array
    moments: Array
    sources: Array
    months: Array
    knows_day: Array
    is_canonical: Array
    kinds: Sequence[str]
    languages: Sequence[str]
    lists: dict[str, Lists]

    def __len__(self) -> int:
        return len(self.ids)


def all_rows(cursor: Cursor) -> Iterator[Rows]:
    """Every search entry that the cursor's transaction sees, by id, a piece at a time; the cursor reads binary."""
    last = np.iinfo(np.int32).min
    while True:
        rows = _unpacked(cursor.execute(_NEXT_PIECE, [int(last)]))
        if len(rows):
            yield rows
            last = rows.ids[-1]
        if len(rows) < PIECE:
            return


def rows_of(cursor: Cursor, ids: Sequence[int]) -> Rows:
    """The search entries there are among `ids`; the cursor reads binary."""
    return _unpacked(cursor.execute(_THESE, [list(ids)]))


def _unpacked(cursor: Cursor) -> Rows:
    found = cursor.fetchone()
    assert found is not None
    ids, moments, sources, months, days, canonical, kinds, languages, *lists = found
    return Rows(
        ids=_integers(ids),
        moments=np.frombuffer(moments or b"", ">i8").astype(np.int64),
        sources=_integers(sources),
        months=_integers(months),
        knows_day=np.frombuffer(days or b"", np.bool_),
        is_canonical=np.frombuffer(canonical or b"", np.bool_),
        kinds=kinds or (),
        languages=languages or (),
        lists={
            name: _list(_integers(lists[2 * place]), lists[2 * place + 1] or b"") for place, name in enumerate(LISTS)
        },
    )


def _integers(packed: bytes | None) -> Array:
    return np.frombuffer(packed or b"", ">i4").astype(np.int32)


def _list(lengths: Array, packed: bytes) -> Lists:
    """The values of arrays in PostgreSQL's binary format, all of one dimension and without nulls.

    In words of 4 bytes: an empty array is 3, any other 5 and then the length and the value of each element.
    """
    sizes = np.where(lengths == 0, 3, 5 + 2 * lengths)
    starts = np.cumsum(sizes) - sizes
    within = np.arange(int(lengths.sum())) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    words = np.frombuffer(packed, ">i4")
    return lengths, words[np.repeat(starts, lengths) + 6 + 2 * within].astype(np.int32)
