"""The order of results."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.http import QueryDict
from django.utils.http import urlencode

from articles.query.parse import parse
from articles.search import ranking
from articles.search.filters import NEWEST, OLDEST, RELEVANCE, EntryFilterSet
from articles.search.ranking import page_of_ids
from articles.search.results import search
from articles.search.selecting import selection
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db


def day(number):
    return datetime(2025, 1, number, tzinfo=UTC)


def page(text, order, start=0, stop=50):
    filterset = EntryFilterSet(QueryDict(urlencode({"q": text})))
    return page_of_ids(selection(filterset), tree=parse(text).tree, order=order, start=start, stop=stop)


def ids(text, order, start=0, stop=50):
    return list(page(text, order, start, stop).ids)


def test_a_title_match_comes_before_a_text_match():
    in_text = ArticleFactory(title="Ships", text="Nothing much. " * 40 + "A tariff. " * 3, published_at=day(2))
    in_title = ArticleFactory(title="A tariff on ships", text="Nothing much. " * 40, published_at=day(1))
    assert ids("tariff", RELEVANCE) == [in_title.pk, in_text.pk]


def test_words_side_by_side_come_before_words_far_apart():
    apart = ArticleFactory(title="A", text="Mass is heavy. " + "Nothing much here. " * 60 + "Production grows.")
    near = ArticleFactory(title="A", text="Nothing much here. " * 60 + "Then mass production began. And so on it went.")
    assert ids("mass production", RELEVANCE) == [near.pk, apart.pk]


def test_of_equals_the_newer_comes_first():
    old = ArticleFactory(title="Tariff", text="Same.", published_at=datetime(2015, 1, 1, tzinfo=UTC))
    new = ArticleFactory(title="Tariff", text="Same.", published_at=datetime(2025, 1, 1, tzinfo=UTC))
    assert ids("tariff", RELEVANCE) == [new.pk, old.pk]


def test_sorts_by_date_with_the_undated_last():
    early, late = ArticleFactory(published_at=day(1)), ArticleFactory(published_at=day(2))
    undated = ArticleFactory(undated=True)
    assert ids("", NEWEST) == [late.pk, early.pk, undated.pk]
    assert ids("", OLDEST) == [early.pk, late.pk, undated.pk]


@pytest.mark.parametrize("order", [NEWEST, OLDEST, RELEVANCE])
def test_no_article_stands_on_two_pages(order, monkeypatch):
    monkeypatch.setattr(ranking, "FEW", 0)
    monkeypatch.setattr(ranking, "NEWEST_POOL", 5)
    monkeypatch.setattr(ranking, "TITLE_POOL", 3)
    for number in range(17):
        ArticleFactory(
            title="Tariff" if number % 4 == 0 else "Other",
            text="A tariff.",
            published_at=None if number % 7 == 0 else day(number % 3 + 1),
            published_precision="unknown" if number % 7 == 0 else "day",
        )
    pages = [ids("tariff", order, start, min(start + 3, 17)) for start in range(0, 17, 3)]
    assert [len(page) for page in pages] == [3, 3, 3, 3, 3, 2]
    everything = [pk for page in pages for pk in page]
    assert len(set(everything)) == 17
    if order != RELEVANCE:
        assert everything == ids("tariff", order, 0, 17)


def test_title_matches_are_ranked_even_when_they_are_old(monkeypatch):
    monkeypatch.setattr(ranking, "FEW", 0)
    monkeypatch.setattr(ranking, "NEWEST_POOL", 2)
    old = ArticleFactory(title="Tariff", text="Tariff.", published_at=day(1))
    for number in range(2, 8):
        ArticleFactory(title="Other", text="A tariff.", published_at=day(number))
    assert ids("tariff", RELEVANCE)[0] == old.pk


@pytest.mark.parametrize("few", [0, 100])
def test_titles_with_the_phrase_come_before_titles_with_its_words(few, monkeypatch):
    monkeypatch.setattr(ranking, "FEW", few)
    text = ArticleFactory(title="Ships", text="World steel. " * 9)
    ArticleFactory.create_batch(2, title="Steel", text="The world of steel.")
    words = ArticleFactory(title="Steel of the world", text="On world steel.", published_at=day(2))
    phrase = ArticleFactory(title="World steel", text="Nothing more.", published_at=day(1))
    assert ids('"world steel"', RELEVANCE) == [phrase.pk, words.pk, text.pk]
    assert ids('"world steel"', RELEVANCE, 1, 3) == [words.pk, text.pk]


def test_a_few_are_put_in_the_same_order_as_many(monkeypatch):
    for number in range(12):
        ArticleFactory(
            title="Tariff" if number % 3 == 0 else "Other",
            text="Nothing. " * number + "A tariff. " * (number % 5 + 1),
            published_at=day(number + 1),
        )
    together = ids("tariff", RELEVANCE)
    monkeypatch.setattr(ranking, "FEW", 0)
    assert ids("tariff", RELEVANCE) == together
    assert ids("tariff", RELEVANCE, 2, 9) == together[2:9]


def test_says_when_there_were_more_matches_than_are_ranked(monkeypatch):
    monkeypatch.setattr(ranking, "FEW", 0)
    monkeypatch.setattr(ranking, "NEWEST_POOL", 1)
    ArticleFactory(title="Tariff")
    ArticleFactory(title="Tariff")
    assert page("tariff", RELEVANCE).is_pooled
    assert not page("tariff", NEWEST).is_pooled


def test_where_copies_are_listed_the_canonical_comes_first():
    canonical = ArticleFactory(title="Tariff", text="Same.", published_at=day(1))
    copy = ArticleFactory(title="Tariff", text="Same.", published_at=day(2))
    copy.search_entry.is_canonical = False
    copy.search_entry.save()
    assert listed("q=tariff&copies=all") == [canonical.pk, copy.pk]
    assert listed("q=tariff") == [canonical.pk]


def test_what_was_typed_comes_before_its_synonyms():
    synonym = ArticleFactory(title="A takeover", text="Same.", published_at=day(2))
    typed = ArticleFactory(title="A merger", text="Same.", published_at=day(1))
    assert listed("q=merger") == [typed.pk, synonym.pk]


def listed(address):
    return [row.article.pk for row in search(QueryDict(address)).rows]
