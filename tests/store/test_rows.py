"""Rows inserted as whole columns are the rows that Django would have written."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import DataError, transaction

from articles.models import Article, ArticleVersion, Fingerprint, Mention
from articles.store.rows import insert_rows
from tests.factories import ArticleFactory, CaptureFactory, PersonFactory

pytestmark = pytest.mark.django_db

HARD = 'a "quoted" \\ back, {braces} \n NULL \u00e9 \U0001f600'


def values_of(article):
    columns = [field.attname for field in Article._meta.concrete_fields]
    return {name: getattr(article, name) for name in columns if name not in ("id", "created_at", "updated_at")}


@pytest.mark.parametrize(
    "changed",
    [
        {"title": HARD, "text": HARD * 50, "authors": [HARD, "", "NULL", "a,b"]},
        {"authors": [], "published_at": datetime(1804, 2, 29, 23, 59, 59, 123456, tzinfo=UTC)},
        {"is_damaged": True, "word_count": 0, "restored": [{"text": HARD, "rule": ""}]},
        {"kind": Article.Kind.OPINION, "state": Article.State.HIDDEN, "curated_fields": ["title", "text"]},
    ],
)
def test_every_column_comes_back_as_it_was_given(changed):
    made = [ArticleFactory.build(source=None, **changed) for _ in range(3)]
    insert_rows(made)
    found = list(Article.objects.filter(pk__in=[one.pk for one in made]).order_by("pk"))
    assert [one.pk for one in found] == [one.pk for one in made]
    assert [values_of(one) for one in found] == [values_of(one) for one in made]
    assert all(one.created_at and one.updated_at for one in found)


def test_rows_get_their_keys_in_their_order_and_can_be_pointed_at():
    articles = [ArticleFactory.build(source=None, title=f"Title {number}") for number in range(5)]
    insert_rows(articles)
    capture = CaptureFactory()
    insert_rows(
        [
            ArticleVersion(
                article=one, capture=capture, position=place, title="", text="", found={"a": [1, None, HARD]}
            )
            for place, one in enumerate(articles)
        ]
    )
    versions = ArticleVersion.objects.order_by("position").select_related("article")
    assert [one.article.title for one in versions] == [f"Title {number}" for number in range(5)]
    assert versions[0].found == {"a": [1, None, HARD]}
    assert versions[0].removed == []


def test_a_row_that_is_there_takes_the_fields_named_and_keeps_the_others():
    article = ArticleFactory()
    insert_rows([Fingerprint(article=article, hashes=[-1, 2], shingle_count=2)])
    insert_rows([Fingerprint(article=article, hashes=[3], shingle_count=9)], replaced=("hashes",))
    stored = Fingerprint.objects.get(pk=article.pk)
    assert (stored.hashes, stored.shingle_count) == ([3], 2)


def test_a_value_that_is_too_long_is_refused_and_not_cut():
    with pytest.raises(DataError), transaction.atomic():
        insert_rows([ArticleFactory.build(source=None, section="x" * 201)])


def test_nothing_to_insert_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        insert_rows([])


def test_many_rows_go_in_by_several_statements_and_keep_their_keys(monkeypatch, django_assert_num_queries):
    monkeypatch.setattr("articles.store.rows._AT_ONCE", 2)
    article = ArticleFactory()
    made = [
        Mention(article=article, person=PersonFactory(), start=n, end=n + 1, surface="x", rule="y", confidence=1)
        for n in range(5)
    ]

    with django_assert_num_queries(3):
        insert_rows(made)

    assert dict(Mention.objects.values_list("pk", "start")) == {one.pk: one.start for one in made}
