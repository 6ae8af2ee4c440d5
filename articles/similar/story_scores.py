"""How likely two articles tell of the same event, without sharing text: by rare words, companies, topics and dates.

A logistic regression over seven features; its weights stand in a data file.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, cached_property
from math import exp
from pathlib import Path
from typing import Final

from articles.similar.key_terms import RARE_FROM, KeyTerm, alike

WINDOW: Final = timedelta(days=3)  # articles further apart are not compared
FEWEST_SHARED: Final = 2  # key terms in common that make two articles worth comparing
_MOST_RARE: Final = 4
_WEIGHTS: Final = Path(__file__).parent / "data" / "story_weights.csv"


@dataclass(frozen=True, kw_only=True)
class Telling:
    """What an article is compared by. `companies`, `topics` and `people` are ids or slugs."""

    published_at: datetime
    terms: tuple[KeyTerm, ...]
    companies: frozenset[int | str] = frozenset()
    topics: frozenset[int | str] = frozenset()
    people: frozenset[int | str] = frozenset()

    @cached_property
    def rarities(self) -> dict[str, float]:
        """`{stem: rarity}` of all its terms."""
        return {term.stem: term.rarity for term in self.terms}

    @cached_property
    def weights(self) -> dict[str, float]:
        """`{stem: weight}` of all its terms."""
        return {term.stem: term.weight for term in self.terms}

    @cached_property
    def title(self) -> dict[str, float]:
        """`{stem: rarity}` of the terms in its title."""
        return {term.stem: term.rarity for term in self.terms if term.is_in_title}


def pair_features(first: Telling, second: Telling) -> dict[str, float]:
    """What the score is made of, each from 0 to 1, `days` up to the window's."""
    rare = min(len(_shared_names(first, second)), len(_shared_names(second, first)))
    return {
        "alike": alike(first.weights, second.weights),
        "title": alike(first.title, second.title),
        "rare": min(rare, _MOST_RARE) / _MOST_RARE,
        "topics": len(first.topics & second.topics) / max(1, len(first.topics | second.topics)),
        "other_companies": float(bool(first.companies and second.companies and not first.companies & second.companies)),
        "people": float(bool(first.people & second.people)),
        "days": abs(first.published_at - second.published_at) / timedelta(days=1),
    }


def score_pair(first: Telling, second: Telling) -> float:
    """How likely both tell of one event, from 0 to 1; 0 where they lie too far apart to be compared."""
    if abs(first.published_at - second.published_at) > WINDOW:
        return 0.0
    weights = read_weights()
    sum_ = weights["bias"] + sum(weights[name] * value for name, value in pair_features(first, second).items())
    return 1 / (1 + exp(-sum_))


def _shared_names(telling: Telling, other: Telling) -> set[int]:
    """The names and other rare words of an article, as numbers, that the other has too: a long name counts once."""
    return {term.name for term in telling.terms if term.rarity >= RARE_FROM and term.stem in other.rarities}


@cache
def read_weights() -> Mapping[str, float]:
    """`{feature: weight}` from the data file."""
    with _WEIGHTS.open(encoding="utf-8") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        return {row["feature"]: float(row["weight"]) for row in rows}
