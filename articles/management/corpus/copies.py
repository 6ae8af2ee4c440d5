"""The fingerprints, pairs and groups of invented articles, as `articles.store.copies` would find them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from articles.management.corpus.lexicon import Tables, Tokens
from articles.management.corpus.stories import CorpusArticle
from articles.management.corpus.tables import bigints, hash_rows, integer, number, row
from articles.similar.comparison import Overlap, Profile, compare_profiles
from articles.similar.fingerprint import sketch_shingles
from articles.similar.groups import Pair, Standing, canonical_of, group_copies
from articles.similar.shingles import shingles_of_numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """An article, what its text is compared by, and how many words that has."""

    article: CorpusArticle
    profile: Profile
    words: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Folding:
    """Rows of some articles that share no copies with others, and the numbers of those folded under another."""

    rows: Mapping[str, bytes]
    folded: frozenset[int]


def profiles_of(tables: Tables, texts: Sequence[Tokens], figures: Mapping[int, tuple[str, ...]]) -> list[Profile]:
    """What `profile_text` makes of each text; `figures` are the words with a digit in front of the tokens with any."""
    words, counts = tables.words.at(np.concatenate(texts))
    ends = np.cumsum(counts)[np.cumsum([*map(len, texts)]) - 1]
    return [
        Profile(
            shingles=shingles_of_numbers(numbers),
            figures=frozenset(word for token in figures.keys() & set(text.tolist()) for word in figures[token]),
        )
        for text, numbers in zip(texts, np.split(words, ends[:-1]), strict=True)
    ]


def fold_copies(tellings: Sequence[Telling], *, first_article: int, first_group: int) -> Folding:
    """The rows about copies; articles have the ids from `first_article` on, groups those from `first_group`."""
    by_number = {telling.article.number: telling for telling in tellings}
    pairs = list(_pairs(by_number))
    groups: dict[int, int] = {}
    folded: set[int] = set()
    group_rows = []
    for group in group_copies(Pair(first, second, overlap.coverage) for first, second, overlap in pairs):
        standings = {member: _standing(by_number[member]) for member in group.members}
        canonical = canonical_of(group, standings)
        groups |= dict.fromkeys(group.members, first_group + canonical)
        folded |= group.members - {canonical}
        group_rows.append(row(integer(first_group + canonical), integer(first_article + canonical)))
    pair_rows = [
        row(
            integer(first_article + first), integer(first_article + second), number(found.containment),
            number(found.coverage),
        )
        for first, second, found in pairs
    ]  # fmt: skip
    sketches = {one: sketch_shingles(telling.profile.shingles) for one, telling in by_number.items()}
    fingerprints = [
        row(integer(first_article + one), bigints(found.hashes), integer(found.shingle_count), integer(groups.get(one)))
        for one, found in sketches.items()
    ]
    ids = np.repeat([first_article + one for one in sketches], [len(found.hashes) for found in sketches.values()])
    return Folding(
        rows={
            "articles_copygroup": b"".join(group_rows),
            "articles_copypair": b"".join(pair_rows),
            "articles_fingerprint": b"".join(fingerprints),
            "articles_sketchhash": hash_rows(np.concatenate([found.hashes for found in sketches.values()]), ids),
        },
        folded=frozenset(folded),
    )


def _standing(telling: Telling) -> Standing:
    return Standing(stated_at=telling.article.published_at, words=telling.words)


def _pairs(tellings: Mapping[int, Telling]) -> Iterator[tuple[int, int, Overlap]]:
    """(shorter, longer, overlap) of the copies; only those of one first telling can be."""
    families: dict[int, list[int]] = defaultdict(list)
    for one, telling in tellings.items():
        copied = telling.article.copy_of
        families[one if copied is None else copied].append(one)
    for members in families.values():
        ordered = sorted(members, key=lambda one: (len(tellings[one].profile.shingles), one))
        for first, second in combinations(ordered, 2):
            overlap = compare_profiles(tellings[first].profile, tellings[second].profile)
            if overlap.is_copy:
                yield first, second, overlap
