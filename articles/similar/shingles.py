"""A text as the set of its word shingles, each a number.

A shingle is a run of words that follow one another; two texts share the shingles of every passage that stands in both.
Numbers are stable: the same words give the same number in every process and release, since sketches are stored.
"""

from __future__ import annotations

import re
from hashlib import blake2b
from typing import Final

import numpy as np
import numpy.typing as npt

SHINGLE_WORDS: Final = 4
MOST_REMEMBERED: Final = 200_000  # words, some 30 MB

Hashes = npt.NDArray[np.int64]  # 63 bits, ascending, each once: what PostgreSQL calls bigint
Numbers = npt.NDArray[np.uint64]  # of words, in the order of a text

_IDEOGRAPHS = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = re.compile(r"\w+")
_IDEOGRAPH = re.compile(f"[{_IDEOGRAPHS}]")
_WORD_OR_IDEOGRAPH = re.compile(rf"[{_IDEOGRAPHS}]|[^\W{_IDEOGRAPHS}]+")

# Odd numbers with well-mixed bits: a multiplier for each place in a shingle, then the mixer's (splitmix64).
_PLACES: Final = np.array(
    [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93], dtype=np.uint64
)
_MIX_1: Final = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2: Final = np.uint64(0x94D049BB133111EB)


def split_words(text: str) -> list[str]:
    """The words of a text as shingles count them, in lower case; Han and Kana characters are words of their own."""
    pattern = _WORD_OR_IDEOGRAPH if not text.isascii() and _IDEOGRAPH.search(text) else _WORD
    return pattern.findall(text.lower())


def hash_shingles(words: list[str]) -> Hashes:
    """The shingles of a text's words, ascending and each once; a text shorter than a shingle is one shingle."""
    return shingles_of_numbers(np.array(number_words(words), dtype=np.uint64))


def number_words(words: list[str]) -> list[int]:
    """The number of each word."""
    known = _HASHES
    return [known[word] for word in words]


def shingles_of_numbers(words: Numbers) -> Hashes:
    """The shingles of a text whose words' numbers are known."""
    if not len(words):
        return np.empty(0, dtype=np.int64)
    missing = SHINGLE_WORDS - len(words)
    numbers = np.concatenate((words, np.zeros(missing, dtype=np.uint64))) if missing > 0 else words
    count = len(numbers) - SHINGLE_WORDS + 1
    mixed = numbers[:count] * _PLACES[0]
    for place in range(1, SHINGLE_WORDS):
        mixed += numbers[place : place + count] * _PLACES[place]
    mixed ^= mixed >> np.uint64(30)
    mixed *= _MIX_1
    mixed ^= mixed >> np.uint64(27)
    mixed *= _MIX_2
    mixed ^= mixed >> np.uint64(31)
    return _each_once((mixed >> np.uint64(1)).view(np.int64))


def shared_count(first: Hashes, second: Hashes) -> int:
    """How many shingles stand in both."""
    both = np.concatenate((first, second))
    both.sort(kind="stable")  # two ascending runs, which a stable sort only merges
    return int(np.count_nonzero(both[1:] == both[:-1]))


def _each_once(hashes: Hashes) -> Hashes:
    hashes.sort()
    is_first = np.empty(len(hashes), dtype=np.bool_)
    is_first[0] = True
    np.not_equal(hashes[1:], hashes[:-1], out=is_first[1:])
    return hashes[is_first]


class _Hashes(dict[str, int]):
    """The number of each word met before."""

    def __missing__(self, word: str) -> int:
        digest = blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        if len(self) >= MOST_REMEMBERED:
            self.clear()
        found = self[word] = int.from_bytes(digest, "big")
        return found


_HASHES = _Hashes()
