"""The entries that the words of a search match.

Mostly that is one question to PostgreSQL. Of a sequence of words each of which many articles hold, it would read the
vector of all that hold them; such sequences are found by where their words stand instead, and the parts of the search
are put together here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from functools import partial, reduce
from operator import and_, or_

from articles.query.tree import (
    And,
    Language,
    Named,
    Near,
    Node,
    Not,
    OfKind,
    Or,
    Phrase,
    TextLeaf,
    Widened,
    Word,
    every_text_leaf,
)
from articles.search.live.growing import Array
from articles.search.live.matches import found_for, matched
from articles.search.live.selection import Few
from articles.search.live.sequences import articles_with, common_lexemes, is_of_common
from articles.search.live.snapshot import View
from articles.search.matching import condition_of, words_anywhere
from articles.search.matching_names import Ids
from articles.search.weights import holding

_FEW = 1_000  # articles; where another word of the search leaves no more, reading their vectors is quick


def entries_with(view: View, tree: Node, ids: Ids) -> Array | Few:
    """The slots that meet a tree, whose names stand for `ids`. Dead ones may be among them."""
    leaves = [leaf for leaf in every_text_leaf(tree) if not isinstance(leaf, Word)]
    common = common_lexemes(leaves)
    sequences = frozenset(leaf for leaf in leaves if is_of_common(leaf, common)) if common else frozenset()
    if sequences and _is_rare(tree, sequences):
        sequences = frozenset()
    if not sequences and not _asks_for_nothing(tree):
        return found_for(view, condition_of(tree, ids))
    return _Matching(view, ids, sequences).mask(tree)


class _Matching:
    """A tree's parts matched, some of them as sequences of common words."""

    def __init__(self, view: View, ids: Ids, sequences: Collection[TextLeaf]) -> None:
        self._view, self._ids, self._sequences = view, ids, sequences

    def mask(self, tree: Node) -> Array:
        """The slots that meet a tree."""
        if isinstance(tree, Not):
            return ~self.mask(tree.child)
        if not self._is_apart(tree):
            return matched(self._view, condition_of(tree, self._ids))
        match tree:
            case And(children):
                return self._joined(children, And, and_)
            case Or(children):
                return self._joined(children, Or, or_)
            case Widened(child, others):
                return self._joined((child, *others), Or, or_)
            case Phrase() | Near():
                return matched(self._view, condition_of(tree, self._ids), otherwise=partial(articles_with, tree))
            case _:
                raise TypeError(f"no part of a query with sequences: {tree!r}")

    def _is_apart(self, tree: Node) -> bool:
        """Whether a tree is more than one question to the index."""
        return _asks_for_nothing(tree) or any(leaf in self._sequences for leaf in every_text_leaf(tree))

    def _joined(
        self,
        children: Iterable[Node],
        kind: type[And] | type[Or],
        join: Callable[[Array, Array], Array],
    ) -> Array:
        """Children that make one question asked for together, the others one by one."""
        children = tuple(children)
        plain = tuple(child for child in children if not isinstance(child, Not) and not self._is_apart(child))
        masks = [self.mask(child) for child in children if child not in plain]
        if plain:
            rest = plain[0] if len(plain) == 1 else kind(plain)
            found = next((child for child in children if child in self._sequences), None) if kind is And else None
            if isinstance(found, (Phrase, Near)) and not any(every_text_leaf(rest)):
                # What is no word is had by many, or, a date, has no index of its own.
                masks.append(matched(self._view, words_anywhere(found) & condition_of(rest, self._ids)))
            else:
                masks.append(matched(self._view, condition_of(rest, self._ids)))
        return reduce(join, masks)


def _asks_for_nothing(tree: Node) -> bool:
    """Whether something is negated beside nothing that the index could begin with: it would read every vector."""
    match tree:
        case Not():
            return True
        case And(children):
            return any(map(_asks_for_nothing, children)) and not any(map(_asks_for_something, children))
        case Or(children):
            return any(map(_asks_for_nothing, children))
        case _:
            return False


def _asks_for_something(tree: Node) -> bool:
    """Whether the index knows a few articles, or many, among which all lie that meet a tree."""
    match tree:
        case And(children):
            return any(map(_asks_for_something, children))
        case Or(children):
            return all(map(_asks_for_something, children))
        case _:
            return isinstance(tree, (Word, Phrase, Near, Widened, Named, Language, OfKind))


def _is_rare(tree: Node, sequences: Collection[TextLeaf]) -> bool:
    """Whether some word that a match must have leaves few articles to be looked at."""
    needed = [
        child
        for child in (tree.children if isinstance(tree, And) else ())
        if isinstance(child, (Word, Phrase, Near)) and child not in sequences
    ]
    return bool(needed) and min(holding(needed)) <= _FEW
