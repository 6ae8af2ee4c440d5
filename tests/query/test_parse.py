"""From what someone typed to a tree."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.query.parse import parse
from articles.query.render import describe, to_text
from articles.query.scan import DEEPEST
from articles.query.tree import (
    And,
    Everything,
    Language,
    Length,
    Name,
    Named,
    Near,
    Not,
    OfKind,
    Or,
    Phrase,
    Published,
    Scope,
    Undated,
    Unit,
    Word,
)


def tree(query):
    return parse(query).tree


def day(year, month=1, number=1):
    return datetime(year, month, number, tzinfo=UTC)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("tesla", Word("tesla")),
        ("tesla battery", And((Word("tesla"), Word("battery")))),
        ("tesla AND battery", And((Word("tesla"), Word("battery")))),
        ('"mass production"', Phrase("mass production")),
        ("“mass production”", Phrase("mass production")),
        ("byd OR nio", Or((Word("byd"), Word("nio")))),
        ("byd|nio | geely", Or((Word("byd"), Word("nio"), Word("geely")))),
        ("byd -nio", And((Word("byd"), Not(Word("nio"))))),
        ("tesla -inc", And((Word("tesla"), Not(Word("inc"))))),
        ('tesla "inc"', And((Word("tesla"), Phrase("inc")))),
        ("inc 5000", And((Word("inc"), Word("5000")))),
        ("tesla inc recall", And((Word("tesla"), Word("inc"), Word("recall")))),
        ("NOT nio", Not(Word("nio"))),
        ("--nio", Not(Word("nio"))),
        ("a1 OR b1 c1", Or((Word("a1"), And((Word("b1"), Word("c1")))))),
        ("(a1 OR b1) c1", And((Or((Word("a1"), Word("b1"))), Word("c1")))),
        ("-(a1 b1)", Not(And((Word("a1"), Word("b1"))))),
        ("electr*", Word("electr", is_prefix=True)),
        ('"electric vehicle*"', Phrase("electric vehicle", is_prefix=True)),
        ("tesla NEAR/5 recall", Near(Word("tesla"), Word("recall"), 5)),
        ('tesla NEAR "price war"', Near(Word("tesla"), Phrase("price war"), 5)),
        ("title:tesla", Word("tesla", scope=Scope.TITLE)),
        ("title: tesla", Word("tesla", scope=Scope.TITLE)),
        ('title:(a1 "b1 c1")', And((Word("a1", scope=Scope.TITLE), Phrase("b1 c1", scope=Scope.TITLE)))),
        ("author:lei", Word("lei", scope=Scope.AUTHOR)),
        ('company:"General Motors"', Named(Name.COMPANY, "General Motors")),
        ("topic:(tariffs OR oil)", Or((Named(Name.TOPIC, "tariffs"), Named(Name.TOPIC, "oil")))),
        ("company:AT&T", Named(Name.COMPANY, "AT&T")),
        ("lang:EN", Language("en")),
        ("kind:press-release", OfKind("press_release")),
        ('kind:"press release"', OfKind("press_release")),
        ("after:2025-07", Published(since=day(2025, 7))),
        ("before:2025-07-31", Published(until=day(2025, 7, 31))),
        ("date:2025", Published(day(2025), day(2026))),
        ("date:2025-12", Published(day(2025, 12), day(2026), Unit.MONTH)),
        ("date:2025-02-28", Published(day(2025, 2, 28), day(2025, 3, 1), Unit.DAY)),
        ("date:2025-01..2025-03", Published(day(2025), day(2025, 4), Unit.MONTH)),
        ("date:2025-07-15..2026", Published(day(2025, 7, 15), day(2027), Unit.DAY)),
        ("date:2025-Q1", Published(day(2025), day(2025, 4), Unit.MONTH)),
        ("date:q4-2025", Published(day(2025, 10), day(2026), Unit.MONTH)),
        ("date:2024Q4..2025Q1", Published(day(2024, 10), day(2025, 4), Unit.MONTH)),
        ("after:2025-Q3", Published(since=day(2025, 7))),
        ("re: tesla", And((Word("re"), Word("tesla")))),
        ("http://ledger.example", Word("http/ledger.example")),
        ("date:undated", Undated()),
        ("words:>800", Length(minimum=801)),
        ("words:<=300", Length(maximum=300)),
        ("words:300..800", Length(300, 800)),
        ("Xiaomi's", Word("Xiaomi's")),
        ("AT & T", Word("AT&T")),
        ("$1.4", Word("1.4")),
        ("10:30", Word("10/30")),
        ("exclusive: tesla", And((Word("exclusive"), Word("tesla")))),
        ("president of the bank", And((Word("president"), Word("bank")))),
        ("IT jobs", And((Word("IT"), Word("jobs")))),
        ("the", Word("the")),
        ("", Everything()),
    ],
)
def test_reads(query, expected):
    parsed = parse(query)
    assert parsed.tree == expected
    assert parsed.hints == ()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("Tesla, Inc.", Word("Tesla")),
        ("apple inc OR ford corp", Or((Word("apple"), Word("ford")))),
        ("company:Tesla, Inc.", Named(Name.COMPANY, "Tesla")),
        ("title:(Tesla Ltd)", Word("Tesla", scope=Scope.TITLE)),
    ],
)
def test_a_legal_form_behind_a_name_is_left_out_and_said(query, expected):
    parsed = parse(query)
    assert parsed.tree == expected
    assert "what form a company has" in parsed.hints[0]


@pytest.mark.parametrize(
    ("query", "expected", "word"),
    [
        ('"mass production', Phrase("mass production"), "quotation mark"),
        ("(byd nio", And((Word("byd"), Word("nio"))), "not closed"),
        ("byd) nio", And((Word("byd"), Word("nio"))), "no opening one"),
        ("byd OR", Word("byd"), "OR"),
        ("OR byd", Word("byd"), "OR"),
        ("byd AND", Word("byd"), "AND"),
        ("byd NOT", Word("byd"), "NOT"),
        ("byd NEAR/3", Word("byd"), "NEAR"),
        ("byd NEAR/99 nio", Near(Word("byd"), Word("nio"), 15), "NEAR"),
        ("byd NEAR (nio xpeng)", And((Word("byd"), Word("nio"), Word("xpeng"))), "NEAR"),
        ("byd date:soon", Word("byd"), "date:soon"),
        ("byd date:2025-02-30", Word("byd"), "date:2025-02-30"),
        ("byd words:many", Word("byd"), "words:many"),
        ("byd kind:poem", Word("byd"), "kind:poem"),
        ("compny:byd", Word("compny/byd"), "'company:'"),
        ("hd=byd", Word("hd/byd"), "'title:'"),
        ("co:byd", Word("co/byd"), "'company:'"),
        ("wc>500", Word("wc/500"), "'words:'"),
        ("byd w/5 nio", And((Word("byd"), Word("w/5"), Word("nio"))), "NEAR/5"),
        ("byd near5 nio", And((Word("byd"), Word("near5"), Word("nio"))), "NEAR/5"),
        ("byd date:2025-Q5", Word("byd"), "date:2025-Q5"),
        ("byd date:0000-Q1", Word("byd"), "date:0000-Q1"),
        ("byd title:", And((Word("byd"), Word("title"))), "title:"),
        ("byd !!!", Word("byd"), "!!!"),
        ('byd ""', Word("byd"), "empty phrase"),
        ("byd a*", Word("byd"), "2 characters"),
        ("x" * 1_200, Word("x" * 1_000), "1,000"),
    ],
)
def test_what_is_malformed_still_searches_with_a_hint(query, expected, word):
    parsed = parse(query)
    assert parsed.tree == expected
    assert any(word in hint for hint in parsed.hints), parsed.hints


def test_parentheses_beyond_the_bound_are_left_out():
    parsed = parse("(" * (DEEPEST + 5) + "byd" + ")" * (DEEPEST + 5))
    assert parsed.tree == Word("byd")
    assert len(parsed.hints) == 1


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("xiaomi -apple", "xiaomi, not apple"),
        ('(byd OR nio) "price war"', "(byd or nio) and “price war”"),
        ("title:tesla company:byd", "in the title: tesla and company “byd”"),
        ("date:2025-07", "published in July 2025"),
        ("after:2025-07-03 words:>800", "published on or after 3 July 2025 and at least 801 words"),
        ("", "every article"),
    ],
)
def test_says_what_was_understood(query, words):
    assert describe(tree(query)) == words


PARTS = st.sampled_from(
    [
        *("byd", "nio", "AT&T", "e-commerce", "the", "of", "IT", "OR", "AND", "NOT", "NEAR", "NEAR/3", "|", "(", ")"),
        *('"', '"mass production"', '"a"', '"b*"', "el*", "a*", "-", "-byd", "-(", "title:", "company:", "after:2025"),
        *('company:"General Motors"', "date:2025", "date:2025-07", "date:2024..2025-03", "date:undated", "words:>8"),
        *("words:3..9", "words:<5", "lang:en", "kind:pr", "topic:x", "author:lei", "10:30", "a/title:b", "OR.", "'"),
        *(
            "&",
            "*",
            ":",
            "/",
            "title:OR",
            '"OR"',
            "text:(a1 b1",
            "NEAR:2",
            'company:"OR"',
            'person: "NOT"',
            "NEAR/9.",
            "before:2025-01-02",
            "1,000",
            "U.S.",
        ),
    ]
)


@given(st.lists(PARTS, max_size=14).map(" ".join) | st.lists(PARTS, max_size=14).map("".join) | st.text())
def test_any_text_is_a_query_and_its_tree_survives_being_written_out(text):
    parsed = parse(text)
    written = to_text(parsed.tree)
    assert parse(written, longest=100_000).tree == parsed.tree
    assert isinstance(describe(parsed.tree), str)


@pytest.mark.parametrize(
    "headline",
    [
        "U.S. SAYS TIN DISPOSALS WILL NOT AFFECT ACCORD",
        "IRAN CLAIMS NEW VICTORIES NEAR BASRA",
        "FROST NOT EXPECTED TO DAMAGE POLAND'S WHEAT",
    ],
)
def test_a_headline_in_capitals_is_read_word_by_word(headline):
    parsed = parse(headline)
    assert {type(child) for child in parsed.tree.children} == {Word}
    assert {"not", "near"} & {child.text for child in parsed.tree.children}
    assert "all in capitals" in parsed.hints[0]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("TESLA NOT MUSK", "TESLA -MUSK"),
        ("ev NOT TESLA BYD NIO XPENG", "ev -TESLA BYD NIO XPENG"),
        ("IRAN CLAIMS NEW VICTORIES -BASRA", "IRAN CLAIMS NEW VICTORIES -BASRA"),
        ("IRAN CLAIMS NEW VICTORIES NEAR/3 BASRA", "IRAN CLAIMS NEW VICTORIES NEAR/3 BASRA"),
        ("NOT company:xiaomi EV EU UK US", "-company:xiaomi EV EU UK US"),
    ],
)
def test_operators_count_wherever_they_can_be_told_from_words(query, expected):
    assert to_text(parse(query).tree) == expected
