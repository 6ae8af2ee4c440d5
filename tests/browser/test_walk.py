"""The walk that a newcomer makes: from words to an article, with the filters in between."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from tests.browser.conftest import count_of, follow, leave, tick, value_count


@pytest.fixture
def captures(shared, live_server):
    """The archive with the real captures in it."""
    call_command("ingest", str(shared / "captures"), verbosity=0)


def test_the_real_captures_are_found_and_narrowed(page, captures):
    page.goto("/")
    assert count_of(page) == 6
    page.fill("#q", 'xiaomi "mass production"')
    page.get_by_role("button", name="Search", exact=True).click()
    page.wait_for_url("**/?q=*")
    first = page.locator(".result").first.inner_text()
    assert "19 October 2021, inferred" in first
    assert "Xiaomi" in first
    page.goto("/?more=company")
    before = {slug: value_count(page, "company", slug) for slug in ("apple", "byd", "tesla", "xiaomi")}
    tick(page, "company", "xiaomi")
    assert count_of(page) == before["xiaomi"] == 3
    assert {slug: value_count(page, "company", slug) for slug in before} == before
    tick(page, "topic", "electric-vehicles")
    assert count_of(page) == 3
    leave(page, page.locator(".result h2 a", has_text="Apple"))
    assert page.locator(".paper__text a.entity", has_text="Xiaomi").count() > 5


def test_from_words_to_the_right_article(page, archive):
    page.goto("/")
    page.fill("#q", 'xiaomi "mass production"')
    page.press("#q", "Enter")
    page.wait_for_url("**/?q=*")
    first = page.locator(".result").first
    assert first.locator("h2").inner_text() == "Xiaomi readies its first car"
    assert "19 October 2021, inferred" in first.inner_text()
    leave(page, first.locator("h2 a"))
    assert page.locator("h1").inner_text() == "Xiaomi readies its first car"
    assert page.locator(".paper__text a.entity").first.inner_text() == "Xiaomi"


def test_ticking_a_company_shows_its_stories_and_keeps_the_other_counts_right(page, archive):
    page.goto("/?q=xiaomi")
    others = {slug: value_count(page, "company", slug) for slug in ("tesla", "apple")}
    stated = value_count(page, "company", "xiaomi")
    tick(page, "company", "xiaomi")
    assert count_of(page) == stated
    for row in page.locator(".result").all():
        assert "Xiaomi" in row.locator(".tags").inner_text()
    assert {slug: value_count(page, "company", slug) for slug in others} == others
    tick(page, "company", "tesla")
    follow(page, page.locator(".chips a", has_text="Xiaomi"))
    assert count_of(page) == others["tesla"]


def test_the_article_shows_its_origin_and_original(page, archive):
    page.goto(archive.get_absolute_url())
    page.get_by_text("What was removed").click()
    assert page.get_by_text("Sign up now").is_visible()
    assert page.locator(".facts").get_by_text("October 19, 2021").first.is_visible()
    leave(page, page.get_by_role("link", name="Read it beside the text"))
    assert "Capture number" in page.locator("pre.original").inner_text()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the bytes as captured").click()
    assert download.value.suggested_filename.startswith("capture-")
