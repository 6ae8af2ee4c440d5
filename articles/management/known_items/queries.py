"""Queries of people who look for one article: its title, or its lead in other words, well or badly spelt."""

from __future__ import annotations

import random
import re
import string
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from articles.management.duplicates.stories import Story
from articles.query.build import STOP_WORDS

KINDS: Final = ("title", "title, misspelt", "lead, rephrased", "lead, rephrased and misspelt")
_WORD: Final = re.compile(r"\w[\w.,&'/-]{0,40}\w|\w")
_SENTENCE_END: Final = re.compile(r"(?<=[a-z]{2})[.!?](?=\s+[A-Z])")
_FEWEST_WORDS: Final = 4
_MOST_WORDS: Final = 12
_LEFT_OUT: Final = 0.25  # of the words of a lead
_INFLECTED: Final = 0.25
_SHORTEST_MISSPELT: Final = 5  # letters


@dataclass(frozen=True, slots=True)
class KnownItem:
    """A query, how it was made, and the number of the story it was made from."""

    kind: str
    query: str
    number: int


def make_queries(stories: Sequence[Story], *, count: int, seed: int) -> Iterator[KnownItem]:
    """Four queries, one a kind, for each of `count` stories that the seed chooses."""
    chance = random.Random(seed)  # noqa: S311  (a sample, no secret)
    eligible = [one for one in stories if len(one.title.split()) >= _FEWEST_WORDS]
    for story in chance.sample(eligible, min(count, len(eligible))):
        lead = rephrase(story.text, chance)
        yield KnownItem(KINDS[0], story.title, story.number)
        yield KnownItem(KINDS[1], misspell(story.title, chance), story.number)
        yield KnownItem(KINDS[2], lead, story.number)
        yield KnownItem(KINDS[3], misspell(lead, chance), story.number)


def rephrase(text: str, chance: random.Random) -> str:
    """The first sentence of `text` retold: some words gone, some inflected, its halves exchanged."""
    end = _SENTENCE_END.search(text, 0, 600)
    words = [word for word in _WORD.findall(text[: end.start() if end else 300]) if word.lower() not in STOP_WORDS]
    kept = [word for word in words if chance.random() >= _LEFT_OUT][:_MOST_WORDS]
    kept = kept if len(kept) >= _FEWEST_WORDS else words[:_MOST_WORDS]
    told = [_inflected(word) if chance.random() < _INFLECTED else word for word in kept]
    half = len(told) // 2
    return " ".join((*told[half:], *told[:half]))


def misspell(query: str, chance: random.Random) -> str:
    """`query` with one slip in one word: a letter lost, put in, exchanged with its neighbour, or wrong."""
    words = query.split(" ")
    places = [at for at, word in enumerate(words) if word.isalpha() and len(word) >= _SHORTEST_MISSPELT]
    if places:
        at = chance.choice(places)
        words[at] = _slip(words[at], chance)
    return " ".join(words)


def _inflected(word: str) -> str:
    """The plural of a word, or the singular of a plural, as far as a rule of thumb goes; names stay."""
    if not word.isalpha() or not word.islower() or len(word) <= 3:
        return word
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word + "s"


def _slip(word: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(word) - 1)
    letter = chance.choice(string.ascii_lowercase)
    letter = letter.upper() if word.isupper() else letter
    kind = chance.randrange(4)
    if kind == 0:
        return word[:at] + word[at + 1 :]
    if kind == 1:
        return word[:at] + letter + word[at:]
    if kind == 2:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word[:at] + letter + word[at + 1 :]
