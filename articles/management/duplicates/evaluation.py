"""Recall and precision of the search for copies, on real stories with edited copies among them.

A pair counts as due where an edit made it, as right where it is due, where both repeat one story, or where two stories
of the collection were judged to be copies of one another.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from time import process_time

from articles.management.duplicates.edits import EDITS, EditedCopy, edited_copies
from articles.management.duplicates.finding import CopyIndex
from articles.management.duplicates.stories import Story

KnownPairs = Collection[tuple[int, int]]  # (lower, higher) number of two stories


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What an evaluation found. `due` and `found` count by edit.

    `wrong_pairs` are (story, story, containment), `missed` (edit, story).
    """

    stories: int
    copies: int
    due: Counter[str]
    found: Counter[str]
    right: int
    wrong: int
    real_pairs: int
    seconds: float
    wrong_pairs: tuple[tuple[int, int, float], ...] = ()
    missed: tuple[tuple[str, int], ...] = ()

    @property
    def recall(self) -> float:
        """Of the pairs due, the share found."""
        return self.found.total() / self.due.total() if self.due else 1.0

    @property
    def precision(self) -> float:
        """Of the pairs found, the share that is right."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    def recall_of(self, edit: str) -> float:
        """Of the pairs that one edit made, the share found."""
        return self.found[edit] / self.due[edit] if self.due[edit] else 1.0

    @property
    def texts_a_second(self) -> float:
        """Texts taken in and compared a second of one core."""
        return (self.stories + self.copies) / self.seconds


def read_judged_pairs(path: Path) -> frozenset[tuple[int, int]]:
    """The pairs of stories that a CSV file (lower, higher, verdict; `#` lines left out) does not call a form."""
    lines = (line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    rows = csv.DictReader(lines)
    return frozenset((int(row["lower"]), int(row["higher"])) for row in rows if row["verdict"] != "form")


def evaluate(stories: Sequence[Story], *, story_count: int, copy_count: int, seed: int, known: KnownPairs) -> Measured:
    """Choose stories and edit copies by `seed`, take all in, in a mixed order, and judge the pairs found."""
    random = Random(seed)  # noqa: S311  # not for secrets: the same seed gives the same copies
    chosen = random.sample(stories, min(story_count, len(stories)))
    copies = edited_copies(chosen, count=min(copy_count, len(chosen)), random=random)
    texts: list[Story | EditedCopy] = [*chosen, *copies]
    random.shuffle(texts)
    started = process_time()
    index = CopyIndex()
    pairs = {
        (earlier, number): overlap.containment
        for number, text in enumerate(texts)
        for earlier, overlap in index.add(text.text).items()
    }
    return _judged(texts, pairs, known, seconds=process_time() - started)


def _judged(
    texts: Sequence[Story | EditedCopy], pairs: dict[tuple[int, int], float], known: KnownPairs, *, seconds: float
) -> Measured:
    places = {text.number: place for place, text in enumerate(texts) if isinstance(text, Story)}
    due, found = Counter(dict.fromkeys(EDITS, 0)), Counter(dict.fromkeys(EDITS, 0))
    missed: list[tuple[str, int]] = []
    for place, text in enumerate(texts):
        if isinstance(text, EditedCopy):
            for number in text.sources:
                due[text.edit] += 1
                if (min(place, places[number]), max(place, places[number])) in pairs:
                    found[text.edit] += 1
                else:
                    missed.append((text.edit, number))
    right = real = 0
    wrong: list[tuple[int, int, float]] = []
    for (one, other), containment in pairs.items():
        sources = _sources(texts[one]), _sources(texts[other])
        is_real = isinstance(texts[one], Story) and isinstance(texts[other], Story)
        is_right = _share_text(*sources, known)
        right += is_right
        real += is_real and is_right
        if not is_right:
            wrong.append((min(sources[0]), min(sources[1]), round(containment, 3)))
    return Measured(
        stories=len(places),
        copies=len(texts) - len(places),
        due=due,
        found=found,
        right=right,
        wrong=len(pairs) - right,
        real_pairs=real,
        seconds=seconds,
        wrong_pairs=tuple(sorted(wrong)),
        missed=tuple(missed),
    )


def _sources(text: Story | EditedCopy) -> tuple[int, ...]:
    return (text.number,) if isinstance(text, Story) else text.sources


def _share_text(first: Sequence[int], second: Sequence[int], known: KnownPairs) -> bool:
    return any(one == other or (min(one, other), max(one, other)) in known for one in first for other in second)
