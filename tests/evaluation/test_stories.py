"""How well stories are joined on Reuters-21578, with floors: each judged pair for itself, and in stories of all."""

from __future__ import annotations

from pathlib import Path

import pytest

from articles.extract.vocabulary import load_vocabulary
from articles.management.duplicates.stories import read_stories
from articles.management.stories.evaluation import (
    HELD_OUT,
    TUNING,
    find_links,
    join_all,
    measure,
    read_judged,
    tellings_of,
)

JUDGED = Path(__file__).parent.parent / "data" / "stories" / "reuters_pairs.csv"


@pytest.fixture(scope="module")
def stories(shared):
    return list(read_stories(shared / "evaluation" / "reuters"))


@pytest.fixture(scope="module")
def judged():
    return read_judged(JUDGED)


def joined(stories):
    tellings = tellings_of(stories, load_vocabulary())
    return join_all(tellings, find_links(tellings, {story.number: story.text for story in stories}))


def test_at_least_two_hundred_pairs_were_judged(judged):
    pairs = [pair for half in judged.values() for pair in half]
    assert len(pairs) >= 400
    assert len({(pair.lower, pair.higher) for pair in pairs}) == len(pairs)
    assert sum(pair.is_same for pair in pairs) >= 200


@pytest.mark.parametrize(("half", "precision", "recall"), [(TUNING, 0.9, 0.45), (HELD_OUT, 0.86, 0.45)])
def test_the_judged_articles_alone_are_joined_well(stories, judged, half, precision, recall):
    wanted = {number for pair in judged[half] for number in (pair.lower, pair.higher)}
    found = measure(judged[half], joined([story for story in stories if story.number in wanted]))
    assert found.precision >= precision
    assert found.recall >= recall


@pytest.mark.long
def test_all_articles_together_are_joined_well(stories, judged):
    home = joined(stories)
    for half, precision, recall in ((TUNING, 0.9, 0.5), (HELD_OUT, 0.9, 0.5)):
        found = measure(judged[half], home)
        assert found.precision >= precision
        assert found.recall >= recall
    assert 2_000 < len(home) < 5_000
