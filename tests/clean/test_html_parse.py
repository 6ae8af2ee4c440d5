"""Pages too long or too broken for a tree are read all the same, in one pass."""

from __future__ import annotations

import pytest

from articles.clean.html_parse import MAX_PARSED_CHARACTERS, bound_text, plain_lines
from tests.bounded import soon


@pytest.mark.parametrize("opening", ["<script type='application/ld+json'>", "<style>", "<noscript ld+json>"])
def test_a_hundred_thousand_openings_that_nothing_closes_take_no_time(opening):
    with soon():
        plain_lines(f"<p>Freight rose.</p>{opening * 100_000}")


def test_an_unclosed_script_ends_the_page_and_one_of_data_does_not():
    assert plain_lines("<p>Freight rose.</p><script>let a = 1 <p>Pay rose.</p>") == ["Freight rose."]
    told = plain_lines("<p>Freight rose.</p><script ld+json><p>Pay rose.</p><style>p {}</style><p>Rain.</p>")
    assert told[-1] == "Rain."
    assert "Pay rose." in told


def test_a_closed_script_of_another_sort_goes_though_one_before_it_is_unclosed():
    assert plain_lines("<script ld+json>{}<style>p {}</style><p>Rain.</p>")[-1] == "Rain."


def test_what_is_too_long_is_cut_and_told():
    kept, cut = bound_text("a" * (MAX_PARSED_CHARACTERS + 7))
    assert (len(kept), len(cut)) == (MAX_PARSED_CHARACTERS, 7)
