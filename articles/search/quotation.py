"""Where the words of a permalink stand in an article today.

A permalink to a sentence names it by its words and by those around it, as the TextQuoteSelector of the W3C Web
Annotation Data Model (2017) does, and not by a position: cleaning the capture again moves positions, and may repair a
quotation mark or a space, but the words stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from articles.prose.sentences import sentence_starts

LONGEST = 600  # characters of a quotation that are looked for
_CONTEXT = 60
_MOST_PLACES = 200
_MOST_TEXT = 300_000  # characters; beyond these only the very words are looked for
_SHARED = 0.6  # of a quotation's words that a sentence must have to be taken for it
_WORD = re.compile(r"\w+")
_FOLDED = str.maketrans({"“": '"', "”": '"', "„": '"', "’": "'", "‘": "'", "–": "-", "—": "-", "\u00a0": " "})


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """The words of a permalink, and those before and behind them, which choose among several places."""

    exact: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Characters `start` to `end` of a text. Not exact is a sentence that has most of the words."""

    start: int
    end: int
    is_exact: bool


def find_quotation(text: str, quotation: Quotation) -> Place | None:
    """Where `text` has the quotation: word for word, else but for signs and spaces, else the sentence most like it."""
    wanted = quotation.exact.strip()[:LONGEST]
    if not wanted:
        return None
    places = list(_occurrences(text, wanted))
    if places:
        return Place(*max(places, key=lambda place: _fit(text, place, quotation)), is_exact=True)
    if len(text) > _MOST_TEXT:
        return None
    return _folded_place(text, wanted) or _likest_sentence(text, wanted)


def _occurrences(text: str, wanted: str) -> Iterator[tuple[int, int]]:
    at = text.find(wanted)
    for _ in range(_MOST_PLACES):
        if at < 0:
            return
        yield at, at + len(wanted)
        at = text.find(wanted, at + 1)


def _fit(text: str, place: tuple[int, int], quotation: Quotation) -> int:
    """How many characters around a place are those the quotation had around it."""
    before, after = text[max(0, place[0] - _CONTEXT) : place[0]], text[place[1] : place[1] + _CONTEXT]
    return _shared(reversed(before), reversed(quotation.before)) + _shared(iter(after), iter(quotation.after))


def _shared(one: Iterator[str], other: Iterator[str]) -> int:
    count = 0
    for first, second in zip(one, other, strict=False):
        if first != second:
            break
        count += 1
    return count


def _folded_place(text: str, wanted: str) -> Place | None:
    """The place whose letters and figures are the same, whatever stands between them."""
    words = _WORD.findall(wanted.translate(_FOLDED).casefold())
    if not words:
        return None
    found = list(_WORD.finditer(text))
    folded = [match.group().casefold() for match in found]
    for at in range(len(folded) - len(words) + 1):
        if folded[at] == words[0] and folded[at : at + len(words)] == words:
            return Place(found[at].start(), found[at + len(words) - 1].end(), is_exact=True)
    return None


def _likest_sentence(text: str, wanted: str) -> Place | None:
    """The sentence that shares most words with the quotation, where it shares enough of them."""
    words = set(_WORD.findall(wanted.casefold()))
    best: tuple[float, int, int] = (0.0, 0, 0)
    for start, end in _sentences(text):
        own = set(_WORD.findall(text[start:end].casefold()))
        share = len(words & own) / max(len(words), len(own), 1)
        best = max(best, (share, start, end), key=lambda found: found[0])
    return Place(best[1], best[2], is_exact=False) if best[0] >= _SHARED else None


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    """The sentences of a text as (start, end), the spaces and breaks between them left out."""
    offset = 0
    for paragraph in text.split("\n"):
        starts = sentence_starts(paragraph)
        for start, end in zip(starts, [*starts[1:], len(paragraph)], strict=True):
            yield offset + start, offset + start + len(paragraph[start:end].rstrip())
        offset += len(paragraph) + 1
