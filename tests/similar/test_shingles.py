"""Texts as sets of shingles."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from articles.similar.shingles import hash_shingles, shared_count, split_words

WORDS = st.lists(st.sampled_from(["oil", "gold", "bank", "rate", "rise", "fall", "deal", "unit"]), max_size=60)


def test_numbers_are_the_same_in_every_release():
    assert hash_shingles(["one", "two", "three", "four"]).tolist() == [4760226613334467080]


def test_case_and_punctuation_do_not_count():
    assert split_words("The Bank's rate, at last: RISES!") == ["the", "bank", "s", "rate", "at", "last", "rises"]


def test_chinese_characters_are_words_of_their_own():
    assert split_words("央行 raises 利率") == ["央", "行", "raises", "利", "率"]


def test_a_text_shorter_than_a_shingle_is_one_shingle():
    assert len(hash_shingles(["oil"])) == 1
    assert shared_count(hash_shingles(["oil"]), hash_shingles(["gold"])) == 0


def test_no_words_are_no_shingles():
    assert len(hash_shingles([])) == 0


@given(WORDS)
def test_counts_each_different_run_of_four_words_once(words):
    runs = {tuple(words[start : start + 4]) for start in range(max(1, len(words) - 3))} if words else set()
    hashes = hash_shingles(words)
    assert len(hashes) == len(runs)
    assert np.all(hashes[1:] > hashes[:-1])
    assert np.all(hashes >= 0)


@given(WORDS, WORDS)
def test_shares_what_the_sets_share(first, second):
    one, other = hash_shingles(first), hash_shingles(second)
    assert shared_count(one, other) == len(set(one.tolist()) & set(other.tolist()))
