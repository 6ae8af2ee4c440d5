"""Vectors and fingerprints of many articles at once are those of each article alone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.management.corpus.copies import profiles_of
from articles.management.corpus.lexicon import Lexicon
from articles.management.corpus.rows import document_of
from articles.management.corpus.vectors import vectors_of
from articles.query.postings import LAST_POSITION, POSITIONS_PER_LEXEME, document_postings
from articles.similar.comparison import profile_text
from tests.index.test_positions import sent

WORDS = (
    "Steel", "steel,", "tariffs.", "AT&T", "S & P", "U.S.", "US", "don't", "Xiaomi's", "e-commerce", "2020-21", "1,000",
    "1.4", "Škoda", "(Straße)", "日本の", "…", "Σίσυφος", "a", "the",
)  # fmt: skip
titles = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join)
texts = st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=60).map(" ".join), min_size=1, max_size=4).map(
    "\n\n".join
)
articles = st.lists(st.tuples(titles, texts), min_size=1, max_size=4)


def vectors(lexicon, told):
    documents = [document_of(lexicon, title, text, lexicon.tokens(text)) for title, text in told]
    return vectors_of(lexicon.tables(), documents)


@given(articles, articles)
def test_vectors_are_those_of_each_article_alone(before, told):
    lexicon = Lexicon()
    for some in (before, told):  # the second time most words are known, and some are new
        made = vectors(lexicon, some)
        for number, (title, text) in enumerate(some):
            assert made.sent[number] == sent(document_postings(title=title, text=text))


@given(st.lists(texts, min_size=1, max_size=4))
def test_texts_are_compared_by_what_each_alone_would_be(told):
    lexicon = Lexicon()
    tokens = [lexicon.tokens(text) for text in told]
    for text, found in zip(told, profiles_of(lexicon.tables(), tokens, lexicon.figures), strict=True):
        alone = profile_text(text)
        assert np.array_equal(found.shingles, alone.shingles)
        assert found.figures == alone.figures


def test_only_the_first_places_of_a_word_count():
    told = [("Many", "a " * (POSITIONS_PER_LEXEME + 9) + "b"), ("Few", "a b")]
    made = vectors(Lexicon(), told)
    for number, (title, text) in enumerate(told):
        assert made.sent[number] == sent(document_postings(title=title, text=text))


def test_refuses_what_postgresql_would_cut():
    with pytest.raises(ValueError, match="short"):
        vectors(Lexicon(), [("Long", "a-b-c-d " * (LAST_POSITION // 4))])
