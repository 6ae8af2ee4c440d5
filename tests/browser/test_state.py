"""Things ten to seventeen: the address, going back, and dates."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.conftest import bar, count_of, follow, settle, tick, until, value_count


def test_10_a_pasted_address_gives_the_same_page(page, browser, live_server, archive):
    page.goto("/?q=markets")
    tick(page, "company", "tesla")
    tick(page, "topic", "smartphones")
    context = browser.new_context(base_url=live_server.url)
    try:
        other = context.new_page()
        other.goto(page.url)
        assert other.locator("#results").inner_text() == page.locator("#results").inner_text()
        assert other.locator("#filters").inner_text() == page.locator("#filters").inner_text()
    finally:
        context.close()


def test_11_back_undoes_exactly_one_filter(page, archive):
    page.goto("/")
    tick(page, "source", "ledger-1")
    with_one = count_of(page)
    tick(page, "topic", "smartphones")
    page.go_back()
    expect(page.locator("#filters [name=topic][value='smartphones']")).not_to_be_checked()
    assert page.locator("#filters [name=source][value='ledger-1']").is_checked()
    assert count_of(page) == with_one
    page.go_back()
    expect(page.locator("#filters [name=source][value='ledger-1']")).not_to_be_checked()


def test_12_back_from_an_article_restores_page_and_scroll(page, archive):
    page.set_viewport_size({"width": 1000, "height": 500})
    page.goto("/")
    follow(page, page.get_by_role("link", name="Page 2"))
    link = page.locator(".result h2 a").nth(12)
    link.scroll_into_view_if_needed()
    scroll = page.evaluate("scrollY")
    title = link.inner_text()
    link.click()
    page.locator(".paper").wait_for()
    page.go_back()
    page.locator(".result").first.wait_for()
    assert "page=2" in page.url
    assert title in page.locator(".rows").inner_text()
    until(lambda: abs(page.evaluate("scrollY") - scroll) < 60)


def test_13_changing_a_filter_returns_to_page_1_and_keeps_the_sort(page, archive):
    page.goto("/?sort=oldest&page=3")
    tick(page, "topic", "smartphones")
    assert "page=" not in page.url
    assert "sort=oldest" in page.url


def test_14_bars_drill_from_year_to_month_to_day(page, archive):
    page.goto("/")
    year = bar(page, "2023")
    stated = int(re.search(r": (\d+) of", year.text_content()).group(1))
    follow(page, year)
    assert count_of(page) == stated == 5
    assert page.locator("#histogram svg a").count() == 12
    follow(page, bar(page, "April 2023"))
    assert page.locator("#histogram svg a").count() == 30
    follow(page, bar(page, "3 April 2023"))
    assert count_of(page) == 1
    follow(page, page.get_by_role("link", name="All years"))
    assert count_of(page) == 64


def test_15_brushing_and_the_two_inputs_do_the_same(page, archive):
    page.goto("/")
    first = bar(page, "2021").bounding_box()
    last = bar(page, "2023").bounding_box()
    page.mouse.move(first["x"] + 5, first["y"] + 30)
    page.mouse.down()
    page.mouse.move(last["x"] + 5, last["y"] + 30, steps=8)
    page.evaluate("document.getElementById('archive').dataset.old = '1'")
    page.mouse.up()
    settle(page)
    brushed = page.url
    assert "since=2021-01-01" in brushed
    assert "until=2023-12-31" in brushed
    assert count_of(page) == 6
    page.goto("/")
    page.fill("#since", "2021-01-01")
    page.fill("#until", "2023-12-31")
    follow(page, page.get_by_role("button", name="Set"))
    assert page.url == brushed


def test_16_the_chart_has_an_equivalent_table(page, archive):
    page.goto("/?q=xiaomi")
    page.get_by_text("As a table").click()
    table = page.locator(".histogram table")
    rows = [row.locator("th, td").all_inner_texts() for row in table.locator("tbody tr").all()]
    bars = [one.text_content() for one in page.locator("#histogram svg title").all()]
    assert [f"{year}: {count} of {total}" for year, count, total in rows] == [
        bar for bar in bars if not bar.endswith(" of 0")
    ]


def test_17_undated_can_be_chosen(page, archive):
    page.goto("/")
    assert value_count(page, "date", "undated") == 2
    tick(page, "date", "undated")
    assert count_of(page) == 2
    assert page.locator(".result .meta", has_text="Undated").count() == 2
