"""Quick hands: what is done while results are on their way is neither lost nor undone when they come."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import count_of, follow, settle, until


def is_results(address: str) -> bool:
    """Whether it is the address of a page of results."""
    return urlsplit(address).path == "/"


class Held:
    """The answers of a page of results, kept back until they are let go."""

    def __init__(self, page) -> None:
        self.page = page
        self.routes = []
        self.is_open = False
        page.route(is_results, self.hold)

    def hold(self, route) -> None:
        """Keep the answer to what a script asks for; a page that is opened comes at once."""
        if self.is_open or route.request.resource_type != "fetch":
            route.continue_()
        else:
            self.routes.append(route)

    def wait(self, number: int) -> None:
        """Wait until so many were asked for."""
        until(lambda: self.page.evaluate("1") and len(self.routes) >= number)

    def let_go(self) -> None:
        """Answer them all, those that the page gave up too."""
        self.page.evaluate("document.getElementById('archive').dataset.old = '1'")
        self.is_open = True
        for route in self.routes:
            route.continue_()
        settle(self.page)


@pytest.fixture
def held(page, archive):
    return Held(page)


def test_a_tick_is_kept_while_someone_types_on(page, held):
    page.goto("/")
    page.locator("#filters [name=topic][value='smartphones']").check()
    held.wait(1)
    page.locator("#q").press_sequentially("ford")
    page.locator("#find-company").press_sequentially("zee")
    expect(page.locator("#facet-company li")).to_have_count(1)
    assert page.evaluate("document.activeElement.id") == "find-company"
    held.let_go()
    assert "topic=smartphones" in page.url
    assert page.input_value("#q") == "ford"
    assert page.input_value("#find-company") == "zee"
    assert page.evaluate("document.activeElement.id") == "find-company"
    expect(page.locator("#facet-company li")).to_have_count(1)
    page.keyboard.type("k")
    assert page.input_value("#find-company") == "zeek"


def test_two_steps_at_once_are_both_made(page, held):
    page.goto("/?company=tesla&topic=smartphones&source=ledger-1&sort=oldest")
    page.locator(".chips a", has_text="Tesla").click()
    held.wait(1)
    page.locator(".chips a", has_text="Smartphones").click()
    held.wait(2)
    held.let_go()
    assert page.url.endswith("/?source=ledger-1&sort=oldest")
    assert page.locator("#facet-source li", has_text="The Ledger 1").locator(".n").inner_text() == str(count_of(page))
    page.go_back()
    expect(page.locator(".chips a", has_text="Tesla")).to_have_count(1)
    assert "topic=smartphones" in page.url


def test_focus_that_has_nowhere_to_return_to_goes_to_the_results(page, archive):
    page.goto("/?company=tesla")
    chip = page.locator(".chips a", has_text="Tesla")
    chip.focus()
    page.evaluate("document.getElementById('archive').dataset.old = '1'")
    page.keyboard.press("Enter")
    settle(page)
    assert page.evaluate("document.activeElement.id") == "results"


def test_ticked_articles_and_what_was_unfolded_stay_so(page, archive):
    page.goto("/?q=xiaomi")
    first = page.locator(".tick input").first
    first.check()
    ticked = first.get_attribute("value")
    page.get_by_text("As a table").click()
    follow(page, page.get_by_role("link", name="oldest"))
    assert page.locator(f".tick input[value='{ticked}']").is_checked()
    assert page.locator(".tick input:checked").count() == 1
    assert page.locator(".histogram table").is_visible()
