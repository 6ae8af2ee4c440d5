"""Scrapes that label their lines are read as a page that says the same."""

from articles.clean.text_record import read_record


def test_labels_of_an_extraction_library_become_headline_byline_and_text():
    lines = [
        "Title: Ferry line sold",
        "Authors: ['Ana Roe', 'Bo Lind']",
        "Publish date: 2024-05-01",
        "Text:",
        "It sailed.",
    ]
    assert read_record(lines) == ["Ferry line sold", "By Ana Roe and Bo Lind", "2024-05-01", "", "It sailed."]


def test_codes_of_a_database_become_headline_source_and_text():
    lines = ["HD Ferry line sold", "BY Ana Roe", "WC 210 words", "SN The Courier", "LP", "It sailed."]
    assert read_record(lines) == [
        "Ferry line sold", "By Ana Roe", "record field WC: 210 words", "Source: The Courier", "", "It sailed."
    ]  # fmt: skip


def test_a_page_with_a_label_or_two_is_no_record():
    lines = ["Ferry line sold", "Source: The Courier", "Tags: ships, ports", "It sailed: nobody waved.", "AN old boat"]
    assert read_record(lines) == lines
