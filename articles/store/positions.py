"""Where common words stand, kept for phrases; see `articles.index.positions` and migration 0034_word_positions.

What is written here is of one moment; articles written since are marked by a trigger and asked about one by one. So it
is brought up to date every night, and after a batch that left many marks.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

import numpy as np
from django.db import connection, transaction
from psycopg import Cursor
from psycopg.pq import Format

from articles.index.positions import PART, Gatherer, Places, joined, packed, unpacked
from articles.models import Lexeme
from articles.query.words import CAPITAL, EXACT

FEWEST_HOLDERS: Final = 1_000  # articles; of a rarer word, reading the vectors is quick enough
MANY_MARKED: Final = 5_000  # articles; asking about these in each phrase takes some thirty milliseconds
_MOST_MERGED: Final = 0.3  # of all articles; where more are marked, beginning anew is quicker
_MOST_MISSING: Final = 0.1  # of the words, that became common since
_AT_ONCE: Final = 2_000  # vectors, some 10 MB
_LOCK: Final = 0x6E61_7077  # one writer at a time: an advisory lock of PostgreSQL, by a number of our own
_MARKS: Final = "SELECT coalesce(array_agg(id), '{}'), bool_or(article_ids IS NULL) FROM articles_positionmark"
_MARKED: Final = "SELECT DISTINCT unnest(article_ids) FROM articles_positionmark WHERE id = ANY(%s) ORDER BY 1"
_UNMARK: Final = "DELETE FROM articles_positionmark WHERE id = ANY(%s)"
_VECTORS: Final = "SELECT article_id, vector FROM articles_searchentry WHERE article_id BETWEEN %s AND %s"
_THESE: Final = "SELECT article_id, vector FROM articles_searchentry WHERE article_id = ANY(%s)"
_HELD: Final = "SELECT lexeme, held FROM articles_wordpositions WHERE part = %s"
_KEEP: Final = "COPY articles_wordpositions (lexeme, part, held) FROM STDIN (FORMAT BINARY)"

logger = logging.getLogger(__name__)


def refresh_positions(*, rebuild: bool = False, if_many: bool = False) -> int:
    """Bring up to date where common words stand, or with `rebuild` gather it anew; returns how many articles were read.

    With `if_many` only where many articles are marked. An archive without common words keeps nothing.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        cursor.execute(_MARKS)
        [marks, is_unknown] = cursor.fetchone() or [[], None]
        cursor.execute(_MARKED, [marks])
        marked = [pk for (pk,) in cursor.fetchall()]
        if if_many and not is_unknown and len(marked) < MANY_MARKED:
            return 0
        words, held, articles = _common_words(), _words_held(cursor), Lexeme.objects.frequencies(()).articles
        is_whole = (
            rebuild
            or bool(is_unknown)
            or len(set(words) - set(held)) > _MOST_MISSING * len(words)
            or len(marked) > _MOST_MERGED * articles
        )
        if is_whole:
            cursor.execute("DELETE FROM articles_wordpositions")
            read = _gather_all(words) if words else 0
        else:
            read = _merge(held, marked) if held else 0
        cursor.execute(_UNMARK, [marks])
    if read:
        logger.info("positions of %s words gathered from %s articles", len(words if is_whole else held), read)
    return read


def forget_positions() -> None:
    """Keep nothing of an archive that has no articles."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM articles_wordpositions")


def clear_marks() -> None:
    """Take all marks away: for a transaction that wrote the positions of all articles there are."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM articles_positionmark")


class PlacesKept:
    """Places of articles in the order of their ids, written part by part; of none of their words anything is kept."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = words
        self._pieces: list[Places] = []
        self._part = 0

    def add(self, places: Places) -> None:
        """Take the places of articles behind those before."""
        if not len(places.articles):
            return
        for part in range(int(places.articles.min()) // PART, int(places.articles.max()) // PART + 1):
            if part > self._part:
                self.finish()
                self._part = part
            self._pieces.append(places.only(places.articles // PART == part))

    def finish(self) -> None:
        """Write what is not written yet."""
        if self._pieces:
            keep_positions(words=self._words, part=self._part, places=joined(self._pieces))
            self._pieces = []


def keep_positions(*, words: Sequence[str], part: int, places: Places) -> None:
    """Write what stands in one part, of which nothing is kept; `words` by their numbers."""
    with _binary_cursor() as cursor, cursor.copy(_KEEP) as copy:
        copy.set_types(["text", "int4", "bytea"])
        for number, held in packed(places):
            copy.write_row((words[number], part, held))


def _common_words() -> list[str]:
    common = Lexeme.objects.filter(articles__gte=FEWEST_HOLDERS).values_list("lexeme", flat=True)
    return sorted(lexeme for lexeme in common if lexeme.startswith((EXACT, CAPITAL)))


def _words_held(cursor: Any) -> list[str]:
    cursor.execute("SELECT DISTINCT lexeme FROM articles_wordpositions ORDER BY 1")
    return [lexeme for (lexeme,) in cursor.fetchall()]


def _gather_all(words: Sequence[str]) -> int:
    """Read every vector, part by part; returns how many articles there were."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(article_id), 0) FROM articles_searchentry")
        [last] = cursor.fetchone() or [0]
    gatherer, read = Gatherer(words), 0
    for part in range(int(last) // PART + 1):
        pieces = []
        for first in range(part * PART, (part + 1) * PART, _AT_ONCE):
            found = _vectors(_VECTORS, [first, min(first + _AT_ONCE, (part + 1) * PART) - 1])
            read += _add(gatherer, found)
            pieces.append(gatherer.taken())
        keep_positions(words=words, part=part, places=joined(pieces))
    return read


def _merge(words: Sequence[str], marked: Sequence[int]) -> int:
    """Replace what is kept of the marked articles; returns how many there are."""
    gatherer = Gatherer(words)
    ids = np.array(marked, np.int32)
    for part in np.unique(ids // PART).tolist():
        gone = ids[ids // PART == part]
        _add(gatherer, _vectors(_THESE, [gone.tolist()]))
        pieces = [gatherer.taken()]
        with _binary_cursor() as cursor:
            for lexeme, held in cursor.execute(_HELD, [part]).fetchall():
                before = unpacked(held, word=gatherer.numbers[lexeme], part=part)
                pieces.append(before.only(~np.isin(before.articles, gone)))
            cursor.execute("DELETE FROM articles_wordpositions WHERE part = %s", [part])
        keep_positions(words=words, part=part, places=joined(pieces))
    return len(marked)


def _add(gatherer: Gatherer, vectors: Iterable[tuple[int, bytes]]) -> int:
    count = 0
    for article, vector in vectors:
        gatherer.add_vector(article, vector)
        count += 1
    return count


def _vectors(statement: str, parameters: Sequence[Any]) -> Iterator[tuple[int, bytes]]:
    with _binary_cursor() as cursor:
        yield from cursor.execute(statement, parameters)


def _binary_cursor() -> Cursor:
    """A cursor on Django's connection that reads PostgreSQL's binary format, which has vectors as bytes."""
    connection.ensure_connection()
    raw: Any = connection.connection
    cursor: Cursor = Cursor(raw)
    cursor.format = Format.BINARY
    return cursor
