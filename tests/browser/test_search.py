"""Things eighteen to twenty-five: the query language and the results."""

from __future__ import annotations

import csv
from urllib.parse import parse_qs, urlsplit

import pytest

from articles.store.copies import fold_copies
from tests.browser.conftest import count_of, follow, leave
from tests.factories import ArticleFactory

QUERIES = {
    '"mass production"': 1,
    "mass production -xiaomi": 1,
    "lithium OR café": 2,
    "electr* lithium": 1,
    "company:xiaomi title:readies": 1,
    'topic:"Electric vehicles" title:xiaomi': 1,
    'source:"The Ledger 0" title:tariffs': 1,
    "title:production": 0,
    "xiaomi after:2021 before:2022": 1,
    "cafe": 1,
    "tariff": 2,
    '"to be or not to be"': 1,
    "AT&T prices": 1,
    '"S&P 500"': 1,
}


def test_18_and_19_the_query_language_works(page, archive):
    page.goto("/")
    for query, count in QUERIES.items():
        page.fill("#q", query)
        page.get_by_role("button", name="Search", exact=True).click()
        page.wait_for_url(lambda url, query=query: parse_qs(urlsplit(url).query).get("q") == [query])
        assert count_of(page) == count, query


@pytest.mark.parametrize("width", [320, 540, 768, 1440])
def test_18_help_stands_beside_the_box(page, archive, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("/")
    box, help_ = page.locator("#q").bounding_box(), page.locator("#syntax-summary").bounding_box()
    assert help_["y"] >= 0
    assert abs(help_["y"] - box["y"]) < 2 * box["height"]
    page.get_by_text("Search syntax").click()
    assert page.locator(".syntax__panel").is_visible()
    leave(page, page.get_by_role("link", name="The whole query language"))
    assert page.locator("h1").inner_text() == "Help"


def test_20_an_unbalanced_quote_searches_with_a_hint(page, archive):
    page.goto('/?q=xiaomi "mass production')
    assert count_of(page) == 1
    assert "mass production" in page.locator(".hint").last.inner_text()


def test_21_no_results_names_the_blocking_filter_and_a_spelling(page, archive):
    page.goto("/?q=shops&company=xiaomi&date=1999")
    way = page.locator(".nothing a", has_text="Without Date: 1999")
    assert "1 article" in page.locator(".nothing li").first.inner_text()
    follow(page, way)
    assert count_of(page) == 1
    page.goto("/?q=xiomi")
    page.locator(".nothing a", has_text="xiaomi").click()
    page.locator(".result").first.wait_for()
    assert count_of(page) >= 2


def test_22_snippets_mark_the_match_and_markup_stays_text(page, archive):
    page.goto("/?q=chairs")
    assert page.locator(".result__text mark").all_inner_texts() == ["chairs"]
    assert "<b>chairs</b>" in page.locator(".result__text").inner_text()


def test_23_the_orders_do_what_they_say_and_the_default_is_stated(page, archive):
    page.goto("/?q=xiaomi")
    assert "relevance (the default with words)" in " ".join(page.locator(".sort").inner_text().split())
    follow(page, page.get_by_role("link", name="newest"))
    newest = dates(page)
    assert newest == sorted(newest, reverse=True)
    follow(page, page.get_by_role("link", name="oldest"))
    assert dates(page) == sorted(dates(page))
    page.goto("/")
    assert "newest (the default)" in " ".join(page.locator(".sort").inner_text().split())


def test_24_a_row_shows_what_is_known_and_explains_what_is_not(page, archive):
    page.goto("/?q=readies")
    row = page.locator(".result")
    text = row.inner_text()
    for part in ("No source stated", "19 October 2021, inferred", "words", "Electric vehicles", "Xiaomi", "Tesla"):
        assert part in text
    known = row.locator(".known", has_text="inferred")
    note = known.locator(".known__note")
    assert not note.is_visible()
    known.hover()
    assert "October 19, 2021" in note.inner_text()
    page.mouse.move(0, 0)
    known.focus()
    assert note.is_visible()


def test_24_copies_are_counted_in_their_row_and_unfold(page, live_server):
    text = " ".join(f"word{number * 37 % 1_009}" for number in range(150))
    told = [ArticleFactory(title=title, text=text) for title in ("Ships wait", "Ships waiting", "Ships at anchor")]
    fold_copies(article_ids=[article.pk for article in told])
    page.goto("/?q=word37")
    assert page.locator(".result").count() == count_of(page) == 1
    copies = page.locator(".result .copies")
    assert copies.locator("summary").inner_text() == "+2 copies"
    assert not copies.locator("li").first.is_visible()
    copies.locator("summary").focus()
    page.keyboard.press("Enter")
    shown = page.locator(".result h2").all_inner_texts() + copies.locator("li a").all_inner_texts()
    assert sorted(shown) == ["Ships at anchor", "Ships wait", "Ships waiting"]


def test_25_pages_are_numbered_and_the_present_one_is_named(page, archive):
    page.goto("/")
    follow(page, page.get_by_role("link", name="Page 5"))
    assert page.locator(".pages [aria-current=page]").inner_text() == "5"
    assert page.locator(".result").count() == 4
    first = page.locator(".result h2").first.inner_text()
    follow(page, page.get_by_role("link", name="Previous"))
    assert first not in page.locator(".rows").inner_text()


def test_ticked_results_are_exported_and_cited(page, archive):
    ArticleFactory(title="=1+1 lithium", text="Lithium again.")
    page.goto("/?q=lithium&sort=oldest")
    for tick in page.locator(".tick input").all():
        tick.check()
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    rows = list(csv.DictReader(download.value.path().read_text(encoding="utf-8-sig").splitlines()))
    assert sorted(row["title"] for row in rows) == ["'=1+1 lithium", "Notes on lithium"]
    with page.expect_download() as download:
        page.get_by_role("button", name="BibTeX").click()
    assert download.value.path().read_text().count("title = ") == 2
    page.locator(".tick input").first.uncheck()
    page.get_by_role("button", name="Cite").click()
    page.get_by_role("heading", level=1, name="1 reference").wait_for()


def dates(page):
    return [time.get_attribute("datetime") for time in page.locator(".result time").all()]
