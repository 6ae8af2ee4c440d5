"""What helps where nothing was found."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from articles.search.filters import EntryFilterSet
from articles.search.suggest import spelling_suggestions, ways_out
from tests.factories import ArticleFactory, CompanyAliasFactory, CompanyFactory

pytestmark = pytest.mark.django_db


def test_names_the_filter_that_blocks_with_what_its_removal_gives():
    company = CompanyFactory(slug="xiaomi", name="Xiaomi")
    ArticleFactory(companies=[company], text="About cars.")
    ArticleFactory(text="About cars.")
    found = ways_out(EntryFilterSet(QueryDict("q=cars&company=xiaomi&date=1999&sort=oldest")))
    assert [(way.label, way.count, way.query) for way in found] == [
        ("Date: 1999", 1, "?q=cars&company=xiaomi&sort=oldest")
    ]


def test_one_filter_alone_blocks_nothing_else():
    ArticleFactory()
    assert ways_out(EntryFilterSet(QueryDict("q=nowhere"))) == ()


def test_filters_that_block_together_are_named_together():
    ArticleFactory(title="Cars sell well")
    found = ways_out(EntryFilterSet(QueryDict("q=cars&kind=video&until=1999&sort=oldest")))
    assert [(way.label, way.count, way.query) for way in found] == [("all filters", 1, "?q=cars&sort=oldest")]


def test_suggests_a_spelling_from_titles_with_its_count():
    ArticleFactory(title="Xiaomi opens a factory")
    [found] = spelling_suggestions(EntryFilterSet(QueryDict("q=xiomi+factory&kind=news")))
    assert (found.text, found.count, found.query) == ("xiaomi factory", 1, "?q=xiaomi+factory&kind=news")


def test_suggests_a_company_by_its_alias():
    CompanyAliasFactory(text="Volkswagen")
    ArticleFactory(title="A car", text="By Volkswagen.")
    assert [found.text for found in spelling_suggestions(EntryFilterSet(QueryDict("q=volkswagon")))] == ["volkswagen"]


def test_suggests_nothing_that_only_hidden_articles_hold():
    ArticleFactory(title="Zanzibar opens a harbour", state="hidden")
    assert spelling_suggestions(EntryFilterSet(QueryDict("q=zanzibra"))) == ()
