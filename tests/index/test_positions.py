"""Vectors turned round word by word say the same as the vectors."""

from __future__ import annotations

from struct import pack

import numpy as np
import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from articles.index.positions import (
    PART,
    Gatherer,
    articles_of,
    following,
    joined,
    packed,
    standing,
    unpacked,
)
from articles.index.vector import render_vector

EVERY_WEIGHT = frozenset(range(4))
WORDS = ("=of", "=the", "=harbour", "^us")
postings_of_article = st.dictionaries(
    st.sampled_from((*WORDS, "of", "=other")),
    st.lists(st.integers(4, 16_383 * 4 + 3), min_size=1, max_size=6, unique_by=lambda one: one // 4).map(sorted),
)


def held(gatherer):
    return {gatherer_word(gatherer, number): blob for number, blob in packed(gatherer.taken())}


def collect(gatherer, article, postings):
    gatherer.add_vector(article, sent(postings))


def sent(postings):
    """A vector as PostgreSQL sends it."""
    lexemes = [
        lexeme.encode() + b"\0" + pack(f">H{len(found)}H", len(found), *(one >> 2 | (one & 3) << 14 for one in found))
        for lexeme, found in sorted(postings.items())
    ]
    return pack(">i", len(lexemes)) + b"".join(lexemes)


def gatherer_word(gatherer, number):
    return next(word for word, known in gatherer.numbers.items() if known == number)


@given(st.dictionaries(st.integers(0, PART - 1), postings_of_article, max_size=6))
def test_what_is_packed_is_what_was_collected(articles):
    gatherer = Gatherer(WORDS)
    for article, postings in articles.items():  # in any order
        collect(gatherer, 3 * PART + article, postings)

    blobs = held(gatherer)

    for number, word in enumerate(WORDS):
        expected = {3 * PART + pk: postings[word] for pk, postings in sorted(articles.items()) if word in postings}
        if not expected:
            assert word not in blobs
            continue
        places = unpacked(blobs[word], word=number, part=3)
        assert places.articles.tolist() == list(expected)
        assert places.counts.tolist() == [len(found) for found in expected.values()]
        assert places.postings.tolist() == [one for found in expected.values() for one in found]


@given(postings_of_article, postings_of_article, st.integers(1, 30))
def test_places_follow_one_another_within_an_article_only(one, other, gap):
    gatherer = Gatherer(WORDS)
    collect(gatherer, PART + 7, one)
    collect(gatherer, PART + 8, other)
    blobs = held(gatherer)
    places = {word: standing(blobs.get(word, bytes(4)), EVERY_WEIGHT) for word in WORDS}

    found = articles_of(following(places["=of"], places["=the"], gap), 1).tolist()

    def is_followed(postings):
        firsts = {posting // 4 for posting in postings.get("=of", ())}
        return any(posting // 4 - gap in firsts for posting in postings.get("=the", ()))

    assert found == [PART + 7] * is_followed(one) + [PART + 8] * is_followed(other)


def test_looks_at_places_of_the_weights_asked_for():
    gatherer = Gatherer(WORDS)
    collect(gatherer, 5, {"=of": [1 * 4 + 3, 9 * 4], "=the": [2 * 4 + 3, 10 * 4]})
    collect(gatherer, 6, {"=of": [9 * 4], "=the": [10 * 4]})
    blobs = held(gatherer)

    titled = following(standing(blobs["=of"], {3}), standing(blobs["=the"], {3}), 1)

    assert articles_of(titled, 0).tolist() == [5]


def test_takes_the_last_position_once_whatever_its_weights():
    gatherer = Gatherer(WORDS)
    collect(gatherer, 1, {"=of": [16_383 * 4, 16_383 * 4 + 2]})

    assert len(standing(held(gatherer)["=of"], EVERY_WEIGHT)) == 1


def test_joins_places_and_leaves_out():
    gatherer = Gatherer(WORDS)
    collect(gatherer, 1, {"=of": [4, 8]})
    first = gatherer.taken()
    collect(gatherer, 2, {"=of": [12], "=the": [16]})

    both = joined([first, gatherer.taken()])

    assert both.articles.tolist()[0] == 1
    assert sorted(both.only(both.articles == 2).postings.tolist()) == [12, 16]


def test_packs_nothing_of_nothing():
    assert list(packed(Gatherer(WORDS).taken())) == []


@pytest.mark.django_db
@given(articles=st.lists(postings_of_article, max_size=4))
def test_postgresql_sends_vectors_so(articles):
    with connection.cursor() as cursor:
        for postings in articles:
            cursor.execute("SELECT tsvectorsend(%s::tsvector)", [render_vector(postings)])
            assert bytes(cursor.fetchone()[0]) == sent(postings)


def test_an_article_of_the_next_part_counts_from_its_beginning():
    gatherer = Gatherer(WORDS)
    collect(gatherer, 2 * PART + 1, {"=of": [4]})
    blob = held(gatherer)["=of"]

    assert articles_of(standing(blob, EVERY_WEIGHT), 2).tolist() == [2 * PART + 1]
    assert np.array_equal(unpacked(blob, word=0, part=2).articles, [2 * PART + 1])
