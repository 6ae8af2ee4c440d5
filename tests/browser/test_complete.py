"""The search box offers what there is, and the keyboard alone takes it."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.factories import ArticleFactory, CompanyFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def offers(live_server):
    CompanyFactory(name="Quokka Motors", slug="quokka-motors")
    ArticleFactory(title="A quokka opens a factory")


def test_offers_are_taken_by_keyboard(page, offers):
    page.goto("/")
    box = page.locator("#q")
    box.press_sequentially("quok")
    page.locator("#completions [role=option]").nth(1).wait_for()
    assert box.get_attribute("aria-expanded") == "true"
    assert Axe().run(page).violations_count == 0
    box.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") == "completion-0"
    box.press("ArrowUp")
    assert box.get_attribute("aria-activedescendant") is None
    box.press("Escape")
    assert page.locator("#completions").is_hidden()
    assert box.input_value() == "quok"
    box.press_sequentially("k")
    page.locator("#completions [role=option]").first.wait_for()
    box.press("ArrowDown")
    box.press("Enter")
    page.wait_for_url("**/companies/quokka-motors/")


def test_enter_without_a_choice_searches(page, offers):
    page.goto("/")
    page.locator("#q").press_sequentially("quok")
    page.locator("#completions [role=option]").first.wait_for()
    page.locator("#q").press("Enter")
    page.wait_for_url("**/?q=quok")
    assert page.locator("#q").input_value() == "quok"
