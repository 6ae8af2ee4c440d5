"""What searches read, read into memory when a process starts, as far as PostgreSQL takes the machine's memory to reach.

Else the first search for each word waits for the disk, once for every page of an index, of the vectors that are ranked
and of the articles that are shown: half a second for a common word in a million articles. PostgreSQL's extension
pg_prewarm does it (https://www.postgresql.org/docs/current/pgprewarm.html); a server without it is left as it is.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Final

from django.conf import settings
from django.db import DatabaseError, connection

_AT_ONCE: Final = 8_192  # blocks; between two such pieces a process can end
_LOCK: Final = 0x6E61_7761  # one process at a time: an advisory lock of PostgreSQL, by a number of our own
_OWN_SHARE: Final = 0.75  # of PostgreSQL's own memory; the rest is left to what else is read
_HAS_EXTENSION: Final = "SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_prewarm')"
_MEMORY: Final = """
    SELECT pg_size_bytes(current_setting('shared_buffers')) / current_setting('block_size')::integer,
           pg_size_bytes(current_setting('effective_cache_size')) / current_setting('block_size')::integer
"""
# In the order in which searches need them: tables, and of each its indexes, its rows and the long values beside them.
# The index of long values comes with the other indexes, since each value is found by three of its pages.
_READ: Final = """
    SELECT found.relation::oid, pg_relation_size(found.relation) / current_setting('block_size')::integer
    FROM (VALUES
        (1, 'articles_searchentry', true, true, false), (2, 'articles_wordpositions', true, true, true),
        (3, 'articles_lexeme', true, true, false), (4, 'articles_searchentry', false, false, true),
        (5, 'articles_article', true, true, true), (6, 'articles_tagging', true, true, false)
    ) AS part (place, name, with_indexes, with_rows, with_long_values)
    JOIN pg_class AS of ON of.oid = to_regclass(part.name)
    CROSS JOIN LATERAL (
        SELECT 1, indexrelid::regclass FROM pg_index
        WHERE indrelid IN (of.oid, of.reltoastrelid) AND part.with_indexes
        UNION ALL SELECT 2, of.oid::regclass WHERE part.with_rows
        UNION ALL SELECT 3, of.reltoastrelid::regclass WHERE part.with_long_values AND of.reltoastrelid <> 0
    ) AS found (place, relation)
    ORDER BY part.place, found.place, pg_relation_size(found.relation)
"""
# A lock for no longer than the statement, which a pooler of connections cannot lose: one process goes on, others end.
_WARM: Final = """
    SELECT CASE WHEN pg_try_advisory_xact_lock(%s) THEN pg_prewarm(%s::oid::regclass, %s, 'main', %s, %s) END
"""

logger = logging.getLogger(__name__)


def warm() -> int:
    """Have PostgreSQL read what searches read; returns how many blocks it read.

    What comes first goes into most of PostgreSQL's own memory, the rest into the system's, until both together hold
    what `effective_cache_size` says. Nothing is read where another process is at it, where the extension is missing and
    where the setting WARM is off. What goes away meanwhile ends it.
    """
    if not settings.WARM:
        return 0
    read = 0
    with connection.cursor() as cursor, suppress(DatabaseError):
        cursor.execute(_HAS_EXTENSION)
        if not cursor.fetchone()[0]:
            logger.info("search: PostgreSQL has no pg_prewarm; the first search for a word waits for the disk")
            return 0
        cursor.execute(_MEMORY)
        own, together = cursor.fetchone()
        cursor.execute(_READ)
        for relation, first, last in _pieces(cursor.fetchall(), most=together):
            how = "buffer" if read + last - first < own * _OWN_SHARE else "read"
            cursor.execute(_WARM, [_LOCK, relation, how, first, last])
            if cursor.fetchone()[0] is None:
                break
            read += last - first + 1
    logger.info("search: %d blocks read ahead", read)
    return read


def _pieces(relations: Sequence[tuple[int, int]], *, most: int) -> Iterator[tuple[int, int, int]]:
    """(relation, first block, last block) of relations with so many blocks each, but those that `most` has no room for.

    `most` is how many blocks there is room for.
    """
    for relation, blocks in relations:
        if blocks > most:
            continue
        most -= blocks
        for first in range(0, blocks, _AT_ONCE):
            yield relation, first, min(first + _AT_ONCE, blocks) - 1
