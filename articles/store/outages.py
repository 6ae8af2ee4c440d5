"""Whether what went wrong is the database's fault: it is gone, starts anew, or has no room."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import psycopg
from django.db import InterfaceError, OperationalError

# SQLSTATE, PostgreSQL's appendix A: connection exceptions, too few resources, operator intervention, system errors.
_CLASSES: Final = ("08", "53", "57", "58")
_LOCK_WAS_HELD: Final = "55P03"
# Told of a connection, these are the statement's own fault: it took too long, or more than it is allowed.
_OWN_FAULTS: Final = ("57014", "53400")


def is_outage(error: BaseException) -> bool:
    """Whether an error, or what it was raised from, came of a database that is away, full or locked.

    The same work may succeed later, and nothing is learned of it from the failure. A deadlock is none, nor what a
    statement itself is refused for: its size, the time it takes.
    """
    return any(_is_outage(one) for one in _causes(error))


def _is_outage(error: BaseException) -> bool:
    if isinstance(error, InterfaceError | psycopg.InterfaceError):
        return True
    if isinstance(error, OperationalError):  # Django's: without a cause that has a code, no server was reached
        return not isinstance(error.__cause__, psycopg.Error)
    if not isinstance(error, psycopg.OperationalError):
        return False
    state = error.sqlstate
    return state is None or state == _LOCK_WAS_HELD or (state[:2] in _CLASSES and state not in _OWN_FAULTS)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__
