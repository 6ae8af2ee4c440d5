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
