"""Where common words stand, word by word: the search vectors turned round, for phrases of such words.

The index of the vectors knows which articles hold a word, not where. So of a phrase of common words PostgreSQL reads
the vector of every article that holds them all. Packed by word, the places of a hundred thousand articles are some
hundred kilobytes, and laying those of two words side by side takes milliseconds.

Articles are taken together in parts by their ids. What is packed of one word and one part is, in little-endian
numbers: how many articles hold the word (4 bytes), their offsets within the part, ascending (2 bytes each), all
postings of these articles, one article after another (2 bytes each), and how many each has (1 byte each). A posting is
position * 4 + weight, as in `articles.query.postings`, whose limits make both fit.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

PART: Final = 32_768  # articles' ids that are taken together
_HEAD: Final = 4  # bytes
_POSITION_BITS: Final = 16  # of a place; positions need 14, and two steps more so that none runs into the next article

Array = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Places:
    """Where words stand: for each word and article with it, their numbers and how many of `postings` are theirs."""

    words: Array
    articles: Array
    counts: Array
    postings: Array

    def only(self, mask: Array) -> Places:
        """Those of a mask."""
        return Places(
            self.words[mask], self.articles[mask], self.counts[mask], self.postings[np.repeat(mask, self.counts)]
        )


class Gatherer:
    """Collects the places of the words that it is told, article after article."""

    def __init__(self, words: Iterable[str]) -> None:
        self.numbers = {word: number for number, word in enumerate(words)}
        self._by_bytes = {word.encode(): number for word, number in self.numbers.items()}
        self._clear()

    def _clear(self) -> None:
        self._words, self._articles, self._counts = array("i"), array("i"), array("B")
        self._postings = bytearray()

    def add_vector(self, article: int, vector: bytes) -> None:
        """Collect from a vector as PostgreSQL sends it.

        That is how many lexemes (4 bytes), and for each its characters, a zero, how many positions (2 bytes) and the
        positions (2 bytes each, two bits of weight above the position).
        """
        numbers, at = self._by_bytes, 4
        for _ in range(int.from_bytes(vector[:4], "big")):
            end = vector.index(0, at)
            count = int.from_bytes(vector[end + 1 : end + 3], "big")
            number = numbers.get(vector[at:end])
            at = end + 3 + 2 * count
            if number is not None and count:
                self._words.append(number)
                self._articles.append(article)
                self._counts.append(count)
                self._postings += vector[end + 3 : at]

    def taken(self) -> Places:
        """What was collected; the next begins with nothing."""
        sent = np.frombuffer(bytes(self._postings), ">u2").astype(np.uint16)
        found = Places(np.array(self._words), np.array(self._articles), np.array(self._counts), sent << 2 | sent >> 14)
        self._clear()
        return found


def joined(places: Collection[Places]) -> Places:
    """Places of different articles together."""
    return Places(
        np.concatenate([one.words for one in places]),
        np.concatenate([one.articles for one in places]),
        np.concatenate([one.counts for one in places]),
        np.concatenate([one.postings for one in places]),
    )


def packed(places: Places) -> Iterator[tuple[int, bytes]]:
    """(word's number, what is packed of it), ascending, of places that lie in one part."""
    if not len(places.words):
        return
    order = _order(places)
    words, counts = places.words[order], places.counts[order]
    ends = np.cumsum(places.counts, dtype=np.int64)[order]
    lengths = counts.astype(np.int64)
    sorted_ends = np.cumsum(lengths)
    postings = places.postings[
        np.repeat(ends - sorted_ends, lengths) + np.arange(int(sorted_ends[-1]))  # each article's run, moved whole
    ].astype("<u2")
    offsets = (places.articles[order] % PART).astype("<u2")
    firsts = np.flatnonzero(np.diff(words, prepend=-1))
    for first, last in zip(firsts, [*firsts[1:], len(words)], strict=True):
        start = int(sorted_ends[first] - lengths[first])
        yield (
            int(words[first]),
            int(last - first).to_bytes(_HEAD, "little")
            + offsets[first:last].tobytes()
            + postings[start : int(sorted_ends[last - 1])].tobytes()
            + counts[first:last].tobytes(),
        )


def _order(places: Places) -> Array:
    """The order of words, and of articles for each; numbers of two bytes are sorted by counting, not by comparing."""
    width = np.uint16 if int(places.words.max()) <= np.iinfo(np.uint16).max else np.uint32
    by_article = np.argsort((places.articles % PART).astype(np.uint16), kind="stable")
    order: Array = by_article[np.argsort(places.words[by_article].astype(width), kind="stable")]
    return order


def unpacked(held: bytes, *, word: int, part: int) -> Places:
    """The places that `packed` made `held` of."""
    count = int.from_bytes(held[:_HEAD], "little")
    total = (len(held) - _HEAD - 3 * count) // 2
    offsets = np.frombuffer(held, "<u2", count, _HEAD)
    return Places(
        np.full(count, word, np.int32),
        offsets.astype(np.int32) + part * PART,
        np.frombuffer(held, np.uint8, count, len(held) - count),
        np.frombuffer(held, "<u2", total, _HEAD + 2 * count),
    )


def standing(held: bytes, weights: Collection[int]) -> Array:
    """The places of a word within a part, ascending: one number for each, of article and position; see `following`.

    Of postings with one of `weights` only.
    """
    places = unpacked(held, word=0, part=0)
    found: Array = (np.repeat(places.articles.astype(np.uint32), places.counts) << _POSITION_BITS) | (
        places.postings >> 2
    )
    if len(weights) < len("DCBA"):
        found = found[np.isin(places.postings & 3, list(weights))]
    if np.any(found[1:] == found[:-1]):  # the last position of all may be there with several weights
        found = np.unique(found)
    return found


def following(first: Array, second: Array, gap: int) -> Array:
    """Those places of `second` that stand `gap` positions behind one of `first`."""
    return np.intersect1d(first + np.uint32(gap), second, assume_unique=True)


def articles_of(places: Array, part: int) -> Array:
    """The ids of the articles that places lie in, ascending."""
    offsets = (places >> _POSITION_BITS).astype(np.int32)
    found: Array = offsets[np.diff(offsets, prepend=-1) > 0] + part * PART
    return found
