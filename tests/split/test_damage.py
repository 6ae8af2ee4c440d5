"""Words lost from a text: what is looked at first never hides what the patterns would find."""

from __future__ import annotations

from random import Random

import pytest

from articles.documents import Block
from articles.split import damage
from articles.split.damage import is_damaged

SAID = (
    "the an a of by for from in at on to and said has was were quoted reported according stated as per declined able "
    "plans shares stocks analysts fell rose couldn't didn’t However But The Union bank pointed went officially , . ; "
    '"the ‘of mills (which cited to, in. the, of, by. with. least READ:'
)


def signs_of(blocks):
    """What all patterns find, none left out beforehand."""
    texts = [f" {block.text}" for block in blocks]
    return sum(
        1 for text in texts for pattern in (damage._AT_WORDS, *damage._ELSEWHERE) for _ in pattern.finditer(text)
    )


def test_a_text_is_damaged_by_two_signs_wherever_they_stand():
    dice = Random(4)
    found = []
    for _ in range(2_000):
        texts = [" ".join(dice.choices(SAID.split(), k=dice.randint(1, 7))) for _ in range(dice.randint(1, 3))]
        blocks = [Block(text=text) for text in texts]
        assert is_damaged(blocks) == (signs_of(blocks) >= 2), texts
        found.append(is_damaged(blocks))
    assert 200 < sum(found) < 1_800


@pytest.mark.parametrize("end", ["as quoted by", "He bought shares of ,", "said in the,"])
def test_what_is_missing_at_the_end_of_a_paragraph_counts(end):
    assert is_damaged([Block(text=f"It was told {end}"), Block(text=f"Nobody knew {end}")])
