"""Lists of dated items beside a story are seen; a story is never taken for one."""

from __future__ import annotations

from articles.clean.text_cards import dated_items

TEXT = "The company said on Monday that its sales had risen by a tenth in the first half of the year."


def test_teasers_that_each_carry_a_date_are_a_list():
    story = ["Sales rise at the old mill", "July 7, 2025", *[TEXT] * 10]
    cards = [line for day in range(1, 5) for line in (f"Another story {day}", "Jane Roe", f"July {day}, 2025", TEXT)]
    inside = dated_items([*story, *cards])
    assert not any(inside[: len(story)])
    assert all(inside[len(story) :])


def test_entries_of_a_live_blog_stay():
    entries = [line for hour in range(1, 6) for line in (f"July {hour}, 2025", TEXT, TEXT, TEXT)]
    assert not any(dated_items(entries))


def test_a_page_of_nothing_but_dated_items_is_left_to_others():
    assert not any(dated_items([line for day in range(1, 9) for line in (f"July {day}, 2025", TEXT)]))
