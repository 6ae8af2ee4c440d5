"""The best passages of an article for a query, as plain text with the spans to mark.

Nothing here is markup: a template escapes the text and marks the spans.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from articles.query.highlight import Hit, Marker

MOST_READ = 100_000  # characters of a text, so that a long one costs no more than a few hundredths of a second
MOST_HITS = 2_000
PASSAGE_LENGTH = 220  # characters
PARAGRAPHS_TRIED = 4
SHORTEST_LEAD = 60  # characters: a kicker or a place before the story does not say what it is about
REACH_BACK = 90  # characters before the first hit in which the start of its sentence is looked for

_PARAGRAPH = re.compile(r"\S[^\n]*")
_SENTENCE_START = re.compile(r"(?<=[.!?…])[\"'”’)]?\s+(?=\S)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A piece of an article's text from the character `start` on; `marks` count from its own beginning."""

    text: str
    start: int
    marks: tuple[tuple[int, int], ...] = ()
    is_cut_before: bool = False  # something of its paragraph stands before it
    is_cut_after: bool = False

    def pieces(self) -> list[tuple[str, bool]]:
        """The text in pieces, each with whether it is marked."""
        return mark(self.text, self.marks)


def find_hits(finder: Marker, text: str) -> list[Hit]:
    """Where the parts of a query stand in a text, the first MOST_HITS within its first MOST_READ characters."""
    return sorted(finder.hits(text[:MOST_READ]))[:MOST_HITS]


def best_passages(hits: list[Hit], text: str, *, count: int = 2, length: int = PASSAGE_LENGTH) -> tuple[Passage, ...]:
    """At most `count` passages of about `length` characters that show best where `hits` are, in reading order.

    The first is the window with the most different parts of the query, the next those that show what is still
    missing or more of the same. Without a match in the text, its beginning.
    """
    text = text[:MOST_READ]
    if not hits:
        return _beginning(text, length * min(count, 2))
    chosen: list[Passage] = []
    shown: set[int] = set()
    windows = _windows(hits, text, length)
    while windows and len(chosen) < count:
        best = max(windows, key=lambda window: (_worth(window, shown), -window[0][0]))
        passage = _passage(text, best, hits, length)
        chosen.append(passage)
        shown.update(number for _, _, number in best)
        end = passage.start + len(passage.text)
        windows = [w for w in windows if w[-1][1] <= passage.start or w[0][0] >= end]
    return tuple(sorted(chosen, key=lambda passage: passage.start))


def mark(text: str, spans: Iterable[tuple[int, int]]) -> list[tuple[str, bool]]:
    """`text` in pieces, each with whether it lies in one of `spans` (in order, not overlapping)."""
    pieces = []
    at = 0
    for start, end in spans:
        pieces += [(text[at:start], False), (text[start:end], True)]
        at = end
    pieces.append((text[at:], False))
    return [piece for piece in pieces if piece[0]]


def _windows(hits: list[Hit], text: str, length: int) -> list[list[Hit]]:
    """For each hit, the hits that a passage beginning with it would show: within `length` and the same paragraph."""
    windows = []
    for number, first in enumerate(hits):
        limit = min(first[0] + length, len(text))
        end = text.find("\n", first[0], limit)
        limit = limit if end < 0 else end
        window = [first]
        for hit in hits[number + 1 : number + 20]:
            if hit[1] > limit:
                break
            window.append(hit)
        windows.append(window)
    return windows


def _worth(window: list[Hit], shown: set[int]) -> float:
    numbers = {number for _, _, number in window}
    return 3 * len(numbers - shown) + len(numbers) + 0.2 * min(len(window), 5)


def _passage(text: str, window: list[Hit], hits: list[Hit], length: int) -> Passage:
    first, last = window[0][0], max(end for _, end, _ in window)
    paragraph_start = text.rfind("\n", 0, first) + 1
    paragraph_end = text.find("\n", last)
    paragraph_end = len(text) if paragraph_end < 0 else paragraph_end
    start = _start(text, paragraph_start, first, reach=min(REACH_BACK, max(0, length - (last - first))))
    end = _end(text, max(last, start + length), paragraph_end)
    piece = text[start:end].rstrip()
    marks: list[tuple[int, int]] = []
    for hit_start, hit_end, _ in hits:
        if hit_start >= start and hit_end <= start + len(piece):
            if marks and hit_start - start < marks[-1][1]:
                marks[-1] = (marks[-1][0], max(marks[-1][1], hit_end - start))
            else:
                marks.append((hit_start - start, hit_end - start))
    return Passage(
        text=piece,
        start=start,
        marks=tuple(marks),
        is_cut_before=start > paragraph_start,
        is_cut_after=start + len(piece) < paragraph_end,
    )


def _start(text: str, paragraph_start: int, first: int, *, reach: int) -> int:
    """Where the passage begins: its paragraph, its sentence or a word, whichever lies within reach before the hit."""
    earliest = max(paragraph_start, first - reach)
    if earliest == paragraph_start:
        return paragraph_start
    sentence = _SENTENCE_START.search(text, earliest, first + 1)
    if sentence:
        return sentence.end()
    space = text.find(" ", max(earliest, first - 40), first)
    return space + 1 if space >= 0 else first


def _end(text: str, wanted: int, paragraph_end: int) -> int:
    if wanted >= paragraph_end:
        return paragraph_end
    following = text.find(" ", wanted, min(paragraph_end, wanted + 30))
    return following if following >= 0 else wanted


def _beginning(text: str, length: int) -> tuple[Passage, ...]:
    """The first paragraph of the first few that says something, else the very first."""
    first_of_all = chosen = None
    for chosen in islice(_PARAGRAPH.finditer(text), PARAGRAPHS_TRIED):
        first_of_all = first_of_all or chosen
        if len(chosen[0].rstrip()) >= SHORTEST_LEAD:
            break
    else:
        chosen = first_of_all
    if chosen is None:
        return ()
    begin, first = chosen.start(), chosen[0]
    end = _end(first, length, len(first))
    return (Passage(text=first[:end].rstrip(), start=begin, is_cut_after=begin + end < len(text)),)
