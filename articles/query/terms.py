"""What a text leaf asks of the postings: alternatives, each a sequence of lexemes at fixed distances.

The matcher and the SQL made from the same tree both read leaves through here, which is what keeps them in agreement.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import TypeAlias

from articles.query.postings import A, B, C, D
from articles.query.tree import Near, Phrase, Scope, TextLeaf, Word
from articles.query.words import EXACT, Part, analyse, surfaces

MOST_ALTERNATIVES = 8
WEIGHTS_OF_SCOPE: dict[Scope, frozenset[int]] = {
    Scope.ANY: frozenset((A, B, C, D)),
    Scope.TITLE: frozenset((A,)),
    Scope.TEXT: frozenset((B, D)),
    Scope.AUTHOR: frozenset((C,)),
}


@dataclass(frozen=True, slots=True)
class Term:
    """A lexeme (or the beginning of lexemes), `gap` positions behind the term before it."""

    lexeme: str
    is_prefix: bool = False
    gap: int = 1


Terms: TypeAlias = tuple[Term, ...]


def has_words(text: str) -> bool:
    """Whether `text` holds anything that can be looked up."""
    return any(analyse(surface).parts for surface in surfaces(text))


def alternatives(leaf: TextLeaf) -> tuple[Terms, ...]:
    """The sequences of terms of which one must stand in the document."""
    return _alternatives_of_near(leaf) if isinstance(leaf, Near) else _alternatives(leaf)


def scope_of(leaf: TextLeaf) -> Scope:
    """Which words the leaf looks at."""
    return leaf.left.scope if isinstance(leaf, Near) else leaf.scope


def lexemes_of_word(word: Word) -> tuple[str, ...]:
    """The lexemes of a word's parts as a plain word looks them up: stems, or capital forms."""
    return tuple(_lexeme(part, False, False) for surface in surfaces(word.text) for part in analyse(surface).parts)


@lru_cache(maxsize=5_000)
def _alternatives(leaf: Word | Phrase) -> tuple[Terms, ...]:
    is_exact = isinstance(leaf, Phrase) or leaf.is_prefix
    choices: list[tuple[tuple[Part, ...], ...]] = []
    count = 1
    for surface in surfaces(leaf.text):
        taken_apart = analyse(surface)
        if not taken_apart.parts:
            continue
        if taken_apart.whole is not None and count * 2 <= MOST_ALTERNATIVES:
            count *= 2
            choices.append((taken_apart.parts, (taken_apart.whole,)))
        else:
            choices.append((taken_apart.parts,))
    found = []
    for chosen in product(*choices):
        parts = [part for group in chosen for part in group]
        last = len(parts) - 1
        lexemes = [_lexeme(part, is_exact, leaf.is_prefix and i == last) for i, part in enumerate(parts)]
        found.append(tuple(Term(lexeme, leaf.is_prefix and i == last) for i, lexeme in enumerate(lexemes)))
    return tuple(terms for terms in found if terms)


def _lexeme(part: Part, is_exact: bool, is_prefix: bool) -> str:
    if part.capital and not is_prefix:
        return part.capital
    return EXACT + part.simple if is_exact else part.stem


@lru_cache(maxsize=1_000)
def _alternatives_of_near(near: Near) -> tuple[Terms, ...]:
    lefts, rights = _alternatives(near.left)[:2], _alternatives(near.right)[:2]
    found = []
    for left, right in product(lefts, rights):
        for first, second in ((left, right), (right, left)):
            for distance in range(1, near.distance + 1):
                head, *tail = second
                found.append((*first, Term(head.lexeme, head.is_prefix, distance), *tail))
    return tuple(dict.fromkeys(found))
