"""Many rules over one article at once.

The text leaves of all rules stand in one table by lexeme, so that an article is taken apart once and each of its
lexemes is looked up once, however many rules there are. Means the same as `articles.query.match`, leaf by leaf.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product
from typing import TypeAlias

from articles.query.postings import GAP, A, B, D, Postings, end_of_lead
from articles.query.terms import WEIGHTS_OF_SCOPE, Terms, alternatives, scope_of
from articles.query.tree import Near, Node, TextLeaf, every_text_leaf
from articles.query.words import EXACT, LONGEST_WORD, analyse, surfaces

LARGEST_MEMO = 200_000  # lexemes, and surfaces
NEAR_ALTERNATIVES = 2  # of each side, as in `articles.query.terms`

Found = dict[int, set[int]]
"""{number: postings (position * 4 + weight)}"""


@dataclass(frozen=True, slots=True, eq=False)
class _Sequence:
    """Terms that have to follow one another; the anchor, the longest of them, is looked for first.

    `needs` are the others' lexemes, of which a text that lacks one needs no closer look.
    """

    number: int
    terms: Terms
    anchor: int
    needs: frozenset[str]


@dataclass(frozen=True, slots=True, eq=False)
class _Nearness:
    """Two sequences that have to stand close to one another, for a NEAR leaf."""

    leaf: int
    left: int
    right: int
    left_length: int
    right_length: int
    distance: int


@dataclass(frozen=True, slots=True, eq=False)
class _Roles:
    """What a lexeme can be: a sequence of its own, the anchor of longer ones, and the prefixes it begins with."""

    singles: tuple[int, ...]
    sequences: tuple[_Sequence, ...]
    prefixes: tuple[str, ...]


_NONE = _Roles((), (), ())


_Wanted: TypeAlias = tuple[int, tuple[tuple[int, tuple[str, ...]], ...]]
_NOTHING_WANTED: _Wanted = (1, ())


class _Surfaces(dict[str, _Wanted]):
    """What the table wants of each surface met before; most are wanted for nothing."""

    def __init__(self, table: LeafTable) -> None:
        super().__init__()
        self._table = table

    def __missing__(self, surface: str) -> _Wanted:
        found = self._table.wanted(surface)
        if len(self) >= LARGEST_MEMO:
            self.clear()
        if len(surface) <= LONGEST_WORD:
            self[surface] = _NOTHING_WANTED if found == _NOTHING_WANTED else found
        return found


class LeafTable:
    """The text leaves of several trees, each under a number."""

    def __init__(self, trees: Iterable[Node]) -> None:
        self.numbers: dict[TextLeaf, int] = {}
        self._weights: dict[int, frozenset[int]] = {}
        self._sequences: dict[Terms, _Sequence] = {}
        self._leaves_of: dict[int, list[int]] = {}
        self._nears_of: dict[int, list[_Nearness]] = {}
        self._singles: dict[str, list[int]] = {}
        self._anchored: dict[str, list[_Sequence]] = {}
        self._prefixes: set[str] = set()
        self._terms: set[str] = set()
        self._memo: dict[str, _Roles] = {}
        self._surfaces = _Surfaces(self)
        for tree in trees:
            for leaf in every_text_leaf(tree):
                if leaf not in self.numbers:
                    self._add_leaf(leaf)
        self._lengths = sorted({len(prefix) for prefix in self._prefixes})

    def scan(self, *, title: str, text: str) -> tuple[Postings, dict[int, int]]:
        """The postings that any leaf could need, and {position in the text: number of the word that stands there}.

        Positions and weights are those of `articles.query.postings`, but not bounded by what a tsvector holds. Words
        are numbered as `find_surfaces(text)` gives them.
        """
        postings: Postings = {}
        words: dict[int, int] = {}
        position = self._add(surfaces(title), 1, A, postings, {}, 0) + GAP
        end = end_of_lead(text)
        lead = surfaces(text[:end])
        position = self._add(lead, position, B, postings, words, 0)
        self._add(surfaces(text[end:]), position, D, postings, words, len(lead))
        return postings, words

    def find(self, postings: Postings) -> Found:
        """Where each leaf stands (the postings of its first words); leaves that stand nowhere are left out."""
        standing = self._find_sequences(postings)
        found: Found = {}
        for number, posted in standing.items():
            for leaf in self._leaves_of.get(number, ()):
                found.setdefault(leaf, set()).update(posted)
            for nearness in self._nears_of.get(number, ()):
                other = standing.get(nearness.right)
                if other and (close := _close(posted, other, nearness)):
                    found.setdefault(nearness.leaf, set()).update(close)
        for leaf in self._weights.keys() & found.keys():
            kept = {posting for posting in found[leaf] if posting & 3 in self._weights[leaf]}
            if kept:
                found[leaf] = kept
            else:
                del found[leaf]
        return found

    def _add(
        self, found: list[str], position: int, weight: int, postings: Postings, words: dict[int, int], first: int
    ) -> int:
        """Add words from `position` on, the first of them numbered `first`; the position behind them."""
        nothing, posted = _NOTHING_WANTED, postings.setdefault
        entries = list(map(self._surfaces.__getitem__, found))
        for number in [number for number, entry in enumerate(entries) if entry is not nothing]:
            count, wanted = entries[number]
            for slot, lexemes in wanted:
                place = position + number + slot
                words[place] = first + number
                for lexeme in lexemes:
                    posted(lexeme, []).append(place * 4 + weight)
            position += count - 1
        return position + len(found)

    def wanted(self, surface: str) -> _Wanted:
        """How many slots a surface has, and in which of them stand lexemes that some leaf could need."""
        slots = analyse(surface).slots
        needed = [tuple(lexeme for lexeme in slot if self._is_wanted(lexeme)) for slot in slots]
        return len(slots), tuple((number, lexemes) for number, lexemes in enumerate(needed) if lexemes)

    def _is_wanted(self, lexeme: str) -> bool:
        return lexeme in self._terms or self._roles(lexeme) is not _NONE

    def _find_sequences(self, postings: Postings) -> Found:
        standing: Found = {}
        begun: dict[str, set[int]] = {}
        anchored: dict[_Sequence, None] = {}
        memo, known = self._memo, postings.keys()
        for lexeme, posted in postings.items():
            roles = memo.get(lexeme) or self._roles(lexeme)
            if roles is _NONE:
                continue
            for number in roles.singles:
                standing[number] = set(posted)
            for sequence in roles.sequences:
                if sequence.needs <= known:
                    anchored[sequence] = None
            for prefix in roles.prefixes:
                begun.setdefault(prefix, set()).update(posted)
        if anchored:
            _follow(anchored, postings, begun, standing)
        return standing

    def _add_leaf(self, leaf: TextLeaf) -> None:
        number = self.numbers[leaf] = len(self.numbers)
        weights = WEIGHTS_OF_SCOPE[scope_of(leaf)]
        if len(weights) < 4:
            self._weights[number] = weights
        if not isinstance(leaf, Near):
            for terms in alternatives(leaf):
                self._leaves_of.setdefault(self._sequence(terms).number, []).append(number)
            return
        lefts, rights = (alternatives(side)[:NEAR_ALTERNATIVES] for side in (leaf.left, leaf.right))
        for left, right in product(lefts, rights):
            first, second = self._sequence(left).number, self._sequence(right).number
            nearness = _Nearness(number, first, second, len(left), len(right), leaf.distance)
            self._nears_of.setdefault(first, []).append(nearness)

    def _sequence(self, terms: Terms) -> _Sequence:
        if terms in self._sequences:
            return self._sequences[terms]
        anchor = max(range(len(terms)), key=lambda at: (not terms[at].is_prefix, len(terms[at].lexeme)))
        needs = frozenset(term.lexeme for at, term in enumerate(terms) if at != anchor and not term.is_prefix)
        sequence = self._sequences[terms] = _Sequence(len(self._sequences), terms, anchor, needs)
        self._prefixes.update(term.lexeme for term in terms if term.is_prefix)
        self._terms.update(term.lexeme for term in terms if not term.is_prefix)
        if len(terms) == 1 and not terms[0].is_prefix:
            self._singles.setdefault(terms[0].lexeme, []).append(sequence.number)
        else:
            self._anchored.setdefault(terms[anchor].lexeme, []).append(sequence)
        return sequence

    def _roles(self, lexeme: str) -> _Roles:
        singles, sequences = self._singles.get(lexeme, []), self._anchored.get(lexeme, [])
        prefixes: list[str] = []
        if lexeme.startswith(EXACT):
            prefixes = [lexeme[:length] for length in self._lengths if lexeme[:length] in self._prefixes]
            begun = [one for prefix in prefixes if prefix != lexeme for one in self._anchored.get(prefix, [])]
            sequences = sequences + [one for one in begun if one.terms[one.anchor].is_prefix]
        is_idle = not (singles or sequences or prefixes)
        roles = _NONE if is_idle else _Roles(tuple(singles), tuple(sequences), tuple(dict.fromkeys(prefixes)))
        if len(self._memo) >= LARGEST_MEMO:
            self._memo.clear()
        self._memo[lexeme] = roles
        return roles


def _follow(sequences: Iterable[_Sequence], postings: Postings, begun: dict[str, set[int]], standing: Found) -> None:
    """Add the places where all terms of a sequence follow one another, as postings of its first term."""
    known: dict[tuple[str, bool], dict[int, int]] = {}

    def places_of(lexeme: str, is_prefix: bool) -> dict[int, int]:
        key = lexeme, is_prefix
        if key not in known:
            posted = begun.get(lexeme, ()) if is_prefix else postings.get(lexeme, ())
            known[key] = {posting >> 2: posting for posting in posted}
        return known[key]

    for sequence in sequences:
        terms, anchor = sequence.terms, sequence.anchor
        starts = [position - anchor for position in places_of(terms[anchor].lexeme, terms[anchor].is_prefix)]
        for at, term in enumerate(terms):
            if at != anchor:
                there = places_of(term.lexeme, term.is_prefix)
                starts = [start for start in starts if start + at in there]
            if not starts:
                break
        else:
            first = places_of(terms[0].lexeme, terms[0].is_prefix)
            standing.setdefault(sequence.number, set()).update(first[start] for start in starts)


def _close(lefts: set[int], rights: set[int], near: _Nearness) -> set[int]:
    """The postings of `lefts` that have one of `rights` near them."""
    starts = [posting >> 2 for posting in rights]
    ahead, behind = near.left_length - 1, near.right_length - 1
    found = set()
    for posting in lefts:
        position = posting >> 2
        for start in starts:
            if 1 <= start - position - ahead <= near.distance or 1 <= position - start - behind <= near.distance:
                found.add(posting)
                break
    return found
