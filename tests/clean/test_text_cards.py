"""Lists of dated items beside a story are seen; a story is never taken for one."""

from __future__ import annotations

from articles.clean.text_cards import dated_items, entry_times, is_teaser_list

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


def test_headlines_with_a_sentence_and_an_age_each_are_a_list_of_teasers():
    items = [line for hour in range(1, 6) for line in (f"Another story of hour {hour}", TEXT, f"{hour} hours ago")]
    assert is_teaser_list(["Technology", *items])


def test_entries_of_several_sentences_and_dates_beside_a_story_are_no_list_of_teasers():
    entries = [line for hour in range(1, 6) for line in (f"Entry of hour {hour} here", TEXT, TEXT, f"{hour} hours ago")]
    teasers = [line for hour in range(1, 6) for line in (f"Another story of {hour}", TEXT, f"{hour} hours ago")]
    assert not is_teaser_list(entries)
    assert not is_teaser_list([*[TEXT] * 6, *teasers])


def test_the_times_above_a_live_blogs_entries_are_seen_alone_or_run_together_with_who_wrote():
    hours = ["18:40", "17:55 Ann Marie O’Hara", "17.10", "4:30 pm GMT", "15:45Jane Roe and Tom Hill"]
    assert entry_times([line for hour in hours for line in (hour, TEXT)]) == [True, False] * len(hours)


def test_few_times_or_times_without_text_are_no_live_blog():
    assert not any(entry_times(["18:40", TEXT, "17:55", TEXT]))
    assert not any(entry_times(["18:40", "News", "19:00", "Film", "21:15", "Late night show"]))


def test_a_sentence_that_begins_with_a_time_is_no_entrys_time():
    assert not any(entry_times([line for _ in range(4) for line in ("18:40 is when the last train leaves", TEXT)]))
