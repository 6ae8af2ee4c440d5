"""The history of a row, as the database wrote it down."""

from __future__ import annotations

import pytest
from django.urls import reverse

from articles.admin.history import Trail, changes_along
from articles.models import Company
from articles.store.edits import update_article
from articles.store.taggings import add_tag, reject_tag
from tests.factories import ArticleFactory, CompanyFactory, TopicFactory, UserFactory

TRAILS = (Trail(model="Article"), Trail(model="Tagging", column="article_id"))

pytestmark = pytest.mark.django_db


def test_each_change_is_compared_with_what_came_after_it():
    article = ArticleFactory(title="One")
    for title in ("Two", "Three"):
        update_article(article=article, changes={"title": title}, by=None)
    changes = changes_along(TRAILS, str(article.pk))
    titles = [(field.before, field.after) for change in changes for field in change.fields if field.name == "title"]
    assert titles == [("Two", "Three"), ("One", "Two")]


def test_changes_name_the_person_even_after_the_account_is_gone():
    article, user = ArticleFactory(), UserFactory(username="nora")
    update_article(article=article, changes={"section": "Ports"}, by=user)
    assert changes_along(TRAILS, str(article.pk))[0].by == "nora"
    pk = user.pk
    user.delete()
    assert changes_along(TRAILS, str(article.pk))[0].by == f"account {pk}, since deleted"


def test_tags_given_and_taken_are_told():
    article, topic = ArticleFactory(), TopicFactory(name="Waterways")
    add_tag(article_id=article.pk, thing=topic, by=None)
    reject_tag(article_id=article.pk, thing=topic, by=None)
    changes = changes_along(TRAILS, str(article.pk))
    assert [(change.row, change.what) for change in changes] == [
        ("tagging ‘Waterways’", "changed"),
        ("tagging ‘Waterways’", "added"),
    ]
    assert ("decision", "accepted", "rejected") in [
        (field.name, field.before, field.after) for field in changes[0].fields
    ]


def test_history_outlives_what_it_names(desk):
    company = CompanyFactory()
    article = ArticleFactory()
    add_tag(article_id=article.pk, thing=company, by=None)
    Company.objects.all().delete()
    changes = changes_along(TRAILS, str(article.pk))
    assert {change.what for change in changes} == {"added", "removed"}
    assert desk.get(reverse("admin:articles_article_history", args=[article.pk])).status_code == 200


def test_an_id_that_is_no_number_has_no_history():
    assert changes_along(TRAILS, "none") == []


def test_it_takes_as_many_queries_for_many_changes_as_for_few(django_assert_max_num_queries):
    article = ArticleFactory()
    update_article(article=article, changes={"title": "0"}, by=UserFactory())
    add_tag(article_id=article.pk, thing=TopicFactory(), by=UserFactory())
    with django_assert_max_num_queries(10) as few:
        changes_along(TRAILS, str(article.pk))
    for number in range(1, 9):
        update_article(article=article, changes={"title": str(number)}, by=UserFactory())
        add_tag(article_id=article.pk, thing=TopicFactory(), by=UserFactory())
    with django_assert_max_num_queries(len(few)):
        changes_along(TRAILS, str(article.pk))
