"""The rules that a process keeps, so that they are not made anew for every page, job and correction."""

from __future__ import annotations

import logging
from dataclasses import replace
from threading import Lock, Timer
from typing import TYPE_CHECKING, Final

from django.db import DatabaseError, connection

if TYPE_CHECKING:
    from articles.pipeline import Rules
    from articles.store.rule_tables import RulesState

logger = logging.getLogger(__name__)

# The stages are imported within functions: every web server imports this module, and most of them never process.
_kept: dict[str, tuple[RulesState, Rules]] = {}
_making, _warming = Lock(), Lock()
_AFTER: Final = 1.0  # seconds: the page of who is to want them comes first, which takes ten times as long beside it


def present_rules() -> Rules:
    """The rules as the archive holds them at this moment, made anew where they have changed since they were made.

    A new publisher, which nearly every large job brings, changes the publishers alone: the names of companies, places
    and topics take a hundred times as long to make.
    """
    from articles.pipeline import stored_rules
    from articles.store.rule_tables import rules_state
    from articles.store.sources import source_book

    if not _kept:  # what newer files say is brought in, once for this process
        _bring_files_in()
    with _making:  # in which nobody waits for a row that others have locked
        state = rules_state()  # read first: a change in between makes them anew the next time
        kept = _kept.get("rules")
        if kept is None or kept[0].names != state.names:
            kept = _kept["rules"] = (state, stored_rules())
        elif kept[0].publishers != state.publishers:
            kept = _kept["rules"] = (state, replace(kept[1], sources=source_book()))
        return kept[1]


def warm_rules() -> None:
    """Begin to make the rules, if need be, for a person who is about to want them; nobody waits for it.

    Made only when a form is sent, they have whoever sends it wait for some two seconds.
    """
    if _warming.acquire(blocking=False):
        _in_background()


def _in_background() -> None:
    timer = Timer(_AFTER, _warm)
    timer.daemon = True
    timer.start()


def _warm() -> None:
    try:
        present_rules()
    except DatabaseError as error:
        logger.warning("rules were not made beforehand: %s", error)
    finally:
        connection.close()
        _warming.release()


def _bring_files_in() -> None:
    from articles.pipeline import bring_files_in

    bring_files_in()
