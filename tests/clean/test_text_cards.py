"""Lists of dated items beside a story are seen; a story is never taken for one."""

from __future__ import annotations

from articles.clean.text_cards import (
    comment_threads,
    counted_headlines,
    dated_items,
    entry_times,
    glued_teasers,
    is_teaser_list,
)

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


def comment(writer: str, minute: int, texts: int) -> list[str]:
    return [writer, f"July 8, 2025 at 4:{minute} pm", *[TEXT] * texts]


def test_comments_below_a_story_are_seen_however_long_one_is():
    story = ["Sales rise at the old mill", *[TEXT] * 4]
    comments = ["3 Comments", *comment("Jane", 12, 9), *comment("Tom", 31, 1), *comment("Ann", 45, 1)]
    assert comment_threads([*story, *comments]) == [False] * len(story) + [True] * len(comments)


def test_comments_that_say_so_need_no_heading():
    comments = [line for name in ("Jane", "Tom", "Ann") for line in (f"{name} on July 8, 2025 at 4:12 pm said:", TEXT)]
    assert comment_threads([*[TEXT] * 4, *comments])[5:] == [True] * (len(comments) - 1)


def test_entries_of_a_live_blog_are_no_comments():
    entries = [line for minute in (12, 31, 45) for line in comment("Jane Roe", minute, 2)]
    assert not any(comment_threads([*[TEXT] * 4, *entries]))


def test_a_page_of_nothing_but_comments_is_left_to_others():
    assert not any(
        comment_threads(["Comments", *comment("Jane", 12, 1), *comment("Tom", 31, 1), *comment("Ann", 45, 1)])
    )


GLUED = ("Mill to close after a hundred years", "Bakery wins the county prize", "Bridge over the lock is to be mended")


def test_teasers_run_together_with_their_headlines_are_seen():
    page = ["News", *[headline + TEXT for headline in GLUED], *[TEXT] * 4]
    assert glued_teasers(page) == [False] + [True] * 3 + [False] * 4


def test_names_with_a_capital_inside_are_no_run_together_teasers():
    story = [f"The company that sold {name} has bought a firm in Derby." for name in ("WhatsApp", "PlayStation")]
    assert not any(glued_teasers([*story, *story, "Get the App", *[TEXT] * 4]))


def test_headlines_with_counts_in_a_row_are_a_list():
    lines = [TEXT, "Mill closes after ninety years (142)", "Bridge opens (133)", "Is it over for the tram? (9)", TEXT]
    assert counted_headlines(lines) == [False, True, True, True, False]


def test_years_in_brackets_and_single_counts_are_none():
    lines = ["The play (1984)", TEXT, "Mill closes (142)", TEXT, TEXT, "Bridge opens (133)", "See the table (2) below."]
    assert not any(counted_headlines(lines))
