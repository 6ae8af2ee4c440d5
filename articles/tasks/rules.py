"""The archive's rules, kept between jobs: making them takes longer than many a job."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from articles.pipeline import Rules

_kept: dict[str, tuple[tuple[str, ...], Rules]] = {}
_lock = Lock()


def present_rules() -> Rules:
    """The rules as the archive holds them at this moment, made anew where they have changed since they were made."""
    from articles.pipeline import archive_rules, stored_rules
    from articles.store.rule_tables import rules_state

    with _lock:
        if not _kept:
            archive_rules()  # brings in what newer files say, once for this process
        state = rules_state()  # read first: a change in between makes them anew the next time
        kept = _kept.get("rules")
        if kept is None or kept[0] != state:
            kept = _kept["rules"] = (state, stored_rules())
        return kept[1]
