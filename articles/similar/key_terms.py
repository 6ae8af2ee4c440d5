"""The words that tell an article from all others: its key terms.

A word counts the more the rarer it is and the more often the article uses it. How rare a word is, the archive's own
counts and a list made of business news decide together, so that an archive of ten articles knows common words too.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice, pairwise
from math import log, sqrt
from pathlib import Path
from typing import Final

from articles.query.words import CAPITAL, EXACT, LONGEST_WORD, MOST_REMEMBERED, analyse, read_words, surfaces

KEPT: Final = 20  # terms of an article
RARE_FROM: Final = 4.5  # rarity of a word that one article in 90 has
_COMMON_BELOW: Final = 1.6  # rarity of a word that every fifth article has
_SHORTEST: Final = 3  # characters, figures apart
_TITLE_BONUS: Final = 2  # a word of the title counts as if the text had it twice more
_DAMPING: Final = 0.7  # exponent of the count: the tenth time says less than the first
_DAMPED: Final = tuple(count**_DAMPING for count in range(50))
_HEAVIEST: Final = 300.0
_ROUNDED_BY: Final = 0.02  # at most, between two weights
_PRIOR: Final = 5_000  # articles that the list stands for beside the archive's own
_MOST_WORDS: Final = 6_000  # of a text; what comes later is another story's, or a table's
_MYRIAD: Final = 10_000
_MARKS: Final = EXACT + CAPITAL  # of the lexemes that are no stems

_DATA: Final = Path(__file__).parent / "data"
_STOP_WORDS: Final = Path(__file__).parent.parent / "query" / "data" / "stop_words.txt"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyTerm:
    """A stem, how rare it is (the logarithm of how many articles there are to one that has it), and its weight.

    Rare terms that stand side by side somewhere in the article are one name, and have the same number in `name`.
    """

    stem: str
    rarity: float
    weight: float
    is_in_title: bool = False
    name: int = 0


@dataclass(frozen=True, slots=True)
class TermCounts:
    """How often a text has each stem, and which stand in its title; function words and single letters left out.

    `runs` are those of the title and of the text in their order: what stands side by side there may be one name.
    """

    counts: Mapping[str, int]
    in_title: frozenset[str]
    runs: tuple[Sequence[str], ...] = ()

    @property
    def stems(self) -> frozenset[str]:
        """All of them."""
        return self.in_title.union(self.counts)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveCounts:
    """In how many of `articles` counted ones each stem stands; a stem that is missing stands in none."""

    articles: int = 0
    of_stem: Mapping[str, int]


NOTHING_COUNTED: Final = ArchiveCounts(of_stem={})


def count_terms(title: str, text: str) -> TermCounts:
    """The stems of an article with their counts."""
    of_title, of_text = list(_stems(title)), list(_stems(text))
    return TermCounts(counts=Counter(of_text), in_title=frozenset(of_title), runs=(of_title, of_text))


class Rarities(dict[str, float]):
    """`{stem: the natural logarithm of articles to one that has it}`, to two decimals, as stored.

    Reckoned when it is asked for, and once for all articles of a batch.
    """

    def __init__(self, counted: ArchiveCounts = NOTHING_COUNTED) -> None:
        super().__init__()
        self._shares, self._holding = word_shares(), counted.of_stem
        self._articles = _PRIOR + counted.articles + 1
        self._rarest = round(log(self._articles), 2)

    def __missing__(self, stem: str) -> float:
        share, holding = self._shares.get(stem), self._holding.get(stem)
        if share is None and holding is None:
            return self._rarest
        found = self[stem] = round(log(self._articles / ((share or 0.0) * _PRIOR + (holding or 0) + 1)), 2)
        return found


def key_terms(terms: TermCounts, rarities: Rarities | None = None) -> tuple[KeyTerm, ...]:
    """The terms of most weight, the weightiest first; without `rarities` those of an archive that has counted none."""
    in_title, counts = terms.in_title, terms.counts
    rarities = Rarities() if rarities is None else rarities
    weighted = [
        (_raw_weight(rarity, counts.get(stem, 0) + _TITLE_BONUS * (stem in in_title)), stem, rarity)
        for stem in terms.stems
        if (rarity := rarities[stem]) >= _COMMON_BELOW
    ]
    if len(weighted) > KEPT:
        # Only those can be among the first that are no further behind than rounding reaches; the rest is not rounded.
        least = sorted([weight for weight, _, _ in weighted], reverse=True)[KEPT - 1] - _ROUNDED_BY
        weighted = [one for one in weighted if one[0] >= least]
    found = sorted((-round(weight, 2), stem, rarity) for weight, stem, rarity in weighted)[:KEPT]
    names = _names([stem for _, stem, rarity in found if rarity >= RARE_FROM], terms.runs)
    return tuple(
        KeyTerm(stem=stem, rarity=rarity, weight=-weight, is_in_title=stem in in_title, name=names.get(stem, 0))
        for weight, stem, rarity in found
    )


def _raw_weight(rarity: float, often: int) -> float:
    weight = rarity * (_DAMPED[often] if often < len(_DAMPED) else often**_DAMPING)
    return weight if weight < _HEAVIEST else _HEAVIEST


def alike(first: Mapping[str, float], second: Mapping[str, float]) -> float:
    """The cosine of two sets of weighted terms, from 0 to 1."""
    lengths = sqrt(sum(weight**2 for weight in first.values()) * sum(weight**2 for weight in second.values()))
    return (
        sum(first[stem] * second[stem] for stem in sorted(first.keys() & second.keys())) / lengths if lengths else 0.0
    )


def _names(stems: Iterable[str], runs: Iterable[Sequence[str]]) -> dict[str, int]:
    """A number from 1 for each stem, the same for stems that stand side by side."""
    names = {stem: number for number, stem in enumerate(stems, start=1)}
    together = {(one, other) for run in runs for one, other in pairwise(run) if one in names and other in names}
    for one, other in sorted(together):
        if names[one] != names[other]:
            low, high = sorted((names[one], names[other]))
            names = {stem: low if number == high else number for stem, number in names.items()}
    return names


@cache
def word_shares() -> dict[str, float]:
    """`{stem: share of articles that have it}` for words that are not rare, from the data file."""
    with (_DATA / "word_shares.csv").open(encoding="utf-8") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        return {row["stem"]: int(row["in_ten_thousand"]) / _MYRIAD for row in rows}


@cache
def _stop_words() -> frozenset[str]:
    return read_words(_STOP_WORDS)


def _stems(text: str) -> Iterable[str]:
    """The stems of a text, joined forms (e-commerce) among them; a surface's own forms come from the tokeniser."""
    known = _STEMS
    return (stem for surface in islice(surfaces(text), _MOST_WORDS) for stem in known[surface])


class _Stems(dict[str, tuple[str, ...]]):
    """The stems of surfaces met before: running text repeats itself."""

    def __missing__(self, surface: str) -> tuple[str, ...]:
        stop_words = _stop_words()
        lexemes = dict.fromkeys(one for slot in analyse(surface).slots for one in slot if one[0] not in _MARKS)
        found = tuple(
            stem for stem in lexemes if stem not in stop_words and (len(stem) >= _SHORTEST or stem[0].isdigit())
        )
        if len(self) >= MOST_REMEMBERED:
            self.clear()
        if len(surface) <= LONGEST_WORD:
            self[surface] = found
        return found


_STEMS = _Stems()
