"""What differs between two texts, word by word.

Long texts are first pinned together where a run of words stands exactly once in each (the patience diff of Bram
Cohen); only the gaps between pins are searched word by word, and only where they are small, so that no pair of texts
takes more than a moment.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Final

_TOKEN = re.compile(r"\n\s*|[^\S\n]+|\w+|[^\w\s]")
_PIN_WORDS: Final = 3
_LARGEST_GAP: Final = 1_000_000  # words of one text times words of the other, searched word by word
_SHORTEST_AGREEMENT: Final = 2  # words: an 'of' alone between two changes is part of the change
_MOST_WORDS: Final = 60_000  # of each text; what follows is compared as a whole


class Change(StrEnum):
    """What became of a span."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Span:
    """A run of characters. A text is its same and removed spans joined, the other its same and added ones."""

    change: Change
    text: str


Block = tuple[int, int, int]  # (position in the first, in the second, length), in tokens
_Range = tuple[int, int, int, int]


def diff_texts(first: str, second: str) -> tuple[Span, ...]:
    """The way from `first` to `second`, in reading order; of a change what was removed comes first.

    White space that alone differs counts as the same, and is given as `second` has it.
    """
    one, other = _tokens(first), _tokens(second)
    keys = [token.casefold() if token.strip() else " " for token in one]
    other_keys = [token.casefold() if token.strip() else " " for token in other]
    spans: list[Span] = []
    at, other_at = 0, 0
    for start, other_start, length in [*_agreements(keys, other_keys), (len(one), len(other), 0)]:
        _append(spans, Change.REMOVED, one[at:start])
        _append(spans, Change.ADDED, other[other_at:other_start])
        at, other_at = start + length, other_start + length
        _append(spans, Change.SAME, other[other_start:other_at])
    return tuple(spans)


def _tokens(text: str) -> list[str]:
    tokens = _TOKEN.findall(text)
    return tokens if len(tokens) <= _MOST_WORDS else [*tokens[:_MOST_WORDS], "".join(tokens[_MOST_WORDS:])]


def _append(spans: list[Span], change: Change, tokens: Sequence[str]) -> None:
    if not tokens:
        return
    text = "".join(tokens)
    if spans and spans[-1].change == change:
        spans[-1] = Span(change, spans[-1].text + text)
    else:
        spans.append(Span(change, text))


def _agreements(first: Sequence[str], second: Sequence[str]) -> list[Block]:
    """The runs of tokens that stand in both, ascending, those too short to read left out."""
    blocks = _joined(_blocks(first, second))
    last = len(first), len(second)
    return [
        block
        for block in blocks
        if sum(one != " " for one in first[block[0] : block[0] + block[2]]) >= _SHORTEST_AGREEMENT
        or block[:2] == (0, 0)
        or (block[0] + block[2], block[1] + block[2]) == last
    ]


def _blocks(first: Sequence[str], second: Sequence[str]) -> Iterator[Block]:
    """Every agreement, pins and what lies between them, ascending."""
    at, other_at = 0, 0
    for start, other_start, length in [*_pins(first, second), (len(first), len(second), 0)]:
        if start > at and other_start > other_at:
            yield from _in_gap(first, second, (at, start, other_at, other_start))
        yield start, other_start, length
        at, other_at = start + length, other_start + length


def _in_gap(first: Sequence[str], second: Sequence[str], gap: _Range) -> Iterator[Block]:
    start, end, other_start, other_end = gap
    if (end - start) * (other_end - other_start) > _LARGEST_GAP:
        return
    matcher = SequenceMatcher(None, first[start:end], second[other_start:other_end], autojunk=False)
    for at, other_at, length in matcher.get_matching_blocks():
        if length:
            yield start + at, other_start + other_at, length


def _pins(first: Sequence[str], second: Sequence[str]) -> list[Block]:
    """Runs of words that stand once in each text, in an order that holds in both."""
    places, other_places = _places_of_unique_runs(first), _places_of_unique_runs(second)
    common = sorted((places[run], other_places[run]) for run in places.keys() & other_places.keys())
    pins: list[Block] = []
    for at, other_at in _rising(common):
        if pins and (at < pins[-1][0] + pins[-1][2] or other_at < pins[-1][1] + pins[-1][2]):
            continue
        length = 0
        while at + length < len(first) and other_at + length < len(second):
            if first[at + length] != second[other_at + length]:
                break
            length += 1
        pins.append((at, other_at, length))
    return pins


def _places_of_unique_runs(tokens: Sequence[str]) -> dict[tuple[str, ...], int]:
    """`{run of words: position of its first token}` for the runs that stand once."""
    places = [number for number, one in enumerate(tokens) if one != " "]
    words = [tokens[place] for place in places]
    runs = list(zip(*(words[offset:] for offset in range(_PIN_WORDS)), strict=False))
    counts = Counter(runs)
    return {run: places[number] for number, run in enumerate(runs) if counts[run] == 1}


def _rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest choice of pairs, ascending by the first, that ascends by the second too."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for number, (_, value) in enumerate(pairs):
        place = bisect_left(tails, value)
        before.append(ends[place - 1] if place else -1)
        if place == len(tails):
            tails.append(value)
            ends.append(number)
        else:
            tails[place] = value
            ends[place] = number
    chosen: list[tuple[int, int]] = []
    number = ends[-1] if ends else -1
    while number >= 0:
        chosen.append(pairs[number])
        number = before[number]
    return chosen[::-1]


def _joined(blocks: Iterator[Block]) -> list[Block]:
    """Blocks that follow on one another in both texts made one."""
    joined: list[Block] = []
    for at, other_at, length in blocks:
        if not length:
            continue
        if joined and (joined[-1][0] + joined[-1][2], joined[-1][1] + joined[-1][2]) == (at, other_at):
            joined[-1] = (joined[-1][0], joined[-1][1], joined[-1][2] + length)
        else:
            joined.append((at, other_at, length))
    return joined
