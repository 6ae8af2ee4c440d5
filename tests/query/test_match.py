"""A tree matched against one document, in plain Python."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.query.match import QueryDocument, Tag, find_spans, matches
from articles.query.parse import parse
from articles.query.tree import And, Not, Or

DOCUMENT = QueryDocument(
    title="Xiaomi’s first car",
    text="The carmaker begins mass production at AT&T Park.\n\n"
    "Tariffs on e-commerce rose to $1.4 billion, U.S. cafés said.",
    authors=("Ana O'Neil",),
    companies=(Tag(slug="xiaomi", names=("Xiaomi", "Xiaomi Corp.")), Tag(slug="att", names=("AT&T",))),
    people=(Tag(slug="lei-jun", names=("Lei Jun",)),),
    language="en",
    kind="news",
    word_count=17,
)


def hit(query):
    return matches(parse(query).tree, DOCUMENT)


@pytest.mark.parametrize(
    "query",
    [
        *(
            '"mass production"',
            '"production at"',
            "tariff",
            "CAFE",
            "ecommerce",
            '"e commerce"',
            "AT & T",
            "$1.4",
            "US",
        ),
        *(
            "xiaomi car",
            "title:xiaomi",
            "author:o'neil",
            "author:oneil",
            'author:"ana oneil"',
            "carmak*",
            '"the carm*"',
        ),
        *("first NEAR/1 car", "production NEAR/3 carmaker", "production NEAR/2 mass", "-tesla", "tesla OR tariff"),
        *(
            "company:xiaomi",
            'company:"xiaomi corp."',
            'company:"Xiaomi, Inc."',
            "company:Xiaomi-Ltd OR company:AT&T",
            "company:AT&T",
            "person:lei",
            "person:jun",
            "words:17",
            "lang:en",
        ),
        *("", "(", "text:(mass production) -title:mass"),
    ],
)
def test_matches(query):
    assert hit(query)


@pytest.mark.parametrize(
    "query",
    [
        *('"production mass"', '"tariff"', '"car the"', '"park tariffs on rose"', "title:tariff", "text:first"),
        *("first NEAR/1 tariffs", "carmaker NEAR/2 production", "tesla", "-tariff", "company:xiao", "person:ei"),
        *("source:xiaomi", "after:2020", "-lang:en", "kind:opinion", "words:>17", "author:xiaomi", "xiaomi tesla"),
    ],
)
def test_does_not_match(query):
    assert not hit(query)


def spans(query, text, field="text"):
    return [text[start:end] for start, end in find_spans(parse(query).tree, text, field)]


@pytest.mark.parametrize(
    ("query", "marked"),
    [
        ("cafe tariff", ["Tariffs", "cafés"]),
        ('"mass production"', ["mass production"]),
        ("AT&T", ["AT&T"]),
        ("ecommerce", ["e-commerce"]),
        ("commerce", ["commerce"]),
        ("begin* -park", ["begins"]),
        ("carmaker NEAR/5 production", ["carmaker", "production"]),
        ("us", ["U.S."]),
        ("title:tariff author:said company:rose", []),
        ('"on e-commerce rose" ecommerce', ["on e-commerce rose"]),
    ],
)
def test_marks_what_made_it_match(query, marked):
    assert spans(query, DOCUMENT.text) == marked


LEAVES = st.sampled_from(
    ['"mass production"', "tariff", "title:car", "the", "ab*", "x NEAR/3 y", "company:x", "words:>2"]
)
TEXTS = st.lists(st.sampled_from(["mass", "production", "tariffs", "car", "the", "abc", "x", "y", "."]), max_size=9)


@given(LEAVES, LEAVES, TEXTS.map(" ".join), TEXTS.map(" ".join))
def test_the_laws_of_logic_hold(one, other, title, text):
    document = QueryDocument(title=title, text=text, word_count=len(text.split()))
    a, b = parse(one).tree, parse(other).tree
    assert matches(Not(a), document) != matches(a, document)
    assert matches(And((a, b)), document) == (matches(a, document) and matches(b, document))
    assert matches(Or((a, b)), document) == (matches(a, document) or matches(b, document))
    assert matches(Not(And((a, b))), document) == matches(Or((Not(a), Not(b))), document)


@given(st.text(st.characters()), st.text(st.characters()))
def test_any_query_meets_any_text(query, text):
    tree = parse(query).tree
    matches(tree, QueryDocument(text=text))
    end = 0
    for start, stop in find_spans(tree, text, "text"):
        assert end <= start < stop <= len(text)
        end = stop
