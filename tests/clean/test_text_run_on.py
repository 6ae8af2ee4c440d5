"""A page on one line is cut where its menu, head and foot are plain; a text of one paragraph stays whole."""

from __future__ import annotations

import pytest

from articles.clean.text_run_on import cut_run_on

TEXT = (
    "Crews have lifted the old crane out of the harbour, the port said on Monday. It weighs 90 tons. "
    "It will be painted and shown beside the pier next year."
)
MENU = "Home News Sport Weather Log in"
TITLE = "Old crane lifted out of harbour"


@pytest.mark.parametrize(
    ("byline", "told"), [("By Jane Roe", "Updated "), ("", "Published on "), ("", ""), ("By Jane Roe and Tom Hill", "")]
)
def test_menu_headline_byline_date_text_and_foot_are_told_apart(byline, told):
    line = " ".join(part for part in (MENU, TITLE, byline, f"{told}August 5, 2025", TEXT, "Share Tweet Print") if part)
    parts = cut_run_on([line])
    assert parts == [part for part in (MENU, TITLE, byline, f"{told}August 5, 2025", TEXT, "Share Tweet Print") if part]


def test_a_text_of_one_paragraph_and_a_page_of_several_lines_stay():
    assert cut_run_on([TEXT]) == [TEXT]
    lines = [f"{MENU} {TITLE} August 5, 2025 {TEXT}", "Share"]
    assert cut_run_on(lines) == lines


def test_without_a_date_only_menu_and_foot_are_cut_off():
    assert cut_run_on([f"{MENU} {TITLE} {TEXT} Share Tweet"]) == [MENU, f"{TITLE} {TEXT}", "Share Tweet"]


def test_a_last_sentence_that_breaks_off_is_no_foot():
    line = f"{TEXT} The port adds that it will"
    assert cut_run_on([line]) == [line]


@pytest.mark.parametrize("unit", ["home ", "Home. A ", "By August 5, 2025 "])
def test_no_word_is_lost(unit):
    line = (unit * 2000).strip()
    assert " ".join(cut_run_on([line])).split() == line.split()
