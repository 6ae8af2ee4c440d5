"""Sequences of common words are found by where the words stand, and are what PostgreSQL finds by the vectors."""

from __future__ import annotations

import random

import pytest
from django.db import connection

from articles.models import Company, SearchEntry
from articles.query.parse import parse
from articles.query.synonyms import make_thesaurus, widen
from articles.search import weights
from articles.search.live import matches, sequences
from articles.search.live.matches import kept_matches
from articles.search.live.selection import mask_of
from articles.search.live.snapshot import one_snapshot, reader
from articles.search.matching import condition
from articles.search.matching_names import resolve_names
from articles.search.worded import entries_with
from articles.store import positions
from articles.store.lexemes import refresh_lexemes
from articles.store.positions import refresh_positions
from articles.store.search_entries import index_articles
from tests.factories import ArticleFactory, CompanyFactory

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = (
    *("bank", "of", "the", "west", "Bank", "US", "us", "state-of-the-art", "S&P", "500", "e-commerce", "mass"),
    *("production", "café", "tariff", "tariffs", "electric", "vehicle", "art", "U.S."),
)
QUERIES = (
    *('"bank of the west"', '"the west"', '"of the"', '"US bank"', '"us bank"', '"mass production"', '"S&P 500"'),
    *(
        '"state-of-the-art"',
        '"state of the art"',
        '"café bank"',
        '"the wes*"',
        '"bank" "the west"',
        "S&P",
        "e-commerce",
    ),
    *('"the" NEAR/3 "bank"', '"the bank" NEAR/4 "west"', "the NEAR/2 bank", '-"of the"', '"of the" -"the west"'),
    *('title:"the bank"', 'text:"the bank"', 'author:"of the"', 'title:"the bank" OR "of the"', '-title:"the bank"'),
    *(
        '"of the" OR tariff',
        '("the bank" OR "bank of") -"the west"',
        '"of the" lang:en',
        '"of the" -lang:en',
        '"of the" lang:de',
        '"the west" lang:en "of the"',
    ),
    *("company:acme", "-company:acme", "company:acme tariff", "tariff -company:acme", "company:acme OR bank"),
    *(
        "-tariff",
        "-tariff -company:acme",
        "-tariff -bank words:>8",
        "tariff OR -bank",
        "(tariff OR -bank) -company:acme",
    ),
    *(
        "lang:en",
        "-lang:en",
        "kind:news -tariff",
        "-kind:news",
        "words:>8 -tariff",
        "-(tariff -bank)",
        "after:2020 -bank",
    ),
    *(
        '"of the" company:acme',
        '"of the" -company:acme',
        '-"of the" -company:acme',
        '("of the" OR -tariff) company:acme',
    ),
    *('"of the" company:nobody', '-("of the" OR "bank of")', '"the the"', '"of the of"', '"electric vehicle"'),
    *(
        "tariff",
        "electric vehicle",
        '"of the" "never written"',
        '"absent words"',
        '"of absent"',
        '"mass production" tar*',
    ),
)
THESAURUS = make_thesaurus((("tariff", "mass production"), ("electric vehicle", "bank of", "S&P")))


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch):
    monkeypatch.setattr(positions, "FEWEST_HOLDERS", 3)
    reader.forget()
    kept_matches.clear()
    yield
    reader.forget()
    kept_matches.clear()


@pytest.fixture
def by_places(monkeypatch):
    """The leaves that were found by where their words stand."""
    found = []
    from articles.search import worded

    monkeypatch.setattr(worded, "_FEW", 0)
    monkeypatch.setattr(worded, "articles_with", lambda leaf: found.append(leaf) or sequences.articles_with(leaf))
    return found


def text(dice, longest):
    return " ".join(dice.choices(WORDS, k=dice.randint(1, longest)))


def made(dice, count):
    acme = Company.objects.filter(slug="acme").first() or CompanyFactory(name="Acme", slug="acme")
    return [
        ArticleFactory(
            title=text(dice, 6), text=text(dice, 30), authors=[text(dice, 3)], companies=[acme] * (number % 3 == 0)
        )
        for number in range(count)
    ]


def agrees(query):
    """How many articles a query finds, the same by both ways."""
    tree = widen(parse(query).tree, THESAURUS)
    kept_matches.clear()
    with one_snapshot() as view:
        mask = mask_of(view.entries, entries_with(view, tree, resolve_names(tree))) & view.entries.alive
        ids = view.entries.ids.first(view.entries.length)[mask].tolist()
        expected = sorted(SearchEntry.objects.filter(condition(tree)).values_list("pk", flat=True))
    assert sorted(ids) == expected, query
    return len(ids)


def gathered():
    refresh_lexemes(rebuild=True)
    return refresh_positions()


def test_find_what_the_vectors_say(by_places):
    dice = random.Random(5)
    made(dice, 60)
    assert gathered() == 60

    counts = [agrees(query) for query in QUERIES]

    assert sum(count > 0 for count in counts) > 30
    assert len(by_places) > 20


@pytest.mark.parametrize("seed", range(4))
def test_find_what_the_vectors_say_whatever_is_edited(by_places, seed):
    dice = random.Random(seed)
    made(dice, 40)
    gathered()
    for step in range(12):
        ids = list(SearchEntry.objects.order_by("pk").values_list("pk", flat=True))
        some = dice.sample(ids, dice.randint(1, 6))
        match dice.randint(0, 4):
            case 0:
                made(dice, 3)
            case 1:
                SearchEntry.objects.filter(pk__in=some).delete()
            case 2:
                index_articles(article_ids=range(max(ids) - 50, max(ids) + 1))
            case 3:
                with connection.cursor() as cursor:  # as by hand
                    cursor.execute(
                        "UPDATE articles_searchentry SET vector = '''=of'':1A,7 ''=the'':2A,9 ''=bank'':3A' "
                        "WHERE article_id = ANY(%s)",
                        [some],
                    )
            case 4:
                SearchEntry.objects.filter(pk__in=some).update(language="de")
        if step % 4 == 3:
            refresh_positions(rebuild=dice.random() < 0.3)
        for query in dice.sample(QUERIES, 8):
            agrees(query)
    assert by_places


def test_nothing_is_marked_that_kept_its_words():
    articles = made(random.Random(1), 30)
    gathered()

    SearchEntry.objects.update(language="de")
    assert refresh_positions() == 0
    index_articles(article_ids=[articles[0].pk])
    assert refresh_positions() == 0

    articles[0].text = "the bank of the west"
    articles[0].save()
    index_articles(article_ids=[articles[0].pk])
    assert refresh_positions() == 1
    assert refresh_positions() == 0


def test_a_load_of_many_at_once_is_asked_about_by_vectors(by_places, monkeypatch):
    made(random.Random(2), 30)
    gathered()
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO articles_positionmark (article_ids) VALUES (NULL)")

    agrees('"of the"')
    assert by_places == []

    assert refresh_positions(if_many=True) == 30
    agrees('"of the"')
    assert by_places != []

    monkeypatch.setattr(sequences, "_MOST_MARKED", 0)
    made(random.Random(3), 1)
    by_places.clear()
    agrees('"of the"')
    assert by_places == []


def test_few_marks_wait_for_the_night():
    made(random.Random(2), 30)
    gathered()
    made(random.Random(3), 1)

    assert refresh_positions(if_many=True) == 0
    assert refresh_positions() == 1


def test_an_archive_without_common_words_keeps_nothing(by_places, monkeypatch):
    monkeypatch.setattr(positions, "FEWEST_HOLDERS", 1_000)
    made(random.Random(2), 10)

    assert gathered() == 0
    agrees('"of the"')

    assert by_places == []
    assert sequences.marked_articles().tolist() == []


def test_a_rare_word_beside_a_sequence_has_its_few_articles_looked_at(monkeypatch, by_places):
    from articles.search import worded

    made(random.Random(2), 30)
    ArticleFactory(title="Zanzibar", text="the bank of the west")
    gathered()
    monkeypatch.setattr(worded, "_FEW", 1)

    assert agrees('"the west" zanzibar') == 1
    assert by_places == []
    agrees('"the west" bank')
    assert by_places != []


def test_an_answer_is_kept_and_follows_an_edit(by_places):
    articles = made(random.Random(2), 30)
    gathered()
    tree = parse('"of the"').tree

    def ids():
        with one_snapshot() as view:
            mask = mask_of(view.entries, entries_with(view, tree, {})) & view.entries.alive
            return set(view.entries.ids.first(view.entries.length)[mask].tolist())

    before = ids()
    assert ids() == before
    assert len(by_places) == 1
    gone = articles[0]
    gone.title, gone.text, gone.authors = "", "", []
    gone.save()
    index_articles(article_ids=[gone.pk])
    assert ids() == before - {gone.pk}
    assert len(by_places) == 1
    assert weights.holding([tree])[0] > 0
    assert matches.kept_matches is kept_matches


@pytest.mark.parametrize(
    "query",
    ["-tariff", "-tariff -company:acme", "words:>8 -tariff", "(tariff OR -bank) -company:acme", "-lang:en -bank"],
)
def test_what_is_negated_alone_is_asked_for_as_if_it_were_not(query, monkeypatch):
    made(random.Random(4), 5)
    tree = parse(query).tree
    asked = []
    find = matches.ids_of
    monkeypatch.setattr(matches, "ids_of", lambda cursor, sql: asked.append(sql) or find(cursor, sql))
    with one_snapshot() as view:
        entries_with(view, tree, resolve_names(tree))
    assert asked
    assert not [sql for sql in asked if "!" in sql]
