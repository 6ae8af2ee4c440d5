"""The text of an article in pieces, those that name a known thing with the address of its page."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from articles.models import Article

MOST_LINKS = 5_000  # spans of one article


@dataclass(frozen=True, slots=True)
class NamedSpan:
    """Characters `start` to `end` of a text that name something; `kind` is company, person or place."""

    start: int
    end: int
    kind: str
    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters, what it names, if anything, and whether it belongs to the passage a permalink leads to."""

    text: str
    span: NamedSpan | None = None
    is_quoted: bool = False
    begins_quotation: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """One paragraph: its number from 1, its kind (a BlockKind value), and its text in pieces."""

    number: int
    kind: str
    start: int
    pieces: tuple[Piece, ...]


def linked_paragraphs(article: Article, spans: Iterable[NamedSpan]) -> tuple[Paragraph, ...]:
    """The paragraphs of `article` with `spans` of its text linked.

    Spans of outdated rules may overlap, nest, or reach past a paragraph or the text: the longest that fits wins. Of an
    article that is a whole directory of names, the first MOST_LINKS are linked.
    """
    disjoint = _disjoint(islice(spans, MOST_LINKS))
    starts = [span.start for span in disjoint]
    found = []
    for number, (text, kind, start) in enumerate(article.paragraphs(), start=1):
        end = start + len(text)
        beginning_here = disjoint[bisect_left(starts, start) : bisect_left(starts, end)]
        inside = [span for span in beginning_here if span.end <= end]
        found.append(Paragraph(number=number, kind=kind, start=start, pieces=_pieces(text, start, inside)))
    return tuple(found)


def quoting(paragraphs: Iterable[Paragraph], start: int, end: int) -> tuple[Paragraph, ...]:
    """The same paragraphs, characters `start` to `end` of the text marked as quoted."""
    return tuple(
        replace(paragraph, pieces=tuple(_quoted_pieces(paragraph, start, end)))
        if paragraph.start < end and start < paragraph.start + sum(len(piece.text) for piece in paragraph.pieces)
        else paragraph
        for paragraph in paragraphs
    )


def _quoted_pieces(paragraph: Paragraph, start: int, end: int) -> Iterator[Piece]:
    at = paragraph.start
    for piece in paragraph.pieces:
        first, last = max(start - at, 0), min(end - at, len(piece.text))
        at += len(piece.text)
        if first >= last:
            yield piece
            continue
        parts = ((piece.text[:first], False), (piece.text[first:last], True), (piece.text[last:], False))
        begins = at - len(piece.text) + first == start
        yield from (Piece(text, piece.span, is_quoted, is_quoted and begins) for text, is_quoted in parts if text)


def paragraph_at(paragraphs: Sequence[Paragraph], position: int | None) -> int | None:
    """The number of the paragraph that holds a character position of the text."""
    if position is None:
        return None
    before = [paragraph.number for paragraph in paragraphs if paragraph.start <= position]
    return before[-1] if before else None


def _disjoint(spans: Iterable[NamedSpan]) -> list[NamedSpan]:
    """Those that overlap no longer one (of equals, no earlier one), in reading order."""
    kept: list[NamedSpan] = []
    taken: set[int] = set()
    for span in sorted(spans, key=lambda span: (span.start - span.end, span.start)):
        characters = range(span.start, span.end)
        if not taken.isdisjoint(characters):
            continue
        taken.update(characters)
        kept.append(span)
    return sorted(kept, key=lambda span: span.start)


def _pieces(text: str, offset: int, spans: Sequence[NamedSpan]) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    at = 0
    for span in spans:
        start, end = span.start - offset, span.end - offset
        if start > at:
            pieces.append(Piece(text[at:start]))
        pieces.append(Piece(text[start:end], span))
        at = end
    if at < len(text):
        pieces.append(Piece(text[at:]))
    return tuple(pieces)
