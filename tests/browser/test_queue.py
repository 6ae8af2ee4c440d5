"""The queue by keyboard: one key and one request a decision, and nothing while typing."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from articles.models import Article, Tagging
from tests.browser.conftest import until
from tests.browser.test_access import RULES
from tests.factories import (
    ArticleFactory,
    ArticleVersionFactory,
    CaptureFactory,
    TaggingFactory,
    TopicFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db(transaction=True)


def sign_in(page, name: str = "ada") -> None:
    UserFactory(username=name, curator=True)
    page.goto("/accounts/login/?next=/admin/desk/")
    page.fill("input[name=username]", name)
    page.fill("input[name=password]", "a long enough password")
    page.click("form:has(input[name=password]) [type=submit]")
    page.wait_for_url("**/admin/desk/**")


def suggestion(confidence: float, text: str = "Boats wait.\n\nThe lock is shut.") -> Tagging:
    return TaggingFactory(
        article=ArticleFactory(text=text), company=None, topic=TopicFactory(), how="learned", decision="open",
        confidence=confidence, evidence="The lock is shut.", evidence_start=13, model_version=1,
    )  # fmt: skip


@pytest.fixture
def requests(page):
    """The addresses asked for, in their order."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    return asked


def faults_of(page) -> list:
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
    return [(one["id"], [node["target"] for node in one["nodes"]]) for one in found.response["violations"]]


def shows(page, subject: int) -> None:
    expect(page.locator(f"#item[data-subject='{subject}']")).to_have_count(1)


def test_each_key_is_one_decision_and_one_request(page, requests):
    tags = [suggestion(0.9 - number / 10) for number in range(4)]
    sign_in(page)
    shows(page, tags[0].pk)
    expect(page.locator("#item mark")).to_have_text("The lock is shut.")
    requests.clear()

    for key, following in (("a", tags[1]), ("r", tags[2]), ("s", tags[3])):
        page.keyboard.press(key)
        shows(page, following.pk)
        assert len(requests) == 1
        assert requests.pop().endswith("/admin/desk/decide/")
    expect(page.locator("[data-count-of=suggested]")).to_have_text("2")
    page.keyboard.press("u")
    shows(page, tags[1].pk)
    expect(page.locator("[data-count-of=suggested]")).to_have_text("3")
    assert [address.rsplit("/", 2)[1] for address in requests] == ["undo"]

    decided = dict(Tagging.objects.values_list("pk", "decision"))
    assert [decided[tag.pk] for tag in tags] == ["accepted", "open", "open", "open"]


def test_twenty_items_of_five_kinds_are_worked_off_by_keys_alone(page, requests):
    """Accepted, rejected, edited and skipped ones, which come back last: a request each, and nothing waits then."""
    for number in range(5):
        suggestion(0.9 - number / 100)
    ArticleFactory.create_batch(5, undated=True)
    ArticleFactory.create_batch(4, title_is_derived=True)
    ArticleFactory.create_batch(3, state="needs_review")
    CaptureFactory.create_batch(3, status="rejected", reason="a section front")
    sign_in(page)
    requests.clear()
    keys = {"suggested": "r", "undated": "e", "titles": "a", "review": "a", "captures": "a"}
    skipped: set[str] = set()
    for _ in range(20 + 3):
        item = page.locator("#item")
        kind, subject = item.get_attribute("data-kind"), item.get_attribute("data-subject")
        assert kind is not None
        key = "s" if kind in ("titles", "review", "captures") and kind not in skipped else keys[kind]
        skipped |= {kind} if key == "s" else set()
        page.keyboard.press(key)
        if key == "e":
            page.keyboard.type("2024-05")
            page.keyboard.press("Enter")
        decided = page.locator(f"#item[data-kind='{kind}'][data-subject='{subject}']")
        expect(decided).to_have_count(0, timeout=60_000)  # however busy the machine is
    expect(page.get_by_role("heading", name="Nothing waits")).to_be_visible()
    sent = [address.rsplit("/", 2)[1] for address in requests if "/static/" not in address]  # an icon may come late
    assert sent == ["decide"] * 23
    assert Article.objects.filter(published_precision="month").count() == 5


def test_a_held_key_and_a_hurried_hand_decide_once(page, requests):
    first, second = suggestion(0.9), suggestion(0.8)
    sign_in(page)
    shows(page, first.pk)
    page.evaluate("""() => { for (let n = 0; n < 5; n++)
        document.dispatchEvent(new KeyboardEvent("keydown", {key: "r", bubbles: true, repeat: n > 2})) }""")
    shows(page, second.pk)
    assert Tagging.objects.filter(decision="rejected").count() == 1


def test_the_edit_key_goes_to_the_field_and_keys_are_letters_there(page, requests):
    article = ArticleFactory(undated=True, text="Boats wait.")
    sign_in(page)
    shows(page, article.pk)
    requests.clear()
    page.keyboard.press("e")
    page.keyboard.type("arsu?")
    assert page.input_value("#entry-date") == "arsu?"
    assert requests == []
    page.fill("#entry-date", "2024-05-31")
    page.keyboard.press("Enter")
    expect(page.locator("#question")).to_have_text("Nothing waits")
    assert len(requests) == 1
    assert Article.objects.get().published_precision == "day"


def test_keys_are_shown_and_can_be_turned_off(page, requests):
    tag = suggestion(0.9)
    sign_in(page)
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.uncheck("#keys-on")
    page.keyboard.press("Escape")
    requests.clear()
    page.keyboard.press("a")
    shows(page, tag.pk)
    page.reload()
    page.keyboard.press("a")
    shows(page, tag.pk)
    assert not any("decide" in address for address in requests)
    page.get_by_role("button", name="accept").or_(page.locator("button[value=accept]")).first.click()
    until(lambda: Tagging.objects.get().decision == "accepted")


def test_what_is_not_sent_is_said_and_can_be_tried_again(page):
    tag = suggestion(0.9)
    sign_in(page)
    page.route("**/decide/", lambda route: route.abort())
    page.keyboard.press("a")
    expect(page.locator(".item__notice")).to_contain_text("not sent")
    shows(page, tag.pk)
    page.unroute("**/decide/")
    page.keyboard.press("a")
    expect(page.locator("#question")).to_have_text("Nothing waits")


def test_two_curators_never_look_at_one_item(page, browser, live_server):
    first, second = suggestion(0.9), suggestion(0.8)
    sign_in(page)
    other = browser.new_context(base_url=live_server.url)
    tab = other.new_page()
    sign_in(tab, "ben")
    shows(page, first.pk)
    shows(tab, second.pk)
    other.close()


def test_everything_works_without_javascript(plain_page):
    page = plain_page
    first, second = suggestion(0.9), suggestion(0.8)
    sign_in(page)
    page.click("button[value=accept]")
    shows(page, second.pk)
    page.click("button[value=skip]")
    page.click("#undo button")
    shows(page, first.pk)
    assert Tagging.objects.get(pk=first.pk).decision == "open"
    assert not page.is_visible("#show-keys")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_queue_has_no_fault_that_axe_finds(open_page, scheme):
    open_page.emulate_media(color_scheme=scheme)
    suggestion(0.9)
    ArticleFactory(undated=True)
    sign_in(open_page)
    for address in ("/admin/desk/", "/admin/desk/?kind=undated", "/admin/desk/?kind=captures"):
        open_page.goto(address)
        assert faults_of(open_page) == [], address


def test_the_queue_fits_a_narrow_screen(page):
    suggestion(0.9, "Boats " * 400 + "\n\nThe lock is shut.")
    sign_in(page)
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_search_is_curated_with_a_preview_a_progress_and_an_undo(open_page):
    page = open_page
    TopicFactory(name="Waterways")
    for number in range(3):
        ArticleFactory(title=f"Canal {number}", text=f"Locks of canal {number * 7919}.")
    sign_in(page)
    page.goto("/?q=canal")
    page.get_by_role("link", name="Curate these 3").click()
    page.check("#operation-add_tag")
    page.fill("#thing", "waterways")
    page.get_by_role("button", name="Show what will change").click()
    expect(page.locator(".bulk__preview")).to_contain_text("3 will change")
    assert faults_of(page) == []
    page.get_by_role("button", name="Do it").click()
    expect(page.locator("#changed-title")).to_be_visible()  # the page did it, since no worker lives
    assert Tagging.objects.filter(decision="accepted").count() == 3
    assert faults_of(page) == []
    page.get_by_role("button", name="Undo it").click()
    expect(page.locator(".progress")).to_contain_text("Undone by ada")
    assert not Tagging.objects.exists()


def test_the_text_and_its_page_stand_side_by_side_on_a_wide_screen(page):
    article = ArticleFactory(text="Boats wait above the gates.")
    capture = CaptureFactory(raw_content=b"<html><body><p>Menu</p><p>Boats wait above the gates.</p></body></html>")
    ArticleVersionFactory(article=article, capture=capture)
    sign_in(page)
    page.set_viewport_size({"width": 1600, "height": 900})
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    text, beside = page.locator("#id_text").bounding_box(), page.locator("div.beside").bounding_box()
    assert beside["x"] >= text["x"] + text["width"]
    assert abs(beside["y"] - text["y"]) < 80
