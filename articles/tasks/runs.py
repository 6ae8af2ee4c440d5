"""One run of a job: its progress, and the ways it ends before its time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import Any, Final, TypeVar

from articles.store import jobs

_LOOKS_EVERY: Final = 1.0  # seconds between looks at what else is waiting
T = TypeVar("T")


class TryAgain(Exception):  # noqa: N818  # a wish, not an error
    """What a job raises that is to be tried again: at once, or after a time that somebody named."""

    def __init__(self, reason: str, *, after: timedelta | None = None) -> None:
        super().__init__(reason)
        self.after = after


class StandAside(Exception):  # noqa: N818  # no error either
    """Raised between two steps where a job of a higher priority is waiting; the present one goes on after it."""


class Run:
    """How far a job is. Without a `job_id` it runs in the foreground, and nothing is noted.

    `done` and `total` are what the admin shows; `place` is where to go on, of whatever shape the job likes. `setbacks`
    counts the runs before this one that failed, or lost their worker, without getting any further; `losses` counts
    those that lost their worker.
    """

    def __init__(
        self,
        *,
        job_id: int | None = None,
        priority: int = 0,
        done: int = 0,
        total: int | None = None,
        place: Any = None,
        setbacks: int = 0,
        losses: int = 0,
        check: Callable[[], None] = lambda: None,
    ) -> None:
        self.job_id = job_id
        self.done = done
        self.total = total
        self.place = place
        self.setbacks = setbacks
        self.losses = losses
        self._priority = priority
        self._check = check
        self._looked = time.monotonic()

    def step(self, size: int) -> int:
        """How much to do in one step: less after each setback, so that the next is further on, or meets one item alone.

        A worker that is killed again and again ends no long step, and of what kills it each step should hold little.
        """
        return max(1, size >> 2 * self.setbacks)

    def batches(self, items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
        """`items`, the same in every run, in slices from where the last run came to."""
        self.total = len(items)
        while self.done < len(items):
            batch = items[self.done : self.done + size]
            yield batch
            self.note(done=self.done + len(batch))

    def pages(self, following: Callable[[int], Sequence[int]], total: int) -> Iterator[Sequence[int]]:
        """Ids in ascending order, `following(last)` giving the next few after one, until there are none.

        For rows that may come and go meanwhile. `total` is what a first run expects to do.
        """
        if self.total is None:
            self.total = total
        last = int(self.place or 0)
        while ids := following(last):
            yield ids
            last = ids[-1]
            self.note(done=self.done + len(ids), place=last)

    def note(self, *, done: int, total: int | None = None, place: Any = None, may_stand_aside: bool = True) -> None:
        """Note a finished step, and end here where the job was stopped or should let another go first.

        Without `may_stand_aside` no other goes first: for work that is lost where it ends in the middle.
        """
        self.done = done
        self.losses = 0
        self.total = self.total if total is None else total
        self.place = self.place if place is None else place
        if self.job_id is None:
            return
        jobs.note_progress(job_id=self.job_id, done=self.done, total=self.total, place=self.place or {})
        self.check(may_stand_aside=may_stand_aside)

    def check(self, *, may_stand_aside: bool = True) -> None:
        """End here where the job was stopped or should let another go first."""
        self._check()
        if may_stand_aside and self.job_id is not None and time.monotonic() - self._looked >= _LOOKS_EVERY:
            self._looked = time.monotonic()
            if jobs.is_one_waiting_above(self._priority):
                raise StandAside
