"""Which changes of a row the database's triggers write down."""

from __future__ import annotations

from typing import Any

import pghistory


def tracked(*, inserts: bool = False, deletes: bool = True) -> tuple[Any, ...]:
    """Trackers for `pghistory.track`: updates always, keeping the row as it stood before.

    Made afresh for each model, since pghistory binds a tracker to the model it meets first.
    """
    trackers: list[Any] = [pghistory.UpdateEvent(row=pghistory.Old)]
    if inserts:
        trackers.append(pghistory.InsertEvent())
    if deletes:
        trackers.append(pghistory.DeleteEvent())
    return tuple(trackers)
