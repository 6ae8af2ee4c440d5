"""The state of a search and the addresses one step away."""

from __future__ import annotations

from articles.search.state import State

STATE = State((("q", "a b"), ("company", "x"), ("company", "y"), ("sort", "oldest")))


def test_writes_the_address_in_the_order_given():
    assert STATE.query == "?q=a+b&company=x&company=y&sort=oldest"


def test_takes_single_steps():
    assert STATE.dropping("company", "x").query == "?q=a+b&company=y&sort=oldest"
    assert STATE.adding("company", "x") == STATE
    assert STATE.adding("topic", "t").query == "?q=a+b&company=x&company=y&sort=oldest&topic=t"
    assert STATE.keeping("q", "sort").query == "?q=a+b&sort=oldest"
    assert STATE.replacing("sort", "newest").query == "?q=a+b&company=x&company=y&sort=newest"
    assert STATE.replacing("sort", "").query == "?q=a+b&company=x&company=y"
    assert State().query == "?"
