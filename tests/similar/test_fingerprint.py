"""Sketches and what they say of two texts."""

from __future__ import annotations

from random import Random

from articles.similar.fingerprint import FLOOR, MOST, SCALE, fewest_common, sketch_text
from articles.similar.shingles import shared_count


def _text(count, seed=1):
    random = Random(seed)
    return " ".join(f"word{random.randrange(20_000)}" for _ in range(count))


def _shared(first, second):
    """How many hashes the sketches of two texts have in common."""
    return shared_count(sketch_text(first).hashes, sketch_text(second).hashes)


def test_keeps_about_one_shingle_in_eight_of_a_long_text():
    sketch = sketch_text(_text(8_000))
    assert 0.85 < len(sketch.hashes) * SCALE / sketch.shingle_count < 1.15


def test_keeps_a_floor_of_a_short_text():
    assert len(sketch_text(_text(120)).hashes) == FLOOR
    assert len(sketch_text(_text(20)).hashes) == 17


def test_a_huge_text_has_a_bounded_sketch():
    assert len(sketch_text(_text(100_000)).hashes) == MOST


def test_no_text_has_no_sketch():
    assert len(sketch_text(" \n ").hashes) == 0


def test_the_sketch_of_a_part_lies_in_that_of_the_whole_where_both_are_long():
    part = _text(2_000)
    whole = f"{_text(5_000, seed=2)} {part} {_text(5_000, seed=3)}"
    assert _shared(part, whole) > 0.98 * len(sketch_text(part).hashes)


def test_a_short_part_of_a_huge_text_is_seen():
    part = _text(150)
    whole = f"{_text(20_000, seed=2)} {part} {_text(5_000, seed=3)}"
    assert _shared(part, whole) >= 5 * fewest_common(len(sketch_text(part).hashes))


def test_strangers_share_nothing():
    assert _shared(_text(500), _text(500, seed=9)) == 0
