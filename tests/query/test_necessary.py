"""The weakest words a rule cannot do without."""

import pytest

from articles.query.necessary import necessary_words
from articles.query.parse import parse


@pytest.mark.parametrize(
    ("rule", "needed"),
    [
        ("canal -strike", "canal"),
        ("canal barge kind:opinion", "canal barge"),
        ('"on the canal" OR barge', '"on the canal" OR barge'),
        ("canal NEAR/4 barge", "canal barge"),
        ("title:canal (strike OR kind:opinion)", "title:canal"),
        ("canal OR kind:opinion", "canal"),
        ("(canal OR -strike) (barge OR -lock)", "canal OR barge"),
    ],
)
def test_what_is_negated_or_no_word_is_left_out(rule, needed):
    assert necessary_words(parse(rule).tree) == parse(needed).tree


@pytest.mark.parametrize("rule", ["", "-canal", "kind:opinion"])
def test_a_rule_that_asks_for_no_word_never_finds_anything(rule):
    assert necessary_words(parse(rule).tree) is None
