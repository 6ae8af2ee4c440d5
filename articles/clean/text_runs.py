"""Lists inside a story: lines in a row that begin with a number, a date or a mark, and what stands around them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from articles.clean.text_windows import Matrix

_NUMBERED: Final = re.compile(r"#?\d{1,4}(?:st|nd|rd|th|[ªºa°])?[.):]?\s")
_DATED: Final = re.compile(
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\.?,? \d{1,2}\b", re.I
)
_MARKED: Final = re.compile(r"[-–—•*·▪◦✓] ?\S")
_SHAPES: Final = (("number", _NUMBERED), ("date", _DATED), ("mark", _MARKED))
_FEWEST: Final = 4  # lines that make a list
_APART: Final = 2  # lines from one entry to the next: a name may stand between
_WORDS: Final = 3  # of an entry; an archive's months and a calendar's days have fewer
_LONGEST: Final = 220  # characters of an entry
_REACH: Final = 3  # lines before and after a list among which the story can stand
RUN_NAMES: Final = ("list_length", "list_below_story", "list_above_story")


def put_list_features(lines: Sequence[str], story: Matrix, out: Matrix) -> None:
    """Fill a row of `out` for each of RUN_NAMES: how long the list around each line is, and how likely what surrounds
    the list is story.
    """
    out[:] = 0.0
    for first, last, count in find_runs(lines):
        above, below = story[max(0, first - _REACH) : first], story[last + 1 : last + 1 + _REACH]
        out[0, first : last + 1] = min(count, 10) / 10
        out[1, first : last + 1] = above.max() if len(above) else 0.0
        out[2, first : last + 1] = below.max() if len(below) else 0.0


def find_runs(lines: Sequence[str]) -> list[tuple[int, int, int]]:
    """The lists on a page: first and last line, and how many entries."""
    runs: list[tuple[int, int, int]] = []
    shapes = [line_shape(line) for line in lines]
    for shape in [shape for shape, _ in _SHAPES if shapes.count(shape) >= _FEWEST]:
        own = [index for index, known in enumerate(shapes) if known == shape]
        start = 0
        for place in range(1, len(own) + 1):
            if place == len(own) or own[place] - own[place - 1] > _APART:
                if place - start >= _FEWEST:
                    runs.append((own[start], own[place - 1], place - start))
                start = place
    return runs


@lru_cache(maxsize=8192)
def line_shape(line: str) -> str:
    """How an entry of a list begins: 'number', 'date' or 'mark'; '' for any other line."""
    if len(line) > _LONGEST or line.count(" ") < _WORDS - 1:
        return ""
    return next((shape for shape, pattern in _SHAPES if pattern.match(line)), "")
