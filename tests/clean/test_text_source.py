"""What tools write into a scrape beside the page's words."""

from __future__ import annotations

from articles.clean.text_source import plain_lines

WRAPPED = """The council voted on Wednesday to shelve the plan
for a second bridge over the river, ending four years of
studies that have cost the town two million crowns and
the patience of its traders.

Mayor Brandt said that the price of steel had made the
project impossible. A vote is due in May, and the council
also agreed to repaint the old bridge before the summer
comes.""".splitlines()


def test_joins_paragraphs_broken_at_a_fixed_width():
    first, blank, second = plain_lines(WRAPPED)
    assert first.startswith("The council voted")
    assert first.endswith("patience of its traders.")
    assert blank == ""
    assert second.startswith("Mayor Brandt")
    assert second.endswith("summer comes.")


def test_leaves_lines_that_were_not_broken_alone():
    lines = ["eggs", "flour and milk", "Mix all of it well.", "butter for the pan", "a pinch of salt", "sugar"]
    assert plain_lines(lines) == lines


def test_takes_the_marks_of_markdown_off():
    lines = ["# Glassworks", "![A furnace](a.jpg)", "**By Petra Nowak**", "The [works](w.html) are *old*.", "## Fire"]
    assert plain_lines(lines) == ["Glassworks", "", "By Petra Nowak", "The works are *old*.", "Fire"]


def test_leaves_a_hash_and_brackets_alone_where_the_page_is_no_markdown():
    lines = ["# 1 in the charts", "He wrote [sic] that it was so.", "A line"]
    assert plain_lines(lines) == lines


def test_takes_a_tag_off_that_wraps_a_line():
    assert plain_lines(["<title>Lake falls</title>", "1 < 2"]) == ["Lake falls", "1 < 2"]


def test_words_parted_in_a_narrow_column_are_whole_again():
    lines = [
        "The dredger was towed from the har-",
        "bour on Monday, a spokesman for the old-",
        "timers' club said. It will be scrap-",
        "ped in Turkey, where an old-timers' yard",
        "takes two ships a month from the",
        "north at present.",
    ]
    assert plain_lines(lines) == [
        "The dredger was towed from the harbour on Monday, a spokesman for the old-timers' club said. "
        "It will be scrapped in Turkey, where an old-timers' yard takes two ships a month from the north at present."
    ]


def test_numbers_of_links_and_their_addresses_go():
    lines = [
        "[1]Home [2]News",
        "The [3]harbour board met.",
        "Nobody [4]came [sic].",
        "1. https://a.example/",
        "[4] http://b.example",
    ]
    assert plain_lines(lines) == ["Home News", "The harbour board met.", "Nobody came [sic]."]


def test_numbers_of_notes_behind_words_stay():
    lines = ["It sank.[1] Twice.[2]", "Nobody knew[3] why."]
    assert plain_lines(lines) == lines


def test_a_marked_quotation_and_emphasis_lose_their_marks():
    lines = ["# Glass", "**Lead**", "*By Petra Nowak*", "[Works](w.html)", "> We went on, he said."]
    assert plain_lines(lines)[2:] == ["By Petra Nowak", "Works", "We went on, he said."]
