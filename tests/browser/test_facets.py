"""Things one to nine: facets."""

from __future__ import annotations

from tests.browser.conftest import count_of, follow, tick, value_count


def test_1_two_values_join_and_a_second_facet_narrows(page, archive):
    page.goto("/?more=company")
    tesla, apple = value_count(page, "company", "tesla"), value_count(page, "company", "apple")
    tick(page, "company", "tesla")
    tick(page, "company", "apple")
    union = count_of(page)
    assert max(tesla, apple) <= union < tesla + apple + 1
    assert {("company", "tesla"), ("company", "apple")} <= set(pairs(page))
    stated = value_count(page, "topic", "smartphones")
    tick(page, "topic", "smartphones")
    assert count_of(page) == stated <= union


def test_2_and_3_a_tick_leaves_the_other_counts_of_its_facet(page, archive):
    page.goto("/")
    before = page.locator("#facet-source li").all_inner_texts()
    stated = value_count(page, "source", "ledger-1")
    tick(page, "source", "ledger-1")
    assert page.locator("#facet-source li").all_inner_texts() == before
    assert count_of(page) == stated


def test_4_chosen_values_stay_visible_at_zero(page, archive):
    page.goto("/?q=nosuchwordanywhere&company=zeekr&topic=smartphones")
    assert count_of(page) == 0
    assert page.locator("#filters [name=company][value='zeekr']").is_checked()
    assert value_count(page, "company", "zeekr") == 0
    assert page.locator("#filters [name=topic][value='smartphones']").is_checked()


def test_5_show_more_keeps_the_ticks_and_stays_unfolded(page, archive):
    page.goto("/?company=zeekr")
    follow(page, page.locator("#facet-company .facet__more"))
    assert page.locator("#facet-company li").count() == 13
    assert page.locator("#filters [name=company][value='zeekr']").is_checked()
    tick(page, "company", "apple")
    assert page.locator("#facet-company li").count() == 13


def test_6_typing_finds_values_that_are_folded_away(page, archive):
    page.goto("/?company=tesla")
    page.fill("#find-company", "zee")
    page.locator("#filters [name=company][value='zeekr']").wait_for()
    labels = page.locator("#facet-company li label").all_inner_texts()
    assert [label.strip() for label in labels] == ["Zeekr", "Tesla"]
    tick(page, "company", "zeekr")
    assert page.locator(".chips li").count() == 3


def test_7_a_value_can_be_left_out(page, archive):
    page.goto("/")
    everything, with_it = count_of(page), value_count(page, "source", "ledger-1")
    page.locator("#facet-source li", has_text="The Ledger 1").hover()
    follow(page, page.get_by_role("button", name="Leave out The Ledger 1"))
    assert count_of(page) == everything - with_it
    assert "Source: not The Ledger 1" in page.locator(".chips").inner_text()


def test_8_one_chip_a_filter_and_clearing_keeps_words_and_sort(page, archive):
    page.goto("/?q=markets&company=tesla&company=apple&not_topic=tariffs&since=2024-01-01&sort=oldest")
    assert page.locator(".chips a:not(.chips__clear)").count() == 4
    follow(page, page.locator(".chips a", has_text="From"))
    assert "since" not in page.url
    follow(page, page.get_by_role("link", name="Clear filters"))
    assert pairs(page) == [("q", "markets"), ("sort", "oldest")]
    assert page.locator(".chips").count() == 0


def test_9_each_facet_is_a_fieldset_named_by_its_legend(page, archive):
    page.goto("/")
    for name in ("Company", "Topic", "Source", "Date", "Person", "Place", "Kind", "Language"):
        assert page.get_by_role("group", name=name, exact=True).first.is_visible()
    assert page.locator("fieldset.facet").count() == page.locator("fieldset.facet > legend").count() == 8


def pairs(page):
    return page.evaluate("[...new URL(location.href).searchParams]") and [
        tuple(pair) for pair in page.evaluate("[...new URL(location.href).searchParams]")
    ]
