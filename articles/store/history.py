"""Whose writes the history keeps: people's, with their name, and not the machine's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import pghistory
import pgtrigger
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from pghistory.trigger import Event
from pgtrigger import registry


@contextmanager
def machine_write() -> Iterator[None]:
    """One transaction whose changes stay out of the history: what rules made, rules can make again."""
    # The transaction is the inner one, so that it has ended, well or badly, before the triggers are put back.
    with pgtrigger.ignore(*_history_triggers()), transaction.atomic():
        yield


@contextmanager
def personal_write(by: AbstractBaseUser | None) -> Iterator[None]:
    """One transaction whose changes the history keeps under the name of `by`."""
    known = {} if by is None else {"user": by.pk}
    with pghistory.context(**known), transaction.atomic():
        yield


@cache
def _history_triggers() -> tuple[str, ...]:
    """Addresses of every trigger that writes history, as 'app.Model:name'; other triggers keep firing."""
    return tuple(
        f"{model._meta.label}:{trigger.name}"
        for model, trigger in registry.registered()
        if isinstance(trigger, Event) and model._meta.app_label == "articles"
    )
