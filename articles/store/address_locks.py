"""Keeping two writers from the pages of one address at the same moment."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from typing import Any, Final

from django.db import connection

from articles.capture.files import BATCH_CAPTURES

_ADDRESS_LOCK: Final = 0x6E61_6164  # advisory locks of PostgreSQL, by numbers of our own
_PLACE_LOCK: Final = 0x6E61_706C
_ADDRESS_LOCKS: Final = 65_536
_FEW: Final = 16  # locks, as many as any statement may need for tables and indexes
_LOCK_IN_ORDER: Final = "SELECT pg_advisory_xact_lock(%s, number) FROM unnest(%s::int[]) AS number"
_WAIT_FOR_PLACE: Final = "SELECT pg_advisory_xact_lock(%s, 1 + pg_backend_pid() %% %s)"
# The places there are, and the first free one, taken. PostgreSQL's table of locks has room for some thousands (6,400 as
# it comes), and where it is full, whoever asks for anything gets an error. So batches may fill a half of it together.
_TAKE_PLACE: Final = """
    SELECT places, (
        SELECT place FROM generate_series(1, places) AS place WHERE pg_try_advisory_xact_lock(%s, place) LIMIT 1
    )
    FROM (
        SELECT greatest(1, current_setting('max_locks_per_transaction')::int * (
            current_setting('max_connections')::int + current_setting('max_prepared_transactions')::int
        ) / 2 / %s) AS places
    ) AS room
"""


def lock_addresses(keys: Iterable[str]) -> None:
    """Keep other writers from the pages at these addresses until the transaction ends.

    Two captures of one page that come in at the same moment would not see each other, and become two articles. A lock
    stands for one address in 65,536: of 4,096 two workers with a hundred pages each nearly always met at one, and one
    waited until the other was done. Of many addresses, so that their locks have room, only so many batches at a time.
    """
    wanted = sorted({zlib.crc32(key.encode()) % _ADDRESS_LOCKS for key in keys if key})
    if wanted:
        with connection.cursor() as cursor:
            if len(wanted) > _FEW:
                _take_place(cursor)
            cursor.execute(_LOCK_IN_ORDER, [_ADDRESS_LOCK, wanted])


def _take_place(cursor: Any) -> None:
    """Become one of the batches that may hold many locks, until the transaction ends."""
    cursor.execute(_TAKE_PLACE, [_PLACE_LOCK, BATCH_CAPTURES])
    places, taken = cursor.fetchone()
    if taken is None:
        cursor.execute(_WAIT_FOR_PLACE, [_PLACE_LOCK, places])
