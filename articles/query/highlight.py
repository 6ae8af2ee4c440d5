"""Where in a text a query matched: the spans that a page marks."""

from __future__ import annotations

from collections.abc import Iterator

from articles.documents import MentionField
from articles.query.terms import Terms, alternatives, scope_of
from articles.query.tree import Node, Scope, TextLeaf, text_leaves
from articles.query.words import EXACT, placed_surfaces

Hit = tuple[int, int, int]  # start, end, number of the query's leaf
_Places = dict[str, dict[int, tuple[int, int]]]


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
    leaves = marked_leaves(tree, field)
    sequences = [(number, terms) for number, leaf in enumerate(leaves) for terms in alternatives(leaf)]
    if not sequences:
        return []
    places = _places([terms for _, terms in sequences], text)
    return [(start, end, number) for number, terms in sequences for start, end in _spans_of(terms, places)]


def marked_leaves(tree: Node, field: MentionField | str) -> list[TextLeaf]:
    """The leaves that can stand in that text, in the order that `find_leaf_spans` numbers them by."""
    hidden = Scope.TEXT if MentionField(field) is MentionField.TITLE else Scope.TITLE
    return [leaf for leaf in dict.fromkeys(text_leaves(tree)) if scope_of(leaf) not in (hidden, Scope.AUTHOR)]


def _places(sequences: list[Terms], text: str) -> _Places:
    """For each lexeme the sequences ask for, its positions in `text` and the characters there."""
    wanted = {term.lexeme for terms in sequences for term in terms if not term.is_prefix}
    prefixes = tuple({term.lexeme for terms in sequences for term in terms if term.is_prefix})
    places: _Places = {lexeme: {} for lexeme in (*wanted, *prefixes)}
    for position, offset, surface in placed_surfaces(text):
        found = wanted.intersection(surface.lexemes)
        if not found and not prefixes:
            continue
        for lexeme in found:
            for slot, start, end in surface.lexemes[lexeme]:
                places[lexeme][position + slot] = (offset + start, offset + end)
        for lexeme, standing in surface.lexemes.items() if prefixes else ():
            if lexeme.startswith(EXACT) and lexeme.startswith(prefixes):
                for prefix in filter(lexeme.startswith, prefixes):
                    for slot, start, end in standing:
                        places[prefix][position + slot] = (offset + start, offset + end)
    return places


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
