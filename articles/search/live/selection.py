"""Some of the entries of a view: how many, which values of facets they have, and their order by date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from hashlib import blake2b

import numpy as np

from articles.search.live.entries import Entries
from articles.search.live.growing import Array
from articles.search.live.order import sorted_slots, those_in
from articles.search.live.rows import MONTHS, NEVER

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_DAY = 86_400_000_000  # microseconds
_FEW = 4_000  # entries, which are sooner sorted than looked for among all in order
FIRST_DAY = _EPOCH.date().toordinal()


@dataclass(frozen=True, slots=True)
class Few:
    """Some entries by their slots, ascending: where they are few, a mask of all would take longer."""

    slots: Array


class Selection:
    """The entries whose slots are True in `mask`. With `is_canonical`, none of them is folded under another."""

    def __init__(self, entries: Entries, mask: Array | None, is_canonical: bool, *, slots: Array | None = None) -> None:
        """Of mask and slots either is enough; the other is made where it is asked for."""
        self.entries, self.is_canonical = entries, is_canonical
        if mask is not None:
            self.mask = mask
        if slots is not None:
            self.slots = slots

    @cached_property
    def mask(self) -> Array:
        """For each slot whether it is one of them."""
        return mask_of(self.entries, Few(self.slots))

    @cached_property
    def count(self) -> int:
        """How many there are."""
        return len(self.slots) if "slots" in vars(self) else int(np.count_nonzero(self.mask))

    @cached_property
    def slots(self) -> Array:
        """Their slots, ascending."""
        return np.flatnonzero(self.mask)

    @cached_property
    def fingerprint(self) -> bytes:
        """The same for selections of the same entries of the same version, and for no others."""
        is_few = self.count * 32 < self.entries.length  # slots take less room than a bit for each
        told = blake2b(digest_size=16, salt=bytes([self.is_canonical, is_few]))
        told.update(self.entries.stamp.to_bytes(8, "big"))
        if is_few:
            told.update(self.slots.astype(np.int32).tobytes())
        elif self.mask is not self._whole.mask:
            told.update(np.packbits(self.mask).tobytes())
        return told.digest()

    def numbers(self, facet: str) -> Array:
        """How many have each value of a facet, the value's number being the index."""
        totals = self.entries.totals[facet, self.is_canonical]
        whole = self._whole
        if self.count == whole.count:
            return totals
        if self.count * 2 <= whole.count:
            return self.entries.counts_in(facet, self.slots)
        others = self.entries.counts_in(facet, self._others)
        found: Array = totals.copy()
        found[: len(others)] -= others
        return found

    def pairs(self, facet: str) -> tuple[Array, Array]:
        """The slots and the values of a list of ids, one pair for each value that an entry has."""
        ends = self.entries.list_ends[facet].first(self.entries.length + 1)
        lengths = ends[self.slots + 1].astype(np.int64) - ends[self.slots]
        return np.repeat(self.slots, lengths), self.entries.values_of(facet, self.slots)

    def only(self, found: Array | Few) -> Selection:
        """Those that are in the mask, or among the few, too."""
        if isinstance(found, Few):
            slots = those_in(self.mask, found.slots).astype(np.intp)
        elif "mask" not in vars(self):
            slots = those_in(found, self.slots)
        else:
            return Selection(self.entries, self.mask & found, self.is_canonical)
        return Selection(self.entries, None, self.is_canonical, slots=slots)

    def without(self, slots: Array) -> Selection:
        """Those whose slots are none of these."""
        mask = self.mask.copy()
        mask[slots] = False
        return Selection(self.entries, mask, self.is_canonical)

    def ids(self, slots: Array) -> list[int]:
        """The article ids of slots."""
        found: list[int] = self.entries.ids.first(self.entries.length)[slots].tolist()
        return found

    @property
    def every_id(self) -> Array:
        """All article ids, ascending."""
        return np.sort(self.entries.ids.first(self.entries.length)[self.slots])

    def behind(self, moment: datetime | None, article_id: int) -> Selection:
        """Those that come after an article in the order by date, the newest first and the undated last."""
        length = self.entries.length
        moments, ids = self.entries.moments.first(length), self.entries.ids.first(length)
        at = NEVER if moment is None else microseconds(moment)
        return self.only((moments < at) | ((moments == at) & (ids < article_id)))

    def moment(self, slot: int) -> datetime | None:
        """When an entry was published; None of an undated one."""
        found = int(self.entries.moments.first(self.entries.length)[slot])
        return None if found == NEVER else _EPOCH + timedelta(microseconds=found)

    @property
    def last_day(self) -> date | None:
        """The day of the last that is known to the month or better."""
        months = self.entries.numbers["month"].first(self.entries.length)[self.slots]
        moments = self.entries.moments.first(self.entries.length)[self.slots[months % MONTHS > 0]]
        return (_EPOCH + timedelta(microseconds=int(moments.max()))).date() if len(moments) else None

    def by_date(self, start: int, stop: int, *, is_oldest_first: bool = False) -> Array:
        """The slots from `start` to `stop` (exclusive) by publication, the undated last.

        Read from whichever end is nearer, so that the last page is as fast as the first.
        """
        entries, order = self.entries, self.entries.order
        stop = min(stop, self.count)
        if start >= stop:
            return self.mask[:0].astype(np.int64)
        if self.count <= _FEW:
            moments, numbers = entries.moments.first(entries.length), entries.ids.first(entries.length)
            return sorted_slots(self.slots, moments, numbers, is_oldest_first=is_oldest_first)[start:stop]
        is_backwards = start > self.count // 2
        wanted = self.count - start if is_backwards else stop
        found = order.walk(self.mask, wanted, is_oldest_first=is_oldest_first, is_backwards=is_backwards)
        later = np.flatnonzero(self.mask[order.length :]) + order.length
        if len(later):
            moments, numbers = entries.moments.first(entries.length), entries.ids.first(entries.length)
            both = np.concatenate((found, later))
            found = sorted_slots(both, moments, numbers, is_oldest_first=is_oldest_first)
        if is_backwards:
            return found[len(found) - wanted :][: stop - start]
        return found[start:stop]

    def days(self, start: date, end: date) -> dict[date, int]:
        """How many were published on each day from `start` to `end` (exclusive), of those known to the day."""
        length = self.entries.length
        slots = self.slots[self.entries.knows_day.first(length)[self.slots]]
        moments = self.entries.moments.first(length)[slots]
        first = start.toordinal() - FIRST_DAY
        days = moments[moments != NEVER] // _DAY - first
        counts = np.bincount(days[(days >= 0) & (days < (end - start).days)])
        return {date.fromordinal(start.toordinal() + int(day)): int(counts[day]) for day in np.flatnonzero(counts)}

    @cached_property
    def _whole(self) -> Selection:
        return whole(self.entries, is_canonical=self.is_canonical)

    @cached_property
    def _others(self) -> Array:
        return np.flatnonzero(self._whole.mask & ~self.mask)


def mask_of(entries: Entries, found: Array | Few) -> Array:
    """A mask of all slots."""
    if not isinstance(found, Few):
        return found
    mask = np.zeros(entries.length, np.bool_)
    mask[found.slots] = True
    return mask


def whole(entries: Entries, *, is_canonical: bool) -> Selection:
    """The whole archive, its copies folded or not."""
    return Selection(entries, entries.canonical if is_canonical else entries.alive, is_canonical)


def microseconds(moment: datetime) -> int:
    """A moment as `Entries.moments` has it."""
    difference = moment - _EPOCH
    return (difference.days * 86_400 + difference.seconds) * 1_000_000 + difference.microseconds
