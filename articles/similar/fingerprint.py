"""The fingerprint of a text: a small sample of its shingles by which copies find one another.

A scaled sketch keeps every shingle whose number lies below a threshold, so that two texts keep the same ones wherever
they agree, and a short text's sample stands whole in that of a long one which contains it (a sketch of fixed size
thins out in long texts). The idea is FracMinHash: Irber et al., 'Lightweight compositional analysis of metagenomes',
2022; short texts have a floor as in bottom-k sketches (Broder, 1997).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from articles.similar.shingles import Hashes, hash_shingles, split_words

SCALE: Final = 8  # one shingle in eight
FLOOR: Final = 40  # shingles that a sketch has at least, where the text has so many
MOST: Final = 4_000  # shingles of a sketch: a text of some 32,000 words keeps its share
_THRESHOLD: Final = (1 << 63) // SCALE


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sketch:
    """The shingles kept of a text, ascending, and how many different ones the text has."""

    hashes: Hashes
    shingle_count: int


def fewest_common(size: int) -> int:
    """How many hashes of a sketch of `size` a text must hold to be worth comparing; one alone is a set phrase."""
    return 1 if size < FLOOR // 2 else 2


def sketch_text(text: str) -> Sketch:
    """The fingerprint of a text."""
    return sketch_shingles(hash_shingles(split_words(text)))


def sketch_shingles(hashes: Hashes) -> Sketch:
    """The fingerprint of a text whose shingles are known."""
    kept = int(np.searchsorted(hashes, _THRESHOLD))
    return Sketch(hashes=hashes[: min(max(kept, FLOOR), MOST)].copy(), shingle_count=len(hashes))
