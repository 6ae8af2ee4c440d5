"""The counts of lexemes follow the archive."""

from __future__ import annotations

import pytest

from articles.models import Lexeme
from articles.store import lexemes
from articles.store.lexemes import refresh_lexemes
from articles.store.purge import purge_article
from articles.store.search_entries import index_articles
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db


def frequencies(*wanted):
    found = Lexeme.objects.frequencies(wanted)
    return found.articles, [found.holding.get(lexeme, 0) for lexeme in wanted]


def test_counts_articles_by_stem_and_by_exact_form():
    ArticleFactory(title="Tariffs", text="A tariff on steel, and another tariff.")
    ArticleFactory(title="Steel", text="Nothing else.")
    ArticleFactory(title="Zanzibar", text="Hidden steel.", state="hidden")
    refresh_lexemes()
    assert frequencies("tariff", "=tariff", "=tariffs", "steel", "zanzibar") == (2, [1, 1, 1, 2, 0])


def test_adds_only_what_came_since_and_counts_anew_when_the_archive_has_doubled(monkeypatch):
    monkeypatch.setattr(lexemes, "SMALL", 0)
    first = ArticleFactory(title="Steel")
    ArticleFactory(title="Steel")
    ArticleFactory(title="Steel")
    assert refresh_lexemes() == 3
    first.search_entry.delete()
    ArticleFactory(title="Steel and copper")
    assert refresh_lexemes() == 1
    assert frequencies("steel", "copper") == (4, [4, 1])
    assert refresh_lexemes() == 0
    ArticleFactory(title="Steel")
    ArticleFactory(title="Copper")
    assert refresh_lexemes() == 5
    assert frequencies("steel", "copper") == (5, [4, 2])


def test_edits_show_when_all_is_counted_after_changes_and_only_then(monkeypatch):
    monkeypatch.setattr(lexemes, "SMALL", 0)
    article = ArticleFactory(title="Steel")
    ArticleFactory(title="Steel")
    assert refresh_lexemes(if_changed=True) == 2
    assert refresh_lexemes(if_changed=True) == 0
    article.title = "Copper"
    article.save()
    index_articles(article_ids=[article.pk])
    assert refresh_lexemes() == 0
    assert refresh_lexemes(if_changed=True) == 2
    assert frequencies("steel", "copper") == (2, [1, 1])
    assert refresh_lexemes(if_changed=True) == 0


def test_rebuilding_forgets_what_is_gone(monkeypatch):
    monkeypatch.setattr(lexemes, "SMALL", 0)
    article = ArticleFactory(title="Zanzibar")
    refresh_lexemes()
    article.search_entry.delete()
    ArticleFactory(title="Steel")
    refresh_lexemes(rebuild=True)
    assert frequencies("zanzibar", "steel") == (1, [0, 1])


def test_a_takedown_leaves_no_word_that_only_the_article_had():
    article = ArticleFactory(title="Zanzibar steel", text="Secretly o'clock\\back.", authors=["Ada Quillfeather"])
    ArticleFactory(title="Steel", text="About steel.")
    refresh_lexemes()
    purge_article(article_id=article.pk, reason="asked for")
    assert frequencies("zanzibar", "=zanzibar", "secret", "quillfeath", "oclock") == (2, [0, 0, 0, 0, 0])
    assert frequencies("steel") == (2, [2])
