"""The archive's rules, kept between jobs: making them takes longer than many a job."""

from __future__ import annotations

from dataclasses import replace
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from articles.pipeline import Rules
    from articles.store.rule_tables import RulesState

_kept: dict[str, tuple[RulesState, Rules]] = {}
_lock = Lock()


def present_rules() -> Rules:
    """The rules as the archive holds them at this moment, made anew where they have changed since they were made.

    A new publisher, which nearly every large job brings, changes the publishers alone: the names of companies, places
    and topics take a hundred times as long to make.
    """
    from articles.pipeline import archive_rules, stored_rules
    from articles.store.rule_tables import rules_state
    from articles.store.sources import source_book

    with _lock:
        state = rules_state()  # read first: a change in between makes them anew the next time
        kept = _kept.get("rules")
        if kept is None:  # what newer files say is brought in, once for this process
            kept = _kept["rules"] = (state, archive_rules())
        elif kept[0].names != state.names:
            kept = _kept["rules"] = (state, stored_rules())
        elif kept[0].publishers != state.publishers:
            kept = _kept["rules"] = (state, replace(kept[1], sources=source_book()))
        return kept[1]
