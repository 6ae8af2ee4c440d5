"""Where in a text a query matched: the spans that a page marks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, TypeVar

from articles.documents import MentionField
from articles.query.beginnings import Beginnings
from articles.query.terms import Terms, alternatives, scope_of
from articles.query.tree import Node, Scope, TextLeaf, text_leaves
from articles.query.words import EXACT, analyse, placed_surfaces, surfaces

Hit = tuple[int, int, int]  # start, end, number of the query's leaf
_Places = dict[str, dict[int, tuple[int, int]]]

_T = TypeVar("_T")

_MARKERS_KEPT = 64  # queries, twice each: for titles and for texts
_LONGEST_CHUNK = 100  # characters; what is longer is looked at anew each time
_FAR = 400  # characters, in which most sequences have ended
_MOST_REMEMBERED = 50_000  # chunks, some 15 MB


def find_spans(tree: Node, text: str, field: MentionField | str) -> list[tuple[int, int]]:
    """Character spans of `text` that made it match, in order, not overlapping; `field` says which text it is."""
    return joined(find_leaf_spans(tree, text, field))


def find_leaf_spans(tree: Node, text: str, field: MentionField | str) -> list[Hit]:
    """Spans (start, end, number of the leaf they belong to), by leaf; spans of different leaves may overlap."""
    return marker(tree, MentionField(field)).hits(text)


def joined(hits: Iterable[Hit]) -> list[tuple[int, int]]:
    """The spans of hits in order, those that overlap joined to one."""
    spans: list[tuple[int, int]] = []
    for start, end, _ in sorted(hits):
        if spans and start < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return spans


class _Lexemes(dict[str, dict[str, Any]]):
    """Which lexemes stand between two spaces; no word reaches across one.

    Texts repeat themselves, and what holds nothing that a query asks for, nearly all of a text, is passed over by this.
    """

    def __missing__(self, chunk: str) -> dict[str, Any]:
        taken_apart = [analyse(surface) for surface in surfaces(chunk)]
        if len(taken_apart) == 1:
            found: dict[str, Any] = taken_apart[0].lexemes
        else:
            found = {lexeme: True for surface in taken_apart for lexeme in surface.lexemes}
        return _remembered(self, chunk, found)


class _Slots(dict[str, int]):
    """How many slots stand between two spaces."""

    def __missing__(self, chunk: str) -> int:
        return _remembered(self, chunk, sum(len(analyse(surface).slots) for surface in surfaces(chunk)))


def _remembered(known: dict[str, _T], chunk: str, found: _T) -> _T:
    if len(chunk) <= _LONGEST_CHUNK:
        if len(known) >= _MOST_REMEMBERED:
            known.clear()
        known[chunk] = found
    return found


_LEXEMES, _SLOTS = _Lexemes(), _Slots()


class Marker:
    """What a query asks for in a text: sequences of terms, each with the number of its leaf among `leaves`."""

    def __init__(self, leaves: Sequence[TextLeaf]) -> None:
        self.leaves = leaves
        self._sequences = [(number, terms) for number, leaf in enumerate(leaves) for terms in alternatives(leaf)]
        asked = [term for _, terms in self._sequences for term in terms]
        self._wanted = frozenset(term.lexeme for term in asked if not term.is_prefix)
        self._prefixes = tuple({term.lexeme for term in asked if term.is_prefix})
        self._beginnings = Beginnings(self._wanted, self._prefixes)
        self._widest = max((term.gap for _, terms in self._sequences for term in terms[1:]), default=0)

    def hits(self, text: str) -> list[Hit]:
        """Where the parts of the query stand in `text`, leaf by leaf."""
        if not self._sequences:
            return []
        places = self._places(text)
        return [(start, end, number) for number, terms in self._sequences for start, end in _spans_of(terms, places)]

    def _places(self, text: str) -> _Places:
        """For each lexeme the sequences ask for, its positions in `text` and the characters there.

        Positions count from wherever they do, and what lies farther apart than any sequence reaches may seem nearer
        than it is, but not near enough.
        """
        places: _Places = {lexeme: {} for lexeme in (*self._wanted, *self._prefixes)}
        before = end = 0
        for start, chunk in self._hit_chunks(text):
            if self._widest:
                before += _slots_between(text, end, start, enough=self._widest)
            else:
                before = start  # words by themselves, whose positions need only differ
            self._add(places, chunk, before, start)
            before, end = before + _SLOTS[chunk], start + len(chunk)
        return places

    def _hit_chunks(self, text: str) -> Iterator[tuple[int, str]]:
        """(first character, characters) of what stands between two spaces and holds something asked for."""
        has_none, prefixes = self._wanted.isdisjoint, self._prefixes
        end = -1
        for place in self._beginnings.places(text):
            if place < end:
                continue
            start = text.rfind(" ", 0, place) + 1
            end = text.find(" ", place)
            end = len(text) if end < 0 else end
            chunk = text[start:end]
            found = _LEXEMES[chunk]
            if not has_none(found) or (prefixes and any(one.startswith(prefixes) for one in found)):
                yield start, chunk

    def _add(self, places: _Places, chunk: str, before: int, at: int) -> None:
        """Add what is asked for in a chunk that begins after `before` slots, at the character `at`."""
        for first, offset, surface in placed_surfaces(chunk):
            position, begin = before + first, at + offset
            for lexeme in self._wanted.intersection(surface.lexemes):
                for slot, start, end in surface.lexemes[lexeme]:
                    places[lexeme][position + slot] = (begin + start, begin + end)
            for lexeme, standing in surface.lexemes.items() if self._prefixes else ():
                if lexeme.startswith(EXACT):
                    for prefix in filter(lexeme.startswith, self._prefixes):
                        for slot, start, end in standing:
                            places[prefix][position + slot] = (begin + start, begin + end)


def _slots_between(text: str, start: int, end: int, *, enough: int) -> int:
    """How many slots stand between two characters with spaces there; fewer, but more than enough, where it is far."""
    if end - start > _FAR:
        whole, _, _ = text[start : start + _FAR].rpartition(" ")
        counted = sum(map(_SLOTS.__getitem__, whole.split(" ")))
        if counted > enough:
            return counted
    return sum(map(_SLOTS.__getitem__, text[start:end].split(" ")))


@lru_cache(maxsize=_MARKERS_KEPT)
def marker(tree: Node, field: MentionField) -> Marker:
    """What finds the words of a query in texts of one field: the leaves that can stand there."""
    hidden = Scope.TEXT if field is MentionField.TITLE else Scope.TITLE
    return Marker([leaf for leaf in dict.fromkeys(text_leaves(tree)) if scope_of(leaf) not in (hidden, Scope.AUTHOR)])


def _spans_of(terms: Terms, places: _Places) -> Iterator[tuple[int, int]]:
    first, *rest = terms
    for position, (start, end) in places[first.lexeme].items():
        spans = [(start, end)]
        at = position
        for term in rest:
            at += term.gap
            span = places[term.lexeme].get(at)
            if span is None:
                break
            spans.append(span)
        else:
            if all(term.gap == 1 for term in rest):
                yield min(span[0] for span in spans), max(span[1] for span in spans)
            else:
                yield from spans
