"""Links to a passage, and the way from article to article, in a browser."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from tests.browser.conftest import leave, until
from tests.factories import ArticleFactory


def test_selected_words_give_a_link_that_marks_them(page, archive):
    page.goto(archive.get_absolute_url())
    page.locator(".paper__text p").nth(1).select_text()
    page.get_by_role("button", name="Link to this passage").click()
    until(lambda: "quote=" in page.url)
    asked = parse_qs(urlsplit(page.url).query)
    assert asked["quote"] == ["A table & <b>chairs</b> were set out."]
    page.reload()
    assert page.locator("mark.quoted").inner_text() == "A table & <b>chairs</b> were set out."


def test_keys_lead_from_article_to_article_in_the_order_of_the_results(page, archive):
    page.goto("/?q=xiaomi&sort=oldest")
    titles = page.locator(".result h2 a").all_inner_texts()
    page.locator(".result h2 a").first.click()
    page.locator("[data-steps] a").first.wait_for()
    assert page.get_by_role("link", name="Previous result").count() == 0
    for title in titles[1:3]:
        page.keyboard.press("n")
        page.get_by_role("heading", level=1, name=title, exact=True).wait_for()
        page.locator("[data-steps] a").first.wait_for()
    page.keyboard.press("p")
    page.get_by_role("heading", level=1, name=titles[1], exact=True).wait_for()
    page.get_by_role("link", name="All results").click()
    page.wait_for_url("**/?q=xiaomi&sort=oldest")


def test_an_article_opened_by_itself_has_no_steps(page, archive):
    page.goto(archive.get_absolute_url())
    assert not page.locator("[data-steps]").is_visible()


def test_a_name_in_the_text_has_a_card_for_pointer_and_keyboard(page, archive):
    page.goto(archive.get_absolute_url())
    name = page.locator(".paper__text a.entity").first
    name.hover()
    page.locator(".card").wait_for()
    assert "Xiaomi" in page.locator(".card").inner_text()
    assert "articles, last on" in page.locator(".card").inner_text()
    page.keyboard.press("Escape")
    assert page.locator(".card").count() == 0
    page.locator("h1").hover()
    page.locator(".skip").first.focus()
    while not page.evaluate("document.activeElement.matches('a.entity')"):
        page.keyboard.press("Tab")
    page.locator(".card").wait_for()
    assert name.get_attribute("aria-describedby") == "card"


def test_a_permalink_into_a_long_text_shows_its_part_without_javascript(plain_page, live_server):
    text = "\n\n".join(f"Paragraph {number} of many. " + "Boats wait above the lock. " * 40 for number in range(120))
    article = ArticleFactory(title="Boats", text=text)
    page = plain_page
    page.goto(f"{article.get_absolute_url()}?quote=Paragraph+99+of+many.#quoted")
    assert page.locator("#quoted").inner_text() == "Paragraph 99 of many."
    box = page.locator("#quoted").bounding_box()
    assert 0 <= box["y"] < page.viewport_size["height"]
    leave(page, page.get_by_role("link", name="Earlier part").first)
    assert "Part 4 of 6" in page.locator(".parts").first.inner_text()
    leave(page, page.get_by_role("link", name="Later part").first)
    assert page.locator("#p100").is_visible()
