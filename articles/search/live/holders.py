"""Which entries have a value of a facet, kept as long as it is asked for.

A change of some articles leaves nearly all of it true: only their new places are looked at.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from articles.search.live.growing import Array
from articles.search.live.keeping import Kept
from articles.search.live.snapshot import View


@dataclass(frozen=True, slots=True)
class _Holders:
    """The slots that have a value, of the first `length` slots of a version of the entries."""

    version: int
    length: int
    slots: Array

    @property
    def nbytes(self) -> int:
        """The memory it takes."""
        return int(self.slots.nbytes)


kept_holders: Kept[tuple[str, int], _Holders] = Kept(share=0.2)


def holders(view: View, facet: str, value: int) -> Array:
    """The slots of a view that have a value; not to be written to."""
    kept = kept_holders.get((facet, value)) if view.version is not None else None
    if kept is not None and kept.version == view.version:
        return kept.slots
    entries = view.entries
    slots = _brought_up(view, kept, facet, value)
    if slots is None:
        slots = entries.slots_with(facet, value).astype(np.int32)
    if view.version is not None and (kept is None or kept.version < view.version):
        kept_holders.keep((facet, value), _Holders(view.version, entries.length, slots))
    return slots


def _brought_up(view: View, kept: _Holders | None, facet: str, value: int) -> Array | None:
    """What an earlier version had as it is in the view's; None where what changed in between is not remembered."""
    if kept is None or view.version is None or view.history.between(kept.version, view.version) is None:
        return None
    added = view.entries.slots_with(facet, value, since=kept.length).astype(np.int32)
    slots = np.concatenate((kept.slots, added))
    alive: Array = slots[view.entries.alive[slots]]
    return alive
