"""Two texts compared by all their words, to tell copies from texts that only share a phrase or a form.

Markets news is full of forms: the same sentences every week with other figures in them. So of two texts that share
much but not nearly all, the figures have to agree too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from articles.similar.shingles import Hashes, hash_shingles, shared_count, split_words

COPIED_FROM: Final = 0.5  # share of the shorter text that stands in the longer
FEWEST_SHARED: Final = 12  # shingles, some 15 words in a row: less than that is a phrase, and no copy
ALIKE_FROM: Final = 0.6  # share of the longer text, from which neither is merely part of the other
_VERBATIM_FROM: Final = 0.95
_FEWEST_FIGURES: Final = 3  # fewer say nothing
_SAME_FIGURES_FROM: Final = 0.7
_SURE_FROM: Final = 1.45  # share of the words and share of the figures added; see `manage.py evaluate_duplicates`


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Profile:
    """What a text is compared by: its shingles, and its different words that begin with a digit."""

    shingles: Hashes
    figures: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """How many shingles two texts have and how many stand in both; of the shorter's figures, the share in the longer.

    `figures` is None where the shorter text has too few to tell.
    """

    first: int
    second: int
    shared: int
    figures: float | None = None

    @property
    def containment(self) -> float:
        """The share of the shorter text that stands in the longer, from 0 to 1."""
        return self.shared / min(self.first, self.second) if self.shared else 0.0

    @property
    def coverage(self) -> float:
        """The share of the longer text that stands in the shorter, from 0 to 1."""
        return self.shared / max(self.first, self.second) if self.shared else 0.0

    @property
    def is_copy(self) -> bool:
        """Whether one text repeats the other or a good part of it, or is contained in it."""
        if self.shared == self.first == self.second:
            return self.shared > 0
        if self.shared < FEWEST_SHARED or self.containment < COPIED_FROM:
            return False
        if self.figures is None or self.containment >= _VERBATIM_FROM:
            return True
        return self.figures >= _SAME_FIGURES_FROM and self.containment + self.figures >= _SURE_FROM


def profile_text(text: str) -> Profile:
    """What a text is compared by."""
    words = split_words(text)
    return Profile(shingles=hash_shingles(words), figures=frozenset(word for word in words if word[0].isdigit()))


def compare_profiles(first: Profile, second: Profile) -> Overlap:
    """Compare two texts; of equally long ones the first counts as the shorter."""
    shorter, longer = (second, first) if len(second.shingles) < len(first.shingles) else (first, second)
    has_enough = len(shorter.figures) >= _FEWEST_FIGURES
    return Overlap(
        first=len(first.shingles),
        second=len(second.shingles),
        shared=shared_count(first.shingles, second.shingles),
        figures=len(shorter.figures & longer.figures) / len(shorter.figures) if has_enough else None,
    )
