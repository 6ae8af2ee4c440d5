"""Words of the archive that look like a word it does not know."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.search.spelling import distance, respellings
from articles.store.lexemes import refresh_lexemes
from tests.factories import ArticleFactory

WORDS = st.text(alphabet="abc", max_size=6)


@pytest.mark.parametrize(
    ("one", "other", "slips"),
    [("tesla", "tesla", 0), ("tesla", "telsa", 1), ("tesla", "tesl", 1), ("tesla", "teslas", 1), ("byd", "nio", 3)],
)
def test_counts_slips(one, other, slips):
    assert distance(one, other) == slips


@given(WORDS, WORDS)
def test_slips_are_the_same_both_ways_and_none_only_between_equals(one, other):
    assert distance(one, other) == distance(other, one)
    assert (distance(one, other) == 0) == (one == other)
    assert abs(len(one) - len(other)) <= distance(one, other) <= max(len(one), len(other))


@pytest.mark.django_db
def test_prefers_fewer_slips_and_then_the_commoner_word():
    for _ in range(3):
        ArticleFactory(text="Tariffs on steel.")
    ArticleFactory(text="A tariff and a turf war about steal.")
    refresh_lexemes()
    assert respellings("tarifs", most=2)[0] == "tariffs"
    assert respellings("stael", most=2) == ["steel", "steal"] or respellings("stael", most=2) == ["steal", "steel"]
    assert respellings("tarrifs", most=1) == ["tariffs"]
    assert respellings("zzzzzz", most=3) == []
    assert respellings("steel", most=3) == ["steal"]


@pytest.mark.django_db
def test_finds_words_two_slips_away_by_their_trigrams():
    ArticleFactory(text="Volkswagen builds.")
    refresh_lexemes()
    assert respellings("volkwagon", most=1) == ["volkswagen"]
