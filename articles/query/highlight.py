"""Where in a text a query matched: the spans that a page marks."""

from __future__ import annotations

from collections.abc import Iterator

from articles.documents import MentionField
from articles.query.terms import Terms, alternatives, scope_of
from articles.query.tree import Node, Scope, text_leaves
from articles.query.words import EXACT, words

_Places = dict[str, dict[int, tuple[int, int]]]


def find_spans(tree: Node, text: str, field: MentionField | str) -> list[tuple[int, int]]:
    """Character spans of `text` that made it match, in order, not overlapping; `field` says which text it is."""
    spans = sorted(_spans(tree, text, MentionField(field)))
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _spans(tree: Node, text: str, field: MentionField) -> Iterator[tuple[int, int]]:
    hidden = Scope.TEXT if field is MentionField.TITLE else Scope.TITLE
    leaves = [leaf for leaf in text_leaves(tree) if scope_of(leaf) not in (hidden, Scope.AUTHOR)]
    sequences = [terms for leaf in leaves for terms in alternatives(leaf)]
    if not sequences:
        return
    places = _places(sequences, text)
    for terms in sequences:
        yield from _spans_of(terms, places)


def _places(sequences: list[Terms], text: str) -> _Places:
    """For each lexeme the sequences ask for, its positions in `text` and the characters there."""
    wanted = {term.lexeme for terms in sequences for term in terms if not term.is_prefix}
    prefixes = tuple({term.lexeme for terms in sequences for term in terms if term.is_prefix})
    places: _Places = {}
    for word in words(text):
        forms = [(word.part, word.start, word.end)]
        if word.is_edge and word.whole is not None:
            start = word.whole_start
            forms.append((word.whole, start + word.whole.start, start + word.whole.end))
        for part, start, end in forms:
            exact = EXACT + part.simple
            for lexeme in {exact, part.stem} & wanted:
                places.setdefault(lexeme, {})[word.position] = (start, end)
            if prefixes and exact.startswith(prefixes):
                for prefix in prefixes:
                    if exact.startswith(prefix):
                        places.setdefault(prefix, {})[word.position] = (start, end)
    return places


def _spans_of(terms: Terms, places: _Places) -> Iterator[tuple[int, int]]:
    first, *rest = terms
    for position, (start, end) in places.get(first.lexeme, {}).items():
        spans = [(start, end)]
        at = position
        for term in rest:
            at += term.gap
            span = places.get(term.lexeme, {}).get(at)
            if span is None:
                break
            spans.append(span)
        else:
            if all(term.gap == 1 for term in rest):
                yield min(span[0] for span in spans), max(span[1] for span in spans)
            else:
                yield from spans
