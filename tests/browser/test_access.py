"""Things twenty-six to thirty: without JavaScript, by keyboard, on narrow screens, in print, for everyone."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import bar, count_of, follow, leave, tick, until
from tests.factories import (
    ArticleFactory,
    ArticleVersionFactory,
    CompanyFactory,
    SightingFactory,
    SourceFactory,
    StoryFactory,
)

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What has the focus, where something else lies over it or it lies outside of what is seen.
COVERED = """() => {
  const focused = document.activeElement;
  if (focused === document.body) return [];
  const shown = focused.labels?.[0] && getComputedStyle(focused).opacity === "0" ? focused.labels[0] : focused;
  const box = [...shown.getClientRects()].find(one => one.width && one.height);
  if (!box) return [`${focused.outerHTML.slice(0, 120)} has no size`];
  const hit = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  if (hit && (shown.contains(hit) || hit.contains(shown))) return [];
  return [`${focused.outerHTML.slice(0, 120)} under ${hit?.className}`];
}"""


def addresses(article):
    return [
        "/",
        '/?q=xiaomi "mass&company=xiaomi&not_topic=tariffs&date=2021&more=company',
        "/?q=xiomi&company=tesla",
        "/?rows=dense&children=1",
        article.get_absolute_url(),
        f"{article.get_absolute_url()}capture/",
        StoryFactory(articles=[article, ArticleFactory()]).get_absolute_url(),
        "/companies/",
        "/companies/xiaomi/",
        "/topics/",
        "/topics/electric-vehicles/",
        "/sources/",
        "/stories/",
        "/people/lei-jun/",
        "/trends/?q=company:xiaomi&q=tariff",
        "/trends/?q=xiaomi&unit=day&since=2024-01-01&until=2024-01-31",
        f"/cite/?article={article.pk}",
        f"{article.get_absolute_url()}?quote=Xiaomi+says",
        "/help/",
        "/not-there/",
    ]


def test_26_everything_works_without_javascript(plain_page, archive):
    page = plain_page
    page.goto("/")
    page.fill("#q", "markets")
    leave(page, page.get_by_role("button", name="Search", exact=True))
    page.check("#filters [name=topic][value='smartphones']")
    page.check("#filters [name=source][value='ledger-1']")
    leave(page, page.get_by_role("button", name="Apply the filters"))
    narrowed = count_of(page)
    assert "q=markets" in page.url
    assert page.locator(".chips li").count() == 3
    leave(page, page.get_by_role("link", name="oldest"))
    leave(page, page.locator(".chips a", has_text="Smartphones"))
    assert count_of(page) > narrowed
    assert "sort=oldest" in page.url
    page.fill("#since", "2024-06-01")
    leave(page, page.get_by_role("button", name="Set"))
    assert "since=2024-06-01" in page.url
    page.goto("/")
    leave(page, page.get_by_role("link", name="Page 2"))
    assert page.locator(".pages [aria-current=page]").inner_text() == "2"
    leave(page, bar(page, "2023"))
    assert count_of(page) == 5
    page.goto("/")
    page.fill("#find-company", "zee")
    leave(page, page.locator("#facet-company .facet__go"))
    expect(page.locator("#facet-company li")).to_have_count(1)


def test_26_dense_rows_and_subsidiaries_are_switched_without_javascript(plain_page, archive):
    page = plain_page
    page.goto("/?company=xiaomi")
    leave(page, page.get_by_role("link", name="dense"))
    assert page.locator(".rows--dense .result").count() == count_of(page)
    page.check("#children")
    leave(page, page.get_by_role("button", name="Apply the filters"))
    assert "company=xiaomi" in page.url
    assert "children=1" in page.url
    assert "rows=dense" in page.url
    leave(page, page.get_by_role("button", name="Leave out Electric vehicles"))
    assert "not_topic=electric-vehicles" in page.url
    assert "children=1" in page.url
    page.fill("#since", "2024-01-01")
    page.press("#since", "Enter")
    page.wait_for_url("**since=2024-01-01**")
    assert page.url.count("not_") == 1


def test_27_keys_move_about_and_stay_out_of_fields(page, archive):
    page.goto("/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    second = page.locator(".result h2 a").nth(1)
    assert second.evaluate("link => link === document.activeElement")
    page.keyboard.press("k")
    assert page.locator(".result h2 a").first.evaluate("link => link === document.activeElement")
    page.keyboard.press("/")
    page.keyboard.type("j/k?")
    assert page.input_value("#q") == "j/k?"
    page.locator("h1").click()
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
    page.uncheck("#keys-on")
    page.keyboard.press("Escape")
    page.reload()
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement === document.body")


def test_28_by_keyboard_alone(page, archive):
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.locator(".skip").first.bounding_box()["y"] >= 0
    fetched = []
    page.on("request", lambda request: fetched.append(request.resource_type))
    page.evaluate("addEventListener('hashchange', () => { document.body.dataset.moved = location.hash })")
    page.keyboard.press("Enter")
    until(lambda: page.evaluate("document.body.dataset.moved") == "#main")  # popstate was told before it
    assert "fetch" not in fetched
    box = page.locator("#filters [name=topic][value='smartphones']")
    box.focus()
    with page.expect_response(lambda response: "topic=smartphones" in response.url):
        page.keyboard.press("Space")
    expect(page.locator("#announcer")).to_contain_text("article")
    assert page.evaluate("document.activeElement.value") == "smartphones"
    assert page.locator("#announcer").inner_text().split()[0] == str(count_of(page))
    outline = box.evaluate("box => { box.focus(); return getComputedStyle(box).outlineStyle }")
    assert outline == "solid"


@pytest.mark.parametrize("width", [320, 1440])
@pytest.mark.parametrize("address", ["/?q=xiaomi", "article"])
def test_28_nothing_covers_what_has_the_focus(page, archive, width, address):
    page.set_viewport_size({"width": width, "height": 700})
    page.goto(archive.get_absolute_url() if address == "article" else address)
    covered = []
    for _ in range(70):
        page.keyboard.press("Tab")
        covered += page.evaluate(COVERED)
    assert not covered


@pytest.mark.parametrize("width", [320, 1440])
def test_29_a_word_without_end_widens_no_page(page, archive, width):
    endless = "https://ledger.example/" + "x" * 400
    source = SourceFactory(name="y" * 190, slug="endless")
    company = CompanyFactory(name="z" * 190, slug="endless")
    article = ArticleFactory(
        title=endless, slug="endless", text=endless, authors=[endless], source=source, companies=[company]
    )
    SightingFactory(capture=ArticleVersionFactory(article=article).capture, url=endless)
    page.set_viewport_size({"width": width, "height": 640})
    address = article.get_absolute_url()
    listed = ("/?q=ledger", "/?company=endless", "/companies/", "/companies/endless/", "/sources/endless/")
    told = StoryFactory(title=endless, slug="endless", articles=[article, ArticleFactory()]).get_absolute_url()
    for shown in (*listed, address, f"{address}capture/", told):
        page.goto(shown)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, shown


def test_29_a_narrow_screen_scrolls_one_way(page, archive):
    page.set_viewport_size({"width": 320, "height": 640})
    for address in addresses(archive):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, address
    page.goto("/?topic=smartphones&source=ledger-1")
    button = page.locator(".filters-button")
    assert "2" in button.inner_text()
    assert not page.locator("#filters").is_visible()
    button.click()
    assert page.locator("#filters").is_visible()
    tick(page, "topic", "smartphones")
    assert "1" in page.locator(".filters-button").inner_text()
    assert page.locator("#filters").is_visible()


def test_29_the_filter_button_works_without_javascript(plain_page, archive):
    plain_page.set_viewport_size({"width": 320, "height": 640})
    plain_page.goto("/")
    plain_page.locator(".filters-button").click()
    assert plain_page.locator("#filters").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_30_axe_finds_nothing(open_page, archive, scheme):
    page = open_page
    page.emulate_media(color_scheme=scheme)
    for address in addresses(archive):
        page.goto(address)
        page.evaluate("for (const details of document.querySelectorAll('#main details')) details.open = true")
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
        assert found.violations_count == 0, f"{address} {scheme}: {found.generate_report()}"


def test_30_print_shows_the_article_and_no_furniture(page, archive):
    page.goto(archive.get_absolute_url())
    page.emulate_media(media="print")
    for shown in (".paper__text", ".paper__kicker", ".paper__byline", ".citation", ".hash"):
        assert page.locator(shown).first.is_visible(), shown
    for furniture in (".masthead", ".footer", ".paper__margin", ".search"):
        assert not page.locator(furniture).first.is_visible(), furniture


def test_a_page_asks_no_other_host_and_breaks_no_policy(page, archive):
    """The `page` fixture fails where either happens."""
    for address in addresses(archive):
        page.goto(address)
    page.goto("/")
    follow(page, page.get_by_role("link", name="oldest"))
    assert page.url.endswith("/?sort=oldest")
