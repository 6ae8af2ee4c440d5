"""Whose writes the history keeps: people's, with their name, and not the machine's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Final

import pghistory
from django.contrib.auth.models import AbstractBaseUser
from django.db import connection, transaction
from pghistory.trigger import Event
from pgtrigger import registry

_SET_IGNORED: Final = "SELECT set_config('pgtrigger.ignore', %s, true)"


@contextmanager
def machine_write() -> Iterator[None]:
    """One transaction whose changes stay out of the history: what rules made, rules can make again.

    It sets what `pgtrigger.ignore` sets, but once a transaction rather than with every statement, which would cost a
    third of the time of an ingest. A transaction or savepoint that is rolled back takes the setting back with it.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('pgtrigger.ignore', true)")
        before = cursor.fetchone()[0] or "{}"
        cursor.execute(_SET_IGNORED, [_history_triggers()])
        yield
        cursor.execute(_SET_IGNORED, [before])


@contextmanager
def personal_write(by: AbstractBaseUser | None) -> Iterator[None]:
    """One transaction whose changes the history keeps under the name of `by`."""
    known = {} if by is None else {"user": by.pk}
    with pghistory.context(**known), transaction.atomic():
        yield


@cache
def _history_triggers() -> str:
    """Every trigger that writes history, as a PostgreSQL array; other triggers keep firing."""
    names = (
        trigger.get_pgid(model)
        for model, trigger in registry.registered()
        if isinstance(trigger, Event) and model._meta.app_label == "articles"
    )
    return f"{{{','.join(sorted(names))}}}"
