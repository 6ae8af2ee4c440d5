"""Kept matches are what PostgreSQL would find now, however the archive was edited in between."""

from __future__ import annotations

import random

import numpy as np
import psycopg
import pytest

from articles.models import SearchEntry
from articles.query.parse import parse
from articles.search.live import keeping, matches
from articles.search.live.matches import kept_matches, matched
from articles.search.live.snapshot import one_snapshot, reader
from articles.search.matching import condition
from articles.store.search_entries import index_articles
from tests.search.conftest import WORDS

pytestmark = pytest.mark.django_db(transaction=True)
QUERIES = (
    "tariff",
    "-tariff",
    "title:battery",
    '"and wages"',
    "harbour OR wages company:company-1",
    "tariff NEAR/5 battery",
    "lang:de",
    "absent",
)


@pytest.fixture(autouse=True)
def nothing_kept():
    reader.forget()
    kept_matches.clear()
    yield
    reader.forget()
    kept_matches.clear()


@pytest.fixture
def asked(monkeypatch):
    """The statements that were sent for ids."""
    sent = []
    ids_of = matches.ids_of
    monkeypatch.setattr(
        matches, "ids_of", lambda cursor, statement: sent.append(statement) or ids_of(cursor, statement)
    )
    return sent


def found(query):
    """The ids a query matches by what is held, and by plain SQL of the same snapshot."""
    wanted = condition(parse(query).tree)
    with one_snapshot() as view:
        mask = matched(view, wanted) & view.entries.alive
        ids = view.entries.ids.first(view.entries.length)[mask].tolist()
        return sorted(ids), sorted(SearchEntry.objects.filter(wanted).values_list("pk", flat=True))


def edit(dice):
    """One change of some rows: words, language or companies altered, rows gone, rows come back."""
    ids = list(SearchEntry.objects.order_by("pk").values_list("pk", flat=True))
    some = SearchEntry.objects.filter(pk__in=dice.sample(ids, min(len(ids), dice.randint(1, 5))))
    match dice.randint(0, 3):
        case 0:
            word, at = dice.choice(WORDS), dice.randint(1, 40)
            some.update(vector=f"'{word}':1A,{at} '={word}':1A,{at} '=and':{at - 1 or 2} 'and':{at - 1 or 2}")
        case 1:
            some.update(language=dice.choice(["de", "en"]), company_ids=[])
        case 2:
            some.delete()
        case 3:
            index_articles(article_ids=range(max(ids) - 40, max(ids) + 1))


def test_follow_every_edit(archive, asked):
    dice = random.Random(3)
    for query in QUERIES:
        found(query)
    asked.clear()
    for _ in range(60):
        edit(dice)
        for query in dice.sample(QUERIES, 3):
            mine, expected = found(query)
            assert mine == expected
    assert asked
    assert all("= ANY(" in statement for statement in asked)  # never matched all anew


def test_a_change_asks_about_what_changed_and_nothing_else(archive, asked):
    found("tariff")
    found("tariff")
    assert len(asked) == 1
    SearchEntry.objects.filter(pk=archive[3].pk).update(vector="'tariff':1A")
    mine, expected = found("tariff")
    assert mine == expected
    assert archive[3].pk in mine
    assert f"ANY('{{{archive[3].pk}}}'::integer[])" in asked[-1]


def test_transactions_that_commit_in_reverse_order_both_count(archive, connect):
    found("quokka")
    set_words = "UPDATE articles_searchentry SET vector = '''quokka'':1A' WHERE article_id = %s"
    first, second = connect(), connect()
    first.execute(set_words, [archive[0].pk])
    second.execute(set_words, [archive[1].pk])
    second.commit()
    assert found("quokka") == ([archive[1].pk], [archive[1].pk])
    first.commit()
    both = sorted([archive[0].pk, archive[1].pk])
    assert found("quokka") == (both, both)


def test_an_older_version_is_not_answered_with_a_newer_match(archive, connect):
    with one_snapshot() as older:
        wanted = condition(parse("quokka").tree)
        other = connect()
        other.execute("UPDATE articles_searchentry SET vector = '''quokka'':1A' WHERE article_id = %s", [archive[0].pk])
        other.commit()
        with psycopg.Cursor(other) as cursor:
            cursor.format = psycopg.pq.Format.BINARY
            newer = reader.view(cursor)
            statement = matches._statement(wanted, cursor)
        kept_matches.keep(statement, matches._packed(newer.entries.alive, newer.version))
        assert not matched(older, wanted).any()


def test_where_too_much_changed_all_is_matched_anew(archive, asked, monkeypatch):
    monkeypatch.setattr(keeping, "_MOST_AT_ONCE", 2)
    found("tariff")
    SearchEntry.objects.filter(pk__in=[one.pk for one in archive[:5]]).update(vector="'tariff':1A")
    mine, expected = found("tariff")
    assert mine == expected
    assert len(asked) == 2
    assert "ANY(" not in asked[-1]


@pytest.mark.parametrize("share", [0.0, 0.01, 0.5, 1.0])
def test_a_match_is_the_same_however_it_is_kept(share):
    dice = random.Random(1)
    mask = np.array([dice.random() < share for _ in range(1_003)], np.bool_)
    kept = matches._packed(mask, 1)
    assert (kept.mask(1_500)[:1_003] == mask).all()
    assert not kept.mask(1_500)[1_003:].any()
    assert kept.nbytes <= 130
