"""What stands between white space, taken apart once and from then on a number.

An invented archive is made of some hundred thousand such tokens, each met again and again: with what the tokeniser and
the fingerprints make of them in arrays, articles are worked on by the hundred. It is the same as from whole texts since
no word reaches over white space.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from articles.query.words import slots_of
from articles.similar.shingles import number_words, split_words

Array = npt.NDArray[Any]
Tokens = npt.NDArray[np.int32]

POSTING_BITS: Final = 16


class Runs:
    """Runs of an array, one behind another."""

    def __init__(self, values: Array, counts: Array) -> None:
        self.values, self.counts = values, counts
        self._starts = np.cumsum(counts) - counts

    def at(self, which: Array) -> tuple[Array, Array]:
        """Some of the runs, one behind another, and the length of each."""
        counts = self.counts[which]
        return self.values[spread(self._starts[which], counts)], counts


def spread(starts: Array, counts: Array) -> Array:
    """The numbers from each start on, as many as its count says, one run behind another."""
    before = np.cumsum(counts) - counts
    return np.repeat(starts - before, counts) + np.arange(int(counts.sum()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """What a lexicon knew at one moment.

    `slots` says how many positions each token takes. `places` has its lexemes by their ranks in the order of bytes, and
    where in it each stands: rank << 16 | slot << 2. `words` has the numbers of its words for shingles. `spelling` has
    the bytes of each lexeme by its number, with a zero behind, `order` the numbers by rank, and `ranks` the other way.
    """

    slots: Array
    places: Runs
    words: Runs
    spelling: Runs
    order: Array
    ranks: Array


class Lexicon:
    """The tokens met so far, and their lexemes, both numbered as they came."""

    def __init__(self) -> None:
        self.lexemes: list[str] = []
        self.figures: dict[int, tuple[str, ...]] = {}  # of the few tokens that have words with a digit in front
        self._tokens = _Numbers()
        self._numbers: dict[str, int] = {}
        self._slot_counts = array("q")
        self._held, self._slots, self._held_counts = array("q"), array("q"), array("q")
        self._words, self._word_counts = array("Q"), array("q")
        self._spelling, self._lengths = bytearray(), array("q")
        self._order: Array = np.empty(0, np.int64)
        self._tables: Tables | None = None

    def tokens(self, text: str) -> Tokens:
        """A text as numbers of its tokens."""
        return np.array(list(map(self._tokens.__getitem__, text.split())), dtype=np.int32)

    def facets(self, lexemes: Iterable[str]) -> Array:
        """The numbers of lexemes that no token has."""
        return np.array([*map(self._number_of, lexemes)], dtype=np.int64)

    def tables(self) -> Tables:
        """Everything about the tokens and lexemes met so far."""
        if self._tables is None or self._tokens.new or len(self._order) < len(self.lexemes):
            for token in self._tokens.new:
                self._take_apart(token)
            self._tokens.new.clear()
            self._tables = self._made_tables()
        return self._tables

    def _take_apart(self, token: str) -> None:
        slots = [slot for surface in slots_of(token) for slot in surface]
        self._slot_counts.append(len(slots))
        self._held_counts.append(sum(map(len, slots)))
        for place, slot in enumerate(slots):
            for lexeme in slot:
                self._held.append(self._number_of(lexeme))
                self._slots.append(place)
        words = split_words(token)
        self._words.extend(number_words(words))
        self._word_counts.append(len(words))
        if figures := tuple(word for word in words if word[0].isdigit()):
            self.figures[len(self._slot_counts) - 1] = figures

    def _number_of(self, lexeme: str) -> int:
        number = self._numbers.get(lexeme)
        if number is None:
            number = self._numbers[lexeme] = len(self.lexemes)
            self.lexemes.append(lexeme)
            spelled = lexeme.encode() + b"\0"
            self._spelling += spelled
            self._lengths.append(len(spelled))
        return number

    def _made_tables(self) -> Tables:
        self._put_in_order()
        ranks = np.empty_like(self._order)
        ranks[self._order] = np.arange(len(ranks))
        return Tables(
            slots=np.array(self._slot_counts),
            places=Runs(
                ranks[np.array(self._held)] << POSTING_BITS | np.array(self._slots) << 2, np.array(self._held_counts)
            ),
            words=Runs(np.array(self._words), np.array(self._word_counts)),
            spelling=Runs(np.frombuffer(bytes(self._spelling), np.uint8), np.array(self._lengths)),
            order=self._order,
            ranks=ranks,
        )

    def _put_in_order(self) -> None:
        """Put the new lexemes where they belong; sorting all of them again would take longer than the articles do."""
        spelling = self.lexemes.__getitem__
        new = sorted(range(len(self._order), len(self.lexemes)), key=spelling)
        places = [bisect_left(self._order, spelling(number), key=spelling) for number in new]
        self._order = np.insert(self._order, places, new)


class _Numbers(dict[str, int]):
    """Numbers given in the order of asking; `new` are those that nobody has looked at yet."""

    def __init__(self) -> None:
        super().__init__()
        self.new: list[str] = []

    def __missing__(self, token: str) -> int:
        number = self[token] = len(self)
        self.new.append(token)
        return number
