"""Spans of a text, sorted so that a question about one place takes no walk over all of them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import accumulate


class SpanSet:
    """An unchanging set of (start, end) spans, ends exclusive."""

    def __init__(self, spans: Iterable[tuple[int, int]] = ()) -> None:
        self._spans = sorted(spans)
        self._starts = [start for start, _ in self._spans]
        self._furthest = list(accumulate((end for _, end in self._spans), max))

    def overlaps(self, start: int, end: int) -> bool:
        """Whether a span shares a character with `start` to `end`."""
        index = bisect_left(self._starts, end)
        return index > 0 and self._furthest[index - 1] > start

    def covers(self, start: int, end: int) -> bool:
        """Whether one span holds all of `start` to `end`."""
        index = bisect_right(self._starts, start)
        return index > 0 and self._furthest[index - 1] >= end

    def last_overlapping(self, start: int, end: int) -> tuple[int, int] | None:
        """The span with the latest start that shares a character with `start` to `end`."""
        if not self.overlaps(start, end):
            return None
        index = bisect_left(self._starts, end) - 1
        while self._spans[index][1] <= start:
            index -= 1
        return self._spans[index]
