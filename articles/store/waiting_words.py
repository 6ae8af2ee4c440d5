"""Words that wait beside the indexes of search, so that those of very many entries are sorted in at once.

An entry that changes in whatever column is written anew, and its two hundred words with it: one by one, as the indexes
take words in mostly (`fastupdate` off, so that no search has a list to look through), that takes ten times as long as
all the rest. Switching an index locks out whoever searches until the transaction ends, so it is switched in
transactions of its own, once before a long job and once after it. A job that was killed leaves the indexes switched:
the next one, or the nightly count, switches them back.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from django.db import DatabaseError, OperationalError, connection, transaction

FEWEST_GATHERED: Final = 500  # entries written in one transaction, from which gathering their words pays
FEWEST_OF_A_JOB: Final = 5_000  # entries, from which it pays to switch the indexes
_INDEXES: Final = ("search_entry_vector", "search_entry_title")
_LOCK: Final = 0x6E61_7777  # shared by all that gather: an advisory lock of PostgreSQL, by a number of our own
_LONGEST_WAIT: Final = "300ms"  # for a switch; whoever begins a search meanwhile waits behind it
_TRIES: Final = 5
_STATE: Final = """
    SELECT coalesce(bool_and(pg_has_role(relowner, 'USAGE')), false),
           coalesce(bool_and(coalesce('fastupdate=on' = ANY(reloptions), false)), false)
    FROM pg_class WHERE oid IN (to_regclass('search_entry_vector'), to_regclass('search_entry_title'))
"""
_SORT_IN: Final = "SELECT gin_clean_pending_list('search_entry_vector'), gin_clean_pending_list('search_entry_title')"

logger = logging.getLogger(__name__)


@contextmanager
def words_may_wait(count: int) -> Iterator[None]:
    """Within, transactions that write many entries gather their words; for a job that writes `count` entries in all.

    Without effect for few entries, within a transaction, and for a role that does not own the indexes.
    """
    if count < FEWEST_OF_A_JOB or connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock_shared(%s)", [_LOCK])
    try:
        _switch(is_on=True)
        yield
    finally:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock_shared(%s)", [_LOCK])
            let_no_words_wait()
        except DatabaseError as error:  # what the job raised, if anything, matters more
            logger.warning("words may wait beside the indexes until tonight: %s", error)


def let_no_words_wait() -> bool:
    """Sort in what waits and have indexes take words in one by one again; False where another job still gathers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        [is_alone] = cursor.fetchone() or [False]
        if not is_alone:
            return False
        try:
            return _switch(is_on=False)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


@contextmanager
def words_gathered(count: int) -> Iterator[None]:
    """One transaction that writes `count` entries, whose words go in sorted and all at once if the indexes let them."""
    with transaction.atomic(), connection.cursor() as cursor:
        gathers = False
        if count >= FEWEST_GATHERED:
            is_ours, is_on = _state(cursor)
            gathers = is_ours and is_on
        if gathers:
            cursor.execute("SET LOCAL gin_pending_list_limit = '256MB'")
        yield
        if gathers:
            cursor.execute(_SORT_IN)
            cursor.execute("SET LOCAL gin_pending_list_limit TO DEFAULT")


def _switch(*, is_on: bool) -> bool:
    """Switch both indexes; False where this role may not, or where others used them all the time."""
    with connection.cursor() as cursor:
        is_ours, was_on = _state(cursor)
        if not is_ours or was_on == is_on:
            return is_ours
        for _ in range(_TRIES):
            try:
                with transaction.atomic():
                    cursor.execute(f"SET LOCAL lock_timeout = '{_LONGEST_WAIT}'")
                    for index in _INDEXES:
                        cursor.execute(f"ALTER INDEX {index} SET (fastupdate = {'on' if is_on else 'off'})")
                break
            except OperationalError as error:
                logger.info("an index of search is in use: %s", error)
        else:
            return False
        if not is_on:
            cursor.execute(_SORT_IN)
        return True


def _state(cursor: Any) -> tuple[bool, bool]:
    """Whether this role owns the indexes, and whether words may wait."""
    cursor.execute(_STATE)
    is_ours, is_on = cursor.fetchone() or (False, False)
    return is_ours, is_on
