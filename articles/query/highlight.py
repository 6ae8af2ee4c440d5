"""Where in a text a query matched: the spans that a page marks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import accumulate, compress, count
from typing import Any, TypeVar

from articles.documents import MentionField
from articles.query.terms import Terms, alternatives, scope_of
from articles.query.tree import Node, Scope, TextLeaf, text_leaves
from articles.query.words import EXACT, analyse, placed_surfaces, surfaces

Hit = tuple[int, int, int]  # start, end, number of the query's leaf
_Places = dict[str, dict[int, tuple[int, int]]]

_T = TypeVar("_T")

_MARKERS_KEPT = 64  # queries, twice each: for titles and for texts
_LONGEST_CHUNK = 100  # characters; what is longer is looked at anew each time
_MOST_REMEMBERED = 50_000  # chunks, some 15 MB


def find_spans(tree: Node, text: str, field: MentionField | str) -> list[tuple[int, int]]:
    """Character spans of `text` that made it match, in order, not overlapping; `field` says which text it is."""
    spans = sorted((start, end) for start, end, _ in find_leaf_spans(tree, text, field))
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def find_leaf_spans(tree: Node, text: str, field: MentionField | str) -> list[Hit]:
    """Spans (start, end, number of the leaf they belong to), by leaf; spans of different leaves may overlap."""
    marker = _marker(tree, MentionField(field))
    if not marker.sequences:
        return []
    places = marker.places(text)
    return [(start, end, number) for number, terms in marker.sequences for start, end in _spans_of(terms, places)]


def marked_leaves(tree: Node, field: MentionField | str) -> list[TextLeaf]:
    """The leaves that can stand in that text, in the order that `find_leaf_spans` numbers them by."""
    hidden = Scope.TEXT if MentionField(field) is MentionField.TITLE else Scope.TITLE
    return [leaf for leaf in dict.fromkeys(text_leaves(tree)) if scope_of(leaf) not in (hidden, Scope.AUTHOR)]


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


class _Marker:
    """What a query asks for in a text: sequences of terms, each with the number of its leaf."""

    def __init__(self, leaves: Iterable[TextLeaf]) -> None:
        self.sequences = [(number, terms) for number, leaf in enumerate(leaves) for terms in alternatives(leaf)]
        asked = [term for _, terms in self.sequences for term in terms]
        self._wanted = frozenset(term.lexeme for term in asked if not term.is_prefix)
        self._prefixes = tuple({term.lexeme for term in asked if term.is_prefix})

    def places(self, text: str) -> _Places:
        """For each lexeme the sequences ask for, its positions in `text` and the characters there."""
        places: _Places = {lexeme: {} for lexeme in (*self._wanted, *self._prefixes)}
        has_none, prefixes = self._wanted.isdisjoint, self._prefixes
        chunks = text.split(" ")
        lexemes = map(_LEXEMES.__getitem__, chunks)  # maps rather than loops: most of a search's own time goes here
        if prefixes:
            is_hit = [not has_none(found) or any(one.startswith(prefixes) for one in found) for found in lexemes]
        else:
            is_hit = [not is_none for is_none in map(has_none, lexemes)]
        if True not in is_hit:
            return places
        befores = accumulate(map(_SLOTS.__getitem__, chunks), initial=0)
        starts = accumulate(map(len, chunks), initial=0)
        for number, chunk, before, start in compress(zip(count(), chunks, befores, starts, strict=False), is_hit):
            self._add(places, chunk, before, start + number)  # each chunk before this one had a space behind it
        return places

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


@lru_cache(maxsize=_MARKERS_KEPT)
def _marker(tree: Node, field: MentionField) -> _Marker:
    return _Marker(marked_leaves(tree, field))


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
