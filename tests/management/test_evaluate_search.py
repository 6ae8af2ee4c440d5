"""Known items come at least as far up as tantivy brings them."""

from __future__ import annotations

import random
from itertools import islice

import pytest

from articles.management.duplicates.stories import read_stories
from articles.management.known_items.evaluation import archive_search, load_stories, measure, peer_search
from articles.management.known_items.queries import KINDS, make_queries, misspell, rephrase
from articles.search.spelling import distance

pytestmark = pytest.mark.django_db


def test_a_misspelt_query_has_one_slip_in_one_word():
    for seed in range(50):
        misspelt = misspell("STEEL tariffs of 1987 rise", random.Random(seed))
        assert distance("STEEL tariffs of 1987 rise", misspelt) <= 1
        assert misspelt.split(" ")[2:4] == ["of", "1987"]


def test_a_rephrased_lead_has_other_words_in_another_order():
    lead = "The steel company said it would close three plants in the northern provinces next year. More follows."
    told = rephrase(lead, random.Random(1))
    assert "follows" not in told
    assert "the" not in told.split()
    assert told.split() != [word for word in lead.split() if word in told.split()]


@pytest.mark.parametrize(
    ("stories", "queries"), [(300, 25), pytest.param(None, 400, marks=pytest.mark.long)], ids=["some", "all"]
)
def test_known_items_come_as_far_up_as_in_tantivy(shared, stories, queries):
    pytest.importorskip("tantivy")
    texts = list(islice(read_stories(shared / "evaluation" / "reuters"), stories))
    items = list(make_queries(texts, count=queries, seed=1))
    peer = measure(peer_search(texts), items)
    own = measure(archive_search(load_stories(texts)), items)
    assert own.mean() >= peer.mean()
    assert all(own.mean(kind) > 0.9 for kind in KINDS)
