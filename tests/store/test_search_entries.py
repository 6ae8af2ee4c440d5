"""The narrow table that search reads follows the articles."""

from datetime import UTC, datetime

import pytest

from articles.models import Article, SearchEntry, Tagging
from articles.store.search_entries import index_articles
from tests.factories import ArticleFactory, CompanyFactory, PersonFactory, PlaceFactory, TopicFactory

pytestmark = pytest.mark.django_db


def test_an_entry_repeats_what_search_needs_of_its_article():
    article = ArticleFactory(companies=[company := CompanyFactory()], people=[person := PersonFactory()])

    entry = SearchEntry.objects.get(pk=article.pk)

    assert (entry.year, entry.month, entry.day, entry.source_id) == (2025, 7, 7, article.source_id)
    assert (entry.company_ids, entry.person_ids, entry.place_ids) == ([company.pk], [person.pk], [])
    assert "harbour" in entry.vector


def test_a_topic_brings_its_ancestors():
    trade = TopicFactory()
    tariffs = TopicFactory(parent=trade)
    article = ArticleFactory(topics=[tariffs], places=[PlaceFactory()])

    assert set(article.search_entry.topic_ids) == {trade.pk, tariffs.pk}


def test_a_circle_of_topics_ends():
    first = TopicFactory()
    second = TopicFactory(parent=first)
    first.parent = second
    first.save()

    assert set(ArticleFactory(topics=[second]).search_entry.topic_ids) == {first.pk, second.pk}


@pytest.mark.parametrize("decision", [Tagging.Decision.REJECTED, Tagging.Decision.OPEN])
def test_only_accepted_tags_are_counted(decision):
    article = ArticleFactory(companies=[CompanyFactory()])
    article.taggings.update(decision=decision)

    index_articles(article_ids=[article.pk])

    assert SearchEntry.objects.get(pk=article.pk).company_ids == []


def test_a_hidden_article_has_no_entry():
    article = ArticleFactory()
    Article.objects.filter(pk=article.pk).update(state=Article.State.HIDDEN)

    index_articles(article_ids=[article.pk])

    assert not SearchEntry.objects.exists()
    assert not SearchEntry.objects.filter(pk=ArticleFactory(state="hidden").pk).exists()


def test_an_article_hidden_by_plain_sql_is_gone_from_search_in_the_same_statement():
    hidden, other = ArticleFactory(), ArticleFactory()
    Article.objects.filter(pk=hidden.pk).update(state=Article.State.HIDDEN)
    assert list(SearchEntry.objects.values_list("pk", flat=True)) == [other.pk]


def test_only_a_year_is_no_month():
    article = ArticleFactory(published_at=datetime(2024, 1, 1, tzinfo=UTC), published_precision="year")
    entry = article.search_entry
    assert (entry.year, entry.month, entry.day) == (2024, None, None)


def test_only_a_month_is_no_day():
    article = ArticleFactory(published_at=datetime(2024, 3, 1, tzinfo=UTC), published_precision="month")
    entry = article.search_entry
    assert (entry.year, entry.month, entry.day) == (2024, 3, None)


def test_the_undated_have_neither_year_nor_month():
    entry = ArticleFactory(undated=True).search_entry

    assert (entry.published_at, entry.year, entry.month, entry.day) == (None, None, None, None)


def test_many_are_indexed_with_few_queries(django_assert_max_num_queries):
    articles = [ArticleFactory() for _ in range(20)]

    with django_assert_max_num_queries(8):
        index_articles(article_ids=[article.pk for article in articles])

    assert SearchEntry.objects.count() == 20
