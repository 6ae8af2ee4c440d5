"""Search vectors of many articles at once, as PostgreSQL reads them in its binary format.

They are those of `articles.index.vector`, from numbers of tokens instead of texts, and by arrays instead of word by
word. Short articles only: of PostgreSQL's limits, an article here meets but that of positions per lexeme.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from articles.index.positions import Places
from articles.management.corpus.lexicon import POSTING_BITS, Array, Tables, Tokens, spread
from articles.query.postings import GAP, LAST_POSITION, POSITIONS_PER_LEXEME, A, B, D

_RANK_BITS: Final = 20
_MOST_TOKENS: Final = 5_000  # of an article


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A title, a lead and the rest of a text, as tokens; and facet values, as numbers of lexemes."""

    title: Tokens
    lead: Tokens
    rest: Tokens
    facets: Array


@dataclass(frozen=True, slots=True, kw_only=True)
class Vectors:
    """The vectors of some documents, one run of postings for each word's lexeme of each of them.

    `sent` holds the vector of each, with its facet values.
    """

    sent: list[bytes]
    documents: Array
    ranks: Array
    counts: Array
    postings: Array

    def places(self, *, common: Array, first: int) -> Places:
        """Where common words stand: `common` has their numbers by rank, else -1; the articles' ids begin at `first`."""
        words = common[self.ranks]
        is_common = words >= 0
        return Places(
            words[is_common].astype(np.int32),
            (self.documents[is_common] + first).astype(np.int32),
            self.counts[is_common].astype(np.uint8),
            self.postings[np.repeat(is_common, self.counts)],
        )


def vectors_of(tables: Tables, documents: Sequence[Document]) -> Vectors:
    """The vectors of documents.

    Raises ValueError for one so long that PostgreSQL's limits would cut it.
    """
    runs = np.sort(_keys(tables, documents))
    group = runs >> POSTING_BITS
    firsts = np.flatnonzero(np.diff(group, prepend=-1))
    counts = np.diff(firsts, append=len(runs))
    postings = (runs & ((1 << POSTING_BITS) - 1)).astype(np.uint16)
    if counts.max(initial=0) > POSITIONS_PER_LEXEME:
        postings = postings[np.arange(len(runs)) - np.repeat(firsts, counts) < POSITIONS_PER_LEXEME]
        counts = np.minimum(counts, POSITIONS_PER_LEXEME)
    found = group[firsts]
    ranks, numbers = found & ((1 << _RANK_BITS) - 1), found >> _RANK_BITS
    sent = _sent(tables, len(documents), *_with_facets(tables, documents, found, counts), postings)
    return Vectors(sent=sent, documents=numbers, ranks=ranks, counts=counts, postings=postings)


def _keys(tables: Tables, documents: Sequence[Document]) -> Array:
    """One number for each lexeme at each place: document, rank, posting, which sort as the vectors have them."""
    parts = [part for document in documents for part in (document.title, document.lead, document.rest)]
    lengths = np.array([*map(len, parts)], dtype=np.int64)
    tokens = np.concatenate(parts)
    slots = tables.slots[tokens]
    before = np.cumsum(slots) - slots
    in_document = lengths.reshape(-1, 3).sum(axis=1)
    firsts = np.cumsum(in_document) - in_document
    if in_document.max() > _MOST_TOKENS:
        raise ValueError("an article of a corpus is short")
    gaps = np.tile([1, 1 + GAP, 1 + GAP], len(documents))
    weights = np.tile([A, B, D], len(documents))
    positions = before - np.repeat(before[firsts], in_document) + np.repeat(gaps, lengths)
    if positions.max() + slots.max() >= LAST_POSITION:
        raise ValueError("an article of a corpus is short")
    which = np.repeat(np.arange(len(documents)), in_document)
    of_token = which << (_RANK_BITS + POSTING_BITS) | positions << 2 | np.repeat(weights, lengths)
    places, counts = tables.places.at(tokens)
    keys: Array = places + np.repeat(of_token, counts)
    return keys


def _with_facets(
    tables: Tables, documents: Sequence[Document], found: Array, counts: Array
) -> tuple[Array, Array, Array]:
    """Documents, ranks and counts of runs, with those of facet values, which have no postings, where they belong."""
    facets = tables.ranks[np.concatenate([document.facets for document in documents])]
    which = np.repeat(np.arange(len(documents)), [len(document.facets) for document in documents])
    every = np.concatenate((found, which << _RANK_BITS | facets))
    order = np.argsort(every)
    every = every[order]
    return every >> _RANK_BITS, every & ((1 << _RANK_BITS) - 1), np.concatenate((counts, 0 * facets))[order]


def _sent(tables: Tables, documents: int, numbers: Array, ranks: Array, counts: Array, postings: Array) -> list[bytes]:
    """The vectors as bytes.

    Each is how many lexemes (4 bytes), and for each its characters, a zero, how many positions (2 bytes) and the
    positions (2 bytes each, two bits of weight above the position).
    """
    spelled, lengths = tables.spelling.at(tables.order[ranks])
    sizes = lengths + 2 + 2 * counts
    held = np.bincount(numbers, minlength=documents)
    ends = np.cumsum(sizes) + 4 * (numbers + 1)
    totals = 4 + np.bincount(numbers, weights=sizes, minlength=documents).astype(np.int64)
    starts = np.concatenate(([0], np.cumsum(totals)))
    out = np.empty(int(starts[-1]), np.uint8)
    for byte in range(4):
        out[starts[:-1] + byte] = held >> (8 * (3 - byte)) & 255
    begins = ends - sizes
    out[spread(begins, lengths)] = spelled
    out[begins + lengths], out[begins + lengths + 1] = 0, counts  # 255 at most
    at = np.repeat(begins + lengths + 2 - 2 * (np.cumsum(counts) - counts), counts) + 2 * np.arange(len(postings))
    wire = postings >> 2 | postings << 14
    out[at], out[at + 1] = wire >> 8, wire & 255
    return [out[start:end].tobytes() for start, end in pairwise(starts.tolist())]
