"""What counts as the database's own fault."""

from __future__ import annotations

import psycopg
import pytest
from django.db import InterfaceError, OperationalError
from psycopg import errors

from articles.store.outages import is_outage


def raised_from(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    "error",
    [
        InterfaceError("connection already closed"),
        OperationalError("PostgreSQL does not start"),
        raised_from(OperationalError("no start"), RuntimeError("PostgreSQL does not start")),
        raised_from(OperationalError("lost"), psycopg.OperationalError("server closed the connection unexpectedly")),
        raised_from(OperationalError("full"), errors.DiskFull()),
        raised_from(OperationalError("crash"), errors.CrashShutdown()),
        raised_from(OperationalError("locked"), errors.LockNotAvailable()),
        raised_from(RuntimeError("not queued"), raised_from(OperationalError("stop"), errors.AdminShutdown())),
    ],
)
def test_a_database_that_is_gone_full_or_locked_is_an_outage(error):
    assert is_outage(error)


@pytest.mark.parametrize(
    "error",
    [
        KeyError("colour"),
        OSError("no such file"),
        raised_from(OperationalError("deadlock"), errors.DeadlockDetected()),
        raised_from(OperationalError("too long"), errors.QueryCanceled()),
        raised_from(OperationalError("too large"), errors.ProgramLimitExceeded()),
        raised_from(OperationalError("too much"), errors.ConfigurationLimitExceeded()),
    ],
)
def test_what_the_work_itself_is_refused_for_is_none(error):
    assert not is_outage(error)
