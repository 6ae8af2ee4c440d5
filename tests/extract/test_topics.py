"""What an article is about, and the sentences that say so."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.documents import (
    Alias,
    ArticleDraft,
    Block,
    BlockKind,
    CompanyEntry,
    MentionField,
    PlaceEntry,
    Precision,
    PublishedDate,
    TopicEntry,
    Vocabulary,
)
from articles.extract.article import Extractor
from articles.extract.topic_matching import LeafTable
from articles.extract.topic_rules import load_topics, parse_rule
from articles.extract.topics import find_topics
from articles.query.match import QueryDocument, matches
from articles.query.parse import parse
from articles.query.postings import A, document_postings
from articles.query.tree import every_text_leaf

FILLER = "The town has a square, a clock and a market where people meet on Sundays. "


def topic(rule, slug="steel", threshold=0.5):
    return TopicEntry(slug=slug, name=slug.title(), description="", rule=rule, threshold=threshold)


def draft(*paragraphs, title="A title", **fields):
    blocks = tuple(part if isinstance(part, Block) else Block(text=part) for part in paragraphs)
    return ArticleDraft(position=0, title=title, paragraphs=blocks, **fields)


def slugs(article, *topics):
    return [finding.slug for finding in find_topics(article, topics)]


def test_the_shipped_rules_are_understood_without_a_hint():
    assert [(entry.slug, parse_rule(entry.rule).hints) for entry in load_topics() if parse_rule(entry.rule).hints] == []


def test_the_shipped_topics_form_a_tree():
    topics = load_topics()
    known = [entry.slug for entry in topics]
    assert len(known) == len(set(known)) == len({entry.name for entry in topics})
    assert 60 <= len(known) <= 120
    for number, entry in enumerate(topics):
        assert not entry.parent or entry.parent in known[:number], entry.slug
        assert entry.description
        assert entry.rule or any(other.parent == entry.slug for other in topics), entry.slug
    assert {"electric-vehicles", "tariffs", "gen-z-employment", "smartphones"} <= set(known)


def test_a_story_about_it_is_found_and_a_passing_mention_is_not():
    about = draft("Steel makers met. " + FILLER, "Prices of steel fell. " + FILLER * 4, title="Steel in trouble")
    passing = draft(FILLER * 15, "It once made steel. " + FILLER * 15)
    assert slugs(about, topic("steel")) == ["steel"]
    assert slugs(passing, topic("steel")) == []


def test_the_longer_the_text_the_more_it_takes():
    short = draft(FILLER * 12, "Steel rose and steel fell and steel rose again.")
    long = draft(FILLER * 200, "Steel rose and steel fell and steel rose again.")
    assert slugs(short, topic("steel")) == ["steel"]
    assert slugs(long, topic("steel")) == []


def test_the_sentences_that_carry_it_are_kept_with_their_places():
    article = draft(
        "Nothing here. Steel makers met on Monday. They left.", "The price of steel fell.", title="Steel in trouble"
    )
    (finding,) = find_topics(article, [topic("steel")])
    found = [(mention.field, mention.surface) for mention in finding.mentions]
    assert found == [
        (MentionField.TITLE, "Steel in trouble"),
        (MentionField.TEXT, "Steel makers met on Monday."),
        (MentionField.TEXT, "The price of steel fell."),
    ]
    for mention in finding.mentions[1:]:
        assert article.text[mention.start : mention.end] == mention.surface
    assert 0 < finding.score <= 1


def test_what_is_asked_for_at_once_must_all_be_there():
    young = topic('("Gen Z" OR "young people") (job OR employer)')
    assert slugs(draft("Gen Z looks for a job. Employers wait for Gen Z."), young) == ["steel"]
    assert slugs(draft("Gen Z sings. Gen Z dances."), young) == []


def test_what_must_not_be_there_rules_it_out():
    assert slugs(draft("Gold rose. Gold fell."), topic("gold -medal")) == ["steel"]
    assert slugs(draft("Gold rose. Gold fell. A medal."), topic("gold -medal")) == []


def test_a_rule_can_ask_for_what_is_known_beside_the_words():
    assert slugs(draft("Gold rose. Gold fell.", language="en"), topic("gold lang:en")) == ["steel"]
    assert slugs(draft("Gold rose. Gold fell.", language="de"), topic("gold lang:en")) == []


def test_an_about_tail_and_a_derived_title_carry_nothing():
    tail = Block(text="About us: steel, steel, steel and steel.", kind=BlockKind.ABOUT)
    assert slugs(draft(FILLER * 3, tail), topic("steel")) == []
    assert slugs(draft(FILLER * 30, title="Steel at last"), topic("steel")) == ["steel"]
    assert slugs(draft(FILLER * 30, title="Steel at last", title_is_derived=True), topic("steel")) == []


@pytest.mark.parametrize("rule", ["", "-steel", "company:tesla", "words:>0", '"', "lang:en"])
def test_a_rule_without_words_to_show_finds_nothing(rule):
    assert slugs(draft("Steel."), topic(rule, threshold=0.0)) == []


def test_an_empty_article_has_no_topics():
    assert find_topics(draft("", title=""), load_topics()) == ()


RULE_PARTS = st.sampled_from(
    [
        *(
            "a1",
            "b1",
            "c1*",
            '"a1 b1"',
            '"b1 the*"',
            "the",
            "a1-b1",
            "a1b1",
            "OR",
            "(",
            ")",
            "a1 NEAR/2 b1",
            "title:a1",
        ),
        *('(a1 OR "b1 the") NEAR/3 (c1x OR a1-b1)', '"the a1" NEAR/1 b1', "text:b1", "c1x"),
    ]
)
WORDS = st.sampled_from(["a1", "b1", "c1x", "c1", "the", "a1-b1", "a1b1", "A1s", "."])


@given(st.lists(RULE_PARTS, min_size=1, max_size=6), st.lists(WORDS, max_size=12), st.lists(WORDS, max_size=4))
def test_the_table_finds_each_leaf_where_the_matcher_does(rule, text, title):
    tree = parse(" ".join(rule)).tree
    document = QueryDocument(title=" ".join(title), text=" ".join(text))
    table = LeafTable([tree])
    found = table.find(document_postings(title=document.title, text=document.text))
    postings, words = table.scan(title=document.title, text=document.text)
    assert table.find(postings) == found
    in_text = {posting >> 2 for posted in postings.values() for posting in posted if posting & 3 != A}
    assert in_text == set(words)
    for leaf in every_text_leaf(tree):
        assert (table.numbers[leaf] in found) == matches(leaf, document), leaf


@pytest.mark.parametrize(
    ("rule", "is_found"),
    [
        ("company:tesla battery", True),
        ('company:"Tesla, Inc." battery', True),
        ("company:TSLA battery", True),
        ("company:byd battery", False),
        ("battery -company:tesla", False),
        ("person:musk place:china battery", True),
        ("author:roe battery", True),
        ("author:doe battery", False),
        ("author:roe", False),
        ("date:2025 lang:en words:<50 battery", True),
        ("date:2025-07 battery", False),
        ("topic:steel battery", False),
    ],
)
def test_a_rule_asks_for_names_and_fields_as_a_search_does(rule, is_found):
    tesla = CompanyEntry(slug="tesla", name="Tesla", aliases=(Alias(text="Tesla"),), ticker="TSLA")
    china = PlaceEntry(slug="china", name="China", kind="country", country="CN")
    year = PublishedDate(
        moment=datetime(2025, 1, 1, tzinfo=UTC), precision=Precision.YEAR, basis="meta", is_inferred=False
    )
    article = draft(
        "Batteries made in China. A battery of Tesla caught fire, said Elon Musk. Batteries burn.",
        authors=("Jane Roe",),
        language="en",
        published=year,
    )
    vocabulary = Vocabulary(companies=(tesla,), places=(china,), topics=(topic(rule),))
    assert bool(Extractor(vocabulary).extract(article).topics) is is_found


@pytest.mark.parametrize("rule", ["company:tesla", "author:roe", "topic:oil barrel"])
def test_of_a_rule_that_finds_nothing_or_less_is_said_so(rule):
    assert parse_rule(rule).hints
