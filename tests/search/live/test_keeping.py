"""What is kept of late searches, and for how long."""

from __future__ import annotations

import numpy as np
import pytest

from articles.search.live.keeping import History, Kept


@pytest.fixture
def kept(settings):
    """Room for a million bytes."""
    settings.SEARCH_CACHE = 1
    return Kept(share=1_000_000 / 1024**2)


def of_bytes(count):
    return np.zeros(count, np.uint8)


def test_a_value_kept_twice_takes_its_room_once(kept):
    for _ in range(20):
        kept.keep("one", of_bytes(200_000))
    kept.keep("other", of_bytes(200_000))
    assert len(kept.get("one")) == 200_000


def test_what_was_used_longest_ago_goes_first(kept):
    for number in range(5):
        kept.keep(number, of_bytes(200_000))
    kept.get(0)
    kept.keep(5, of_bytes(200_000))
    assert kept.get(1) is None
    assert kept.get(0) is not None


def test_what_would_take_most_of_the_room_is_not_kept(kept):
    kept.keep("large", of_bytes(400_000))
    assert kept.get("large") is None


def test_history_joins_the_steps_between_two_versions():
    history = History()
    for version in (2, 3, 4, 6):
        history.add(version, np.asarray([version, 100], np.int32))
    assert history.between(1, 3).tolist() == [2, 3, 100]
    assert history.between(2, 2).tolist() == []
    assert history.between(3, 6) is None  # version 5 was read as a whole
    assert history.between(4, 2) is None
