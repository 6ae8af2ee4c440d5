"""Compares extraction with what Reuters' editors noted of their own stories: the fields PLACES and PEOPLE.

The fields tell what a story is about, whether or not its words name it ('usa' for any American company), and people
by surname. So they measure recall alone, and a place missed need not stand in the text.
"""

from __future__ import annotations

import gzip
import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from articles.documents import ExtractedArticle, PlaceEntry

SEED = 21_578
WORST = 15
_STORY = re.compile(r'<REUTERS[^>]*NEWID="(\d+)">(.*?)<TEXT', re.DOTALL)
_FIELD = {kind: re.compile(rf"<{kind.upper()}>(.*?)</{kind.upper()}>") for kind in ("places", "people")}
_VALUE = re.compile(r"<D>(.*?)</D>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """What the editors noted of one story, in their own codes ('west-germany', 'james-baker')."""

    number: str
    places: tuple[str, ...]
    people: tuple[str, ...]


@dataclass(slots=True, kw_only=True)
class Agreement:
    """How many of the codes were found, and which were not."""

    found: int = 0
    missed: Counter[str] = field(default_factory=Counter)

    def add(self, code: str, *, is_found: bool) -> None:
        """Counts one code of one story."""
        if is_found:
            self.found += 1
        else:
            self.missed[code] += 1

    def as_json(self) -> dict[str, Any]:
        """The counts as plain values, with the codes missed most."""
        noted = self.found + self.missed.total()
        return {
            "noted": noted,
            "recall": round(self.found / noted, 4) if noted else 1.0,
            "missed": dict(self.missed.most_common(WORST)),
        }


def sample_noted(folder: Path, count: int) -> dict[str, Noted]:
    """`count` stories that have both fields, drawn by a fixed seed, by their numbers; all where there are fewer."""
    stories = [one for path in sorted(folder.glob("*.sgm.gz")) for one in _read(path) if one.places and one.people]
    chosen = random.Random(SEED).sample(stories, min(count, len(stories)))  # noqa: S311 - a sample, no secret
    return {story.number: story for story in chosen}


def _read(path: Path) -> Iterator[Noted]:
    with gzip.open(path, "rt", encoding="latin-1") as file:
        for number, head in _STORY.findall(file.read()):
            values = {kind: _VALUE.findall(match[1]) for kind, form in _FIELD.items() if (match := form.search(head))}
            yield Noted(number=number, places=tuple(values.get("places", ())), people=tuple(values.get("people", ())))


class FieldJudge:
    """Compares articles with what was noted of them."""

    def __init__(self, places: Sequence[PlaceEntry]) -> None:
        self._places = {_code(name): place.slug for place in reversed(places) for name in _names(place)}
        self.agreements = {"places": Agreement(), "people": Agreement()}

    def judge(self, article: ExtractedArticle, noted: Noted) -> None:
        """Counts what of `noted` the article has; a person agrees by surname."""
        places = {finding.slug for finding in article.places}
        surnames = {finding.slug.rpartition("-")[2] for finding in article.people}
        for code in noted.places:
            self.agreements["places"].add(code, is_found=self._places.get(code) in places)
        for code in noted.people:
            self.agreements["people"].add(code, is_found=code.rpartition("-")[2] in surnames)

    def as_json(self) -> dict[str, Any]:
        """The agreement in each field as plain values."""
        return {kind: agreement.as_json() for kind, agreement in self.agreements.items()}


def _names(place: PlaceEntry) -> Iterable[str]:
    return (*place.aliases, place.name)


def _code(name: str) -> str:
    return name.lower().replace(".", "").replace(" ", "-")
