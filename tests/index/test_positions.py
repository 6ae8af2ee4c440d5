"""Vectors turned round word by word say the same as the vectors."""

from __future__ import annotations

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


def gatherer_word(gatherer, number):
    return next(word for word, known in gatherer.numbers.items() if known == number)


@given(st.dictionaries(st.integers(0, PART - 1), postings_of_article, max_size=6))
def test_what_is_packed_is_what_was_collected(articles):
    gatherer = Gatherer(WORDS)
    for article, postings in articles.items():  # in any order
        gatherer.add(3 * PART + article, postings)

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
    gatherer.add(PART + 7, one)
    gatherer.add(PART + 8, other)
    blobs = held(gatherer)
    places = {word: standing(blobs.get(word, bytes(4)), EVERY_WEIGHT) for word in WORDS}

    found = articles_of(following(places["=of"], places["=the"], gap), 1).tolist()

    def is_followed(postings):
        firsts = {posting // 4 for posting in postings.get("=of", ())}
        return any(posting // 4 - gap in firsts for posting in postings.get("=the", ()))

    assert found == [PART + 7] * is_followed(one) + [PART + 8] * is_followed(other)


def test_looks_at_places_of_the_weights_asked_for():
    gatherer = Gatherer(WORDS)
    gatherer.add(5, {"=of": [1 * 4 + 3, 9 * 4], "=the": [2 * 4 + 3, 10 * 4]})
    gatherer.add(6, {"=of": [9 * 4], "=the": [10 * 4]})
    blobs = held(gatherer)

    titled = following(standing(blobs["=of"], {3}), standing(blobs["=the"], {3}), 1)

    assert articles_of(titled, 0).tolist() == [5]


def test_takes_the_last_position_once_whatever_its_weights():
    gatherer = Gatherer(WORDS)
    gatherer.add(1, {"=of": [16_383 * 4, 16_383 * 4 + 2]})

    assert len(standing(held(gatherer)["=of"], EVERY_WEIGHT)) == 1


def test_joins_places_and_leaves_out():
    gatherer = Gatherer(WORDS)
    gatherer.add(1, {"=of": [4, 8]})
    first = gatherer.taken()
    gatherer.add(2, {"=of": [12], "=the": [16]})

    both = joined([first, gatherer.taken()])

    assert both.articles.tolist()[0] == 1
    assert sorted(both.only(both.articles == 2).postings.tolist()) == [12, 16]


def test_packs_nothing_of_nothing():
    assert list(packed(Gatherer(WORDS).taken())) == []


@pytest.mark.django_db
@given(articles=st.lists(postings_of_article, max_size=4))
def test_reads_vectors_as_postgresql_sends_them(articles):
    from_postings, from_vectors = Gatherer(WORDS), Gatherer(WORDS)
    with connection.cursor() as cursor:
        for pk, postings in enumerate(articles, 1):
            from_postings.add(pk, postings)
            cursor.execute("SELECT tsvectorsend(%s::tsvector)", [render_vector(postings)])
            from_vectors.add_vector(pk, bytes(cursor.fetchone()[0]))

    assert dict(packed(from_vectors.taken())) == dict(packed(from_postings.taken()))


def test_an_article_of_the_next_part_counts_from_its_beginning():
    gatherer = Gatherer(WORDS)
    gatherer.add(2 * PART + 1, {"=of": [4]})
    blob = held(gatherer)["=of"]

    assert articles_of(standing(blob, EVERY_WEIGHT), 2).tolist() == [2 * PART + 1]
    assert np.array_equal(unpacked(blob, word=0, part=2).articles, [2 * PART + 1])
