"""The narrow table that search reads follows the articles."""

import re
from datetime import UTC, datetime

import pytest
from django.db import connection

from articles.models import Article, SearchEntry, Tagging
from articles.search.live.sequences import marked_articles
from articles.store.positions import clear_marks
from articles.store.search_entries import index_articles, index_tags
from tests.factories import ArticleFactory, CompanyFactory, PersonFactory, PlaceFactory, TopicFactory

pytestmark = pytest.mark.django_db


def test_an_entry_repeats_what_search_needs_of_its_article():
    article = ArticleFactory(companies=[company := CompanyFactory()], people=[person := PersonFactory()])

    entry = SearchEntry.objects.get(pk=article.pk)

    assert (entry.year, entry.month, entry.day, entry.source_id) == (2025, 7, 7, article.source_id)
    assert (entry.company_ids, entry.person_ids, entry.place_ids) == ([company.pk], [person.pk], [])
    assert "harbour" in entry.vector


def facets_of(article):
    vector = SearchEntry.objects.get(pk=article.pk).vector
    return set(re.findall(r"'([a-z]+:[^']*)'", vector))


def test_facet_values_are_lexemes_of_the_vector_beside_its_words():
    company, person, place, topic = CompanyFactory(), PersonFactory(), PlaceFactory(), TopicFactory()
    article = ArticleFactory(companies=[company], people=[person], places=[place], topics=[topic], language="en")
    tags = {f"company:{company.pk}", f"person:{person.pk}", f"place:{place.pk}", f"topic:{topic.pk}"}
    assert facets_of(article) == tags | {f"source:{article.source_id}", "kind:news", "language:en"}
    assert SearchEntry.objects.filter(vector="harbour").exists()


@pytest.mark.parametrize(
    "assignment",
    ["company_ids = '{7,9}', kind = 'opinion', source_id = NULL, language = ''", "vector = 'alone:1'", "vector = ''"],
)
def test_facet_lexemes_follow_whoever_changes_an_entry(assignment):
    article = ArticleFactory(companies=[CompanyFactory()], language="en")
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE articles_searchentry SET {assignment} WHERE article_id = %s", [article.pk])
    entry = SearchEntry.objects.get(pk=article.pk)
    ids = {f"company:{pk}" for pk in entry.company_ids}
    others = {f"source:{entry.source_id or ''}", f"kind:{entry.kind}", f"language:{entry.language}"}
    assert facets_of(article) == ids | {one for one in others if not one.endswith(":")}


def test_a_tag_that_changes_leaves_the_words_where_they_are():
    article = ArticleFactory(companies=[company := CompanyFactory()])
    before = SearchEntry.objects.get(pk=article.pk).vector
    clear_marks()
    article.taggings.update(decision=Tagging.Decision.REJECTED)
    index_tags(article_ids=[article.pk])
    after = SearchEntry.objects.get(pk=article.pk).vector
    assert after == before.replace(f"'company:{company.pk}' ", "") != before
    assert marked_articles().tolist() == []


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
