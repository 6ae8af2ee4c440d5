"""Where each lexeme stands in a document: what the stored search vector holds and what the matcher reads.

Positions, as in a tsvector, run from 1: the title, a gap, each author with a gap behind, the text. The gaps keep a
phrase from reaching out of one into the next. Each position has a weight: A title, B lead, C authors, D the
rest of the text.

PostgreSQL's limits hold here too, so that both sides forget the same: the first 255 positions of a lexeme count; words
from position 16,382 on all stand at 16,383 (found as words, never within phrases); a text whose vector would pass
900,000 bytes is cut.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

from articles.query.words import slots_of

GAP = 20  # positions; wider than NEAR reaches
LAST_POSITION = 16_383
POSITIONS_PER_LEXEME = 255
LARGEST_VECTOR = 900_000  # bytes
SHORTEST_LEAD = 150  # characters
LONGEST_LEAD = 600

# A posting is position * 4 + weight, so that postings sort by position.
WEIGHTS = "DCBA"
D, C, B, A = range(4)

Postings = dict[str, list[int]]


def document_postings(*, title: str, text: str, authors: Sequence[str] = ()) -> Postings:
    """Lexemes with their postings (position * 4 + weight, ascending) within PostgreSQL's limits."""
    while True:
        postings: Postings = {}
        position = _add(postings, title, 0, A) + GAP
        for author in authors:
            position = _add(postings, author, position, C) + GAP
        lead_end = end_of_lead(text)
        position = _add(postings, text[:lead_end], position, B)
        end = _add(postings, text[lead_end:], position, D)
        if len(text) + len(title) < LARGEST_VECTOR // 20 or size_of_vector(postings) <= LARGEST_VECTOR:
            return _within_limits(postings, end)
        text = text[: len(text) * 3 // 4]
        title = title[: LARGEST_VECTOR // 40]
        authors = [author[:1000] for author in authors[:100]]


def end_of_lead(text: str) -> int:
    """The character position where the lead ends: the first paragraph or two, cut at a word where they are long."""
    if len(text) <= SHORTEST_LEAD:
        return len(text)
    end = text.find("\n", SHORTEST_LEAD, LONGEST_LEAD)
    if end < 0 and len(text) > LONGEST_LEAD:
        end = max(text.rfind(" ", SHORTEST_LEAD, LONGEST_LEAD), text.rfind("\n", SHORTEST_LEAD, LONGEST_LEAD))
    if end < 0:
        return len(text)
    return end


def size_of_vector(postings: Postings) -> int:
    """Bytes that PostgreSQL will need at most for the lexemes and positions of a vector."""
    return sum(
        len(lexeme.encode()) + 2 * min(len(found), POSITIONS_PER_LEXEME) + 4 for lexeme, found in postings.items()
    )


def _add(postings: Postings, text: str, position: int, weight: int) -> int:
    step = position * 4 + weight
    for slot in chain.from_iterable(slots_of(text)):
        step += 4
        for lexeme in slot:
            if lexeme in postings:
                postings[lexeme].append(step)
            else:
                postings[lexeme] = [step]
    return step // 4


def _within_limits(postings: Postings, end: int) -> Postings:
    """Both limits applied; `end` is the last position."""
    last = (LAST_POSITION - 1) * 4
    if end < LAST_POSITION - 1 and max(map(len, postings.values()), default=0) <= POSITIONS_PER_LEXEME:
        return postings
    for lexeme, found in postings.items():
        if found[-1] >= last:
            postings[lexeme] = list(dict.fromkeys(_clamped(found)))[:POSITIONS_PER_LEXEME]
        elif len(found) > POSITIONS_PER_LEXEME:
            postings[lexeme] = found[:POSITIONS_PER_LEXEME]
    return postings


def _clamped(found: Iterable[int]) -> Iterable[int]:
    for posting in found:
        position, weight = divmod(posting, 4)
        yield posting if position < LAST_POSITION - 1 else LAST_POSITION * 4 + weight
