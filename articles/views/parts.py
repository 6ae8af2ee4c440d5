"""Long texts in parts, so that no page is heavy: what a text weighs, in bytes of HTML, and where a part ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from django.utils.html import escape

from articles.views.linking import Paragraph, Piece

PART = 25_000  # bytes of HTML that a part of an article's text weighs at most, of the 60,000 that its page may weigh
_LINK = 50  # bytes of a link beside its address and words
_PARAGRAPH = 25  # bytes of a paragraph beside its text
_WORD = 80  # characters within which a cut moves back to the end of a word

Part = tuple[Paragraph, ...]


def weight_of(text: str) -> int:
    """How many bytes `text` has as HTML."""
    return len(escape(text).encode())


def fitting(text: str, room: int) -> int:
    """How many characters at the beginning of `text` weigh at most `room` bytes."""
    end = min(len(text), room)
    while end and (weight := weight_of(text[:end])) > room:
        end = min(end - 1, end * room // weight)
    return end


def parts_of(paragraphs: Iterable[Paragraph], room: int = PART) -> tuple[Part, ...]:
    """The paragraphs in parts about as heavy as each other, none above `room` bytes; one empty part of no text.

    A part ends between two paragraphs where it can, and else, in a paragraph too heavy for one, between two words.
    """
    pieces = [(piece, _weight(piece)) for paragraph in paragraphs for piece in _divided(paragraph, room)]
    total = sum(weight for _, weight in pieces)
    enough = -(-total // max(-(-total // room), 1))
    parts: list[list[Paragraph]] = [[]]
    held = 0
    for paragraph, weight in pieces:
        if parts[-1] and (held >= enough or held + weight > room):
            parts.append([])
            held = 0
        parts[-1].append(paragraph)
        held += weight
    return tuple(map(tuple, parts))


def weight_of_part(part: Part) -> int:
    """How many bytes of HTML a part of a text has."""
    return sum(map(_weight, part))


def part_with(parts: Sequence[Part], position: int) -> int:
    """The number, from 1, of the part that holds a character position of the text."""
    begun = [number for number, part in enumerate(parts, start=1) if part and part[0].start <= position]
    return begun[-1] if begun else 1


def _weight(paragraph: Paragraph) -> int:
    return _PARAGRAPH + sum(map(_weight_of_piece, paragraph.pieces))


def _weight_of_piece(piece: Piece) -> int:
    return weight_of(piece.text) + (_LINK + weight_of(piece.span.url) if piece.span else 0)


def _divided(paragraph: Paragraph, room: int) -> Iterator[Paragraph]:
    """The paragraph, or as many as it takes that none is heavier than `room`."""
    if _weight(paragraph) <= room:
        yield paragraph
        return
    start, held, left = paragraph.start, list[Piece](), room - _PARAGRAPH
    for piece in _divided_pieces(paragraph.pieces, room - _PARAGRAPH):
        weight = _weight_of_piece(piece)
        if held and weight > left:
            yield replace(paragraph, start=start, pieces=tuple(held))
            start += sum(len(one.text) for one in held)
            held, left = [], room - _PARAGRAPH
        held.append(piece)
        left -= weight
    yield replace(paragraph, start=start, pieces=tuple(held))


def _divided_pieces(pieces: Iterable[Piece], room: int) -> Iterator[Piece]:
    """The pieces, those too heavy for `room` cut between words where there is a space."""
    for piece in pieces:
        rest = piece
        while not rest.span and len(rest.text) > 1 and (len(rest.text) > room or weight_of(rest.text) > room):
            end = max(fitting(rest.text, room), 1)
            space = rest.text.rfind(" ", max(end - _WORD, 0), end)
            end = space + 1 if space > 0 else end
            yield replace(rest, text=rest.text[:end])
            rest = replace(rest, text=rest.text[end:])
        yield rest
