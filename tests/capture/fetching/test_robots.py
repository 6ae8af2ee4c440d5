"""What a robots.txt asks, however it was saved."""

from __future__ import annotations

import pytest

from articles.capture.fetching.robots import RobotsRules

RULES = "User-agent: *\nDisallow: /private\nCrawl-delay: 3\n"


@pytest.mark.parametrize("text", [RULES, f"\ufeff{RULES}", RULES.replace("\n", "\r\n")])
def test_rules_hold_whatever_editor_saved_them(text):
    rules = RobotsRules(text, "newsarchive")
    assert not rules.allows("https://quay.example/private/1")
    assert rules.allows("https://quay.example/open")
    assert rules.delay() == 3


@pytest.mark.parametrize("delay", ["nan", "inf", "-1", "soon", ""])
def test_a_delay_that_is_no_time_is_none(delay):
    assert RobotsRules(f"User-agent: *\nCrawl-delay: {delay}\n", "newsarchive").delay() == 0
