"""Blocks of a page, and how their keys are compared."""

from __future__ import annotations

from random import Random

import pytest

from articles.clean import html_blocks
from articles.clean.html_blocks import keys_inside


@pytest.mark.parametrize("letters", ["ab", "abcdefgh", "aé中"])
def test_keys_sought_at_once_are_those_found_one_by_one(letters, monkeypatch):
    dice = Random(letters)
    whole = "".join(dice.choices(letters, k=400))
    keys = {"", whole, *("".join(dice.choices(letters, k=dice.randint(1, 6))) for _ in range(60))}
    one_by_one = keys_inside(keys, whole)

    monkeypatch.setattr(html_blocks, "SOUGHT_ONE_BY_ONE", 0)

    assert keys_inside(keys, whole) == one_by_one == {key for key in keys if key in whole}
