"""Articles like one, found by its rare words."""

from __future__ import annotations

import pytest
from django.test.utils import CaptureQueriesContext

from articles.search.related import SHOWN, related_to
from articles.store.copies import fold_copies
from articles.store.edits import update_article
from articles.store.stories import join_stories
from tests.factories import ArticleFactory, CompanyFactory, StoryFactory, StoryMemberFactory, TopicFactory

pytestmark = pytest.mark.django_db


def stored(title, text, **fields):
    article = ArticleFactory(title=title, text=text, undated=True, **fields)
    regrouped = fold_copies(article_ids=[article.pk])
    join_stories(article_ids=[article.pk], regrouped=regrouped)
    return article


def titles(article):
    return [one.article.title for one in related_to(article)]


@pytest.fixture
def article():
    return stored("Zorbian bids for Quexal", "Zorbian offered a lot for Quexal, the Wimbat maker led by Aldora.")


def test_what_shares_more_rare_words_comes_first(article):
    stored("Quexal history", "How Quexal came to make its first Wimbat.")
    stored("Quexal and Zorbian", "Aldora on Wimbat, Quexal and Zorbian.")
    stored("Something else", "A plant for the Dulcet range opened in Lower Harmsworth.")
    assert titles(article) == ["Quexal and Zorbian", "Quexal history"]


def test_one_rare_word_is_not_enough(article):
    stored("Aldora", "The village of Aldora has a fair.")
    assert titles(article) == []


def test_a_company_or_topic_in_common_decides_between_equals():
    company, topic = CompanyFactory(), TopicFactory()
    text = "Quexal sold a Wimbat number {}."
    article = stored("One", text.format("one"), companies=[company], topics=[topic])
    stored("Two", text.format("two"))
    stored("Three", text.format("three"), companies=[company])
    stored("Four", text.format("four"), topics=[topic])
    assert titles(article) == ["Three", "Four", "Two"]


def test_hidden_articles_copies_and_the_rest_of_the_story_are_left_out(article):
    hidden = stored("Hidden Quexal", "Quexal and its Wimbat.")
    update_article(article=hidden, changes={"state": "hidden"}, by=None)
    body = " ".join(f"Quexal and Zorbian met for the Wimbat time {number}." for number in range(12))
    first, again = stored("Told", body), stored("Told again", body)
    member = stored("Of the story", "Zorbian, Quexal, Wimbat.")
    StoryMemberFactory(article=member, story=StoryFactory(articles=[article]))
    assert titles(article) == [first.title] or titles(article) == [again.title]
    assert again.title not in titles(first)
    assert titles(again)[:1] != [first.title]


def test_shows_a_few_in_a_few_queries(article, django_assert_max_num_queries):
    for number in range(SHOWN + 5):
        stored(f"Number {number}", f"Quexal sold Wimbat the {number}th to Zorbian.")
    with django_assert_max_num_queries(6) as queries:
        assert len(related_to(article)) == SHOWN
    assert isinstance(queries, CaptureQueriesContext)
