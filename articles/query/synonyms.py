"""Words that mean the same: a query for one of them finds the others too, unless it is quoted.

A group lists terms, each a word or a few words side by side. Terms are recognised in a query by their stems, function
words aside, wherever they stand as plain words: not in quotes, not with `*`, not beside NEAR, and not behind NOT, since
nobody means to leave out more than was named. Widening happens in the tree, so SQL and matcher need not know of it.
Topics' rules are read without synonyms: they say exactly what they find.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias

from articles.query.build import STOP_WORDS
from articles.query.terms import lexemes_of_word
from articles.query.tree import And, Node, Or, Scope, Widened, Word

SYNONYMS_FILE = Path(__file__).parent / "data" / "synonyms.toml"
MOST_WIDENED = 12  # places in one query
MOST_OTHERS = 20  # terms that one place is widened by

Group: TypeAlias = tuple[str, ...]
_Key: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Thesaurus:
    """Groups of terms ready to be looked up: for each term as its stems, the other terms of its groups."""

    others: dict[_Key, tuple[str, ...]]
    longest: int = 0  # stems of the longest term


@lru_cache(maxsize=1)
def load_groups(path: Path = SYNONYMS_FILE) -> dict[str, Group]:
    """The groups of the data file by name."""
    with path.open("rb") as file:
        groups: dict[str, list[str]] = tomllib.load(file)["groups"]
    return {name: tuple(terms) for name, terms in groups.items()}


@lru_cache(maxsize=4)
def make_thesaurus(groups: tuple[Group, ...]) -> Thesaurus:
    """The thesaurus of some groups; terms of one group that have the same stems are one term."""
    others: dict[_Key, dict[str, None]] = {}
    for group in groups:
        terms = {key: term for term in reversed(group) if (key := _key(term))}
        for key in terms:
            others.setdefault(key, {}).update({term: None for other, term in terms.items() if other != key})
    found = {key: tuple(reversed(terms))[:MOST_OTHERS] for key, terms in others.items() if terms}
    return Thesaurus(found, max(map(len, found), default=0))


def widen(tree: Node, thesaurus: Thesaurus) -> Node:
    """`tree` with every plain word or run of words that has synonyms widened by them."""
    return _Widener(thesaurus).widen(tree) if thesaurus.others else tree


class _Widener:
    def __init__(self, thesaurus: Thesaurus) -> None:
        self._thesaurus = thesaurus
        self._left = MOST_WIDENED

    def widen(self, tree: Node) -> Node:
        match tree:
            case Word():
                return self._widen_run((tree,))[0]
            case Or(children):
                return Or(tuple(self.widen(child) for child in children))
            case And(children):
                found = self._widen_run(children)
                return And(tuple(found)) if len(found) > 1 else found[0]
            case _:
                return tree

    def _widen_run(self, children: Sequence[Node]) -> list[Node]:
        """The children of an AND, runs of words that are a term taken together."""
        found: list[Node] = []
        at = 0
        while at < len(children):
            length, others = self._term_at(children, at)
            if others:
                run = tuple(children[at : at + length])
                found.append(Widened(run[0] if length == 1 else And(run), others))
            else:
                length = 1
                found.append(self.widen(children[at]) if isinstance(children[at], And | Or) else children[at])
            at += length
        return found

    def _term_at(self, children: Sequence[Node], at: int) -> tuple[int, tuple[Word, ...]]:
        """How many children from `at` on make up the longest term, and its synonyms; none where there is no term."""
        best: tuple[int, tuple[Word, ...]] = (1, ())
        key: _Key = ()
        scope: Scope | None = None
        for length, child in enumerate(children[at:], 1):
            if not isinstance(child, Word) or child.is_prefix or child.scope is Scope.AUTHOR or self._left == 0:
                break
            scope = child.scope if scope is None else scope
            key += lexemes_of_word(child)
            if child.scope is not scope or len(key) > self._thesaurus.longest:
                break
            if key in self._thesaurus.others:
                best = length, tuple(Word(term, scope=scope) for term in self._thesaurus.others[key])
        self._left -= bool(best[1])
        return best


def _key(term: str) -> _Key:
    """The stems of a term; of several words those that are no function words."""
    words = term.split()
    telling = [word for word in words if word.lower() not in STOP_WORDS] if len(words) > 1 else words
    return tuple(lexeme for word in telling or words for lexeme in lexemes_of_word(Word(word)))


def widened_parts(tree: Node) -> Iterable[Widened]:
    """The widened parts of a tree, those under NOT apart (there are none)."""
    match tree:
        case Widened():
            yield tree
        case And(children) | Or(children):
            for child in children:
                yield from widened_parts(child)


def as_typed(tree: Node) -> Node:
    """`tree` without its synonyms."""
    match tree:
        case Widened(child, _):
            return child
        case Or(children):
            return Or(tuple(as_typed(child) for child in children))
        case And(children):
            flat: list[Node] = []
            for child in map(as_typed, children):
                flat.extend(child.children if isinstance(child, And) else (child,))
            return And(tuple(flat))
        case _:
            return tree
