"""Invented words and names, as frequent as words are (Zipf's law), the same for the same seed."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Final

import numpy as np
import numpy.typing as npt

from articles import query
from articles.query.words import read_words

WORDS: Final = 60_000
COMPANIES: Final = 2_000
TOPICS: Final = 60
SOURCES: Final = 50
PEOPLE: Final = 3_000
PLACES: Final = 300
_COMMON_WORDS: Final = Path(query.__file__).parent / "data" / "stop_words.txt"
_ONSETS: Final = (
    "b", "br", "c", "ch", "d", "dr", "f", "g", "gr", "h", "k", "l", "m", "n", "p", "pr", "r", "s", "st", "t", "tr", "v",
)  # fmt: skip
_RIMES: Final = ("a", "al", "an", "ar", "e", "el", "en", "er", "i", "in", "is", "o", "on", "or", "u", "um", "y")
_FORMS: Final = ("Holdings", "Industries", "Bank", "Energy", "Motors", "Systems", "Foods", "Pharma", "Lines", "Group")
_PAPERS: Final = ("Ledger", "Courier", "Gazette", "Wire", "Bulletin", "Monitor", "Dispatch", "Chronicle")

Numbers = npt.NDArray[np.int64]


class Language:
    """The words of one seed and how often each is used."""

    def __init__(self, seed: int) -> None:
        random = Random(seed)  # noqa: S311  # not for secrets: the same seed gives the same words
        common = sorted(read_words(_COMMON_WORDS), key=lambda word: (len(word), word))
        invented = dict.fromkeys(_word(random) for _ in range(WORDS * 2))
        self.words = np.array([*common, *(word for word in invented if word not in common)][:WORDS], dtype=object)
        self.companies = _names(random, COMPANIES, lambda: f"{_word(random).title()} {random.choice(_FORMS)}")
        self.topics = _names(random, TOPICS, lambda: f"{_word(random).title()} {_word(random)}")
        self.sources = _names(random, SOURCES, lambda: f"The {_word(random).title()} {random.choice(_PAPERS)}")
        self.people = _names(random, PEOPLE, lambda: f"{_word(random).title()} {_word(random).title()}")
        self.places = _names(random, PLACES, lambda: _word(random).title())
        self._word_odds = _zipf(len(self.words), 1.05)
        self._company_odds = _zipf(COMPANIES, 0.9)
        self._topic_odds = _zipf(TOPICS, 0.8)
        self._source_odds = _zipf(SOURCES, 0.7)
        self._person_odds = _zipf(PEOPLE, 0.9)
        self._place_odds = _zipf(PLACES, 0.9)

    def words_in_use(self, generator: np.random.Generator, count: int) -> list[str]:
        """`count` words, each as often as its rank has it."""
        found: list[str] = self.words[_drawn(generator, self._word_odds, count)].tolist()
        return found

    def rare_words(self, generator: np.random.Generator, count: int) -> list[str]:
        """Words that hardly any other story has."""
        found: list[str] = self.words[generator.integers(WORDS // 3, len(self.words), count)].tolist()
        return found

    def company_numbers(self, generator: np.random.Generator, count: int) -> list[int]:
        """Different companies, few of them often."""
        return list(dict.fromkeys(_drawn(generator, self._company_odds, count).tolist()))

    def topic_numbers(self, generator: np.random.Generator, count: int) -> list[int]:
        """Different topics, few of them often."""
        return list(dict.fromkeys(_drawn(generator, self._topic_odds, count).tolist()))

    def person_numbers(self, generator: np.random.Generator, count: int) -> list[int]:
        """Different people, few of them often."""
        return list(dict.fromkeys(_drawn(generator, self._person_odds, count).tolist()))

    def place_numbers(self, generator: np.random.Generator, count: int) -> list[int]:
        """Different places, few of them often."""
        return list(dict.fromkeys(_drawn(generator, self._place_odds, count).tolist()))

    def source_number(self, generator: np.random.Generator) -> int:
        """A publisher; some publish far more than others."""
        return int(_drawn(generator, self._source_odds, 1)[0])


@lru_cache(maxsize=1)
def language_of(seed: int) -> Language:
    """The language of a seed, built once."""
    return Language(seed)


def _zipf(count: int, exponent: float) -> npt.NDArray[np.float64]:
    """Cumulated odds of ranks from 0."""
    odds = 1.0 / np.arange(1, count + 1, dtype=np.float64) ** exponent
    cumulated: npt.NDArray[np.float64] = np.cumsum(odds / odds.sum())
    return cumulated


def _drawn(generator: np.random.Generator, odds: npt.NDArray[np.float64], count: int) -> Numbers:
    return np.minimum(np.searchsorted(odds, generator.random(count)), len(odds) - 1)


def _word(random: Random) -> str:
    return "".join(random.choice(_ONSETS) + random.choice(_RIMES) for _ in range(random.choice((2, 2, 2, 3, 3, 4))))


def _names(random: Random, count: int, make: object) -> tuple[str, ...]:
    assert callable(make)
    names: dict[str, None] = {}
    while len(names) < count:
        names[make()] = None
    return tuple(names)
