"""A query for a word finds what others call it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.query.match import QueryDocument, matches
from articles.query.parse import parse
from articles.query.render import describe, to_text
from articles.query.synonyms import as_typed, load_groups, make_thesaurus, widen, widened_parts
from articles.query.terms import lexemes_of_word
from articles.query.tree import Word

SHIPPED = make_thesaurus(tuple(load_groups().values()))


def finds(query, text):
    return matches(widen(parse(query).tree, SHIPPED), QueryDocument(text=text))


def others(query):
    return {other.text for part in widened_parts(widen(parse(query).tree, SHIPPED)) for other in part.others}


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("merger", "Two takeovers were announced."),
        ("mergers", "Its M&A bankers are busy."),
        ("M & A", "The merging companies agreed."),
        ("mergers and acquisitions", "A takeover."),
        ("EV sales", "Sales of electric cars rose."),
        ("electric vehicles", "Every EV was sold."),
        ("electric car factory", "The factory builds EVs."),
        ("IPO", "Its initial public offering comes in May."),
        ("flotation OR bonds", "An IPO."),
        ("layoffs (chips OR cars)", "Job cuts at makers of chips."),
        ("fed", "The Federal Reserve met."),
        ("opec", "The Organization of the Petroleum Exporting Countries met."),
        ("title:merger", ""),
    ],
)
def test_finds_what_others_call_it(query, text):
    if query.startswith("title:"):
        assert matches(widen(parse(query).tree, SHIPPED), QueryDocument(title="A takeover"))
        assert not matches(widen(parse(query).tree, SHIPPED), QueryDocument(text="A takeover"))
    else:
        assert finds(query, text)


@pytest.mark.parametrize("query", ['"merger"', "merg*", "-merger steel", "merger NEAR/3 tesla", "author:merger"])
def test_quotes_stars_minus_and_near_switch_it_off(query):
    assert others(query) == set()


def test_a_run_of_words_finds_its_words_apart_too():
    assert finds("electric car", "A car with an electric window.")
    assert not finds('"electric car"', "A car with an electric window.")


def test_the_longest_term_wins():
    assert "CEO" in others("chief executive officer")
    assert finds("chief executive officer", "The CEO left.")


def test_what_is_shown_is_what_was_typed():
    tree = widen(parse("electric cars -merger").tree, SHIPPED)
    assert to_text(tree) == "electric cars -merger"
    assert describe(tree) == "electric and cars, not merger"


@given(
    st.lists(
        st.sampled_from(["merger", "EV", "(", ")", "OR", "-", "electric", "car", '"', "M&A", "title:"]), max_size=12
    )
)
def test_taking_the_synonyms_away_gives_the_query_as_it_was_read(parts):
    tree = parse(" ".join(parts)).tree
    assert as_typed(widen(tree, SHIPPED)) == as_typed(tree)


def test_the_shipped_groups_are_sound():
    groups = load_groups()
    assert len(groups) >= 60
    for name, terms in groups.items():
        assert len(terms) >= 2, name
        assert len({term.lower() for term in terms}) == len(terms), name
        assert all(lexemes_of_word(Word(term)) for term in terms), name
    seen = [term.lower() for terms in groups.values() for term in terms]
    assert len(seen) == len(set(seen))
