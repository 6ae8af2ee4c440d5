"""Stories joined as articles are stored."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from articles.models import Article, SearchEntry, Story, StoryMember, StoryTerms
from articles.store.copies import fold_copies
from articles.store.edits import update_article
from articles.store.purge import purge_article
from articles.store.stories import join_stories
from tests.factories import ArticleFactory, UserFactory

pytestmark = pytest.mark.django_db

DAY = datetime(2025, 7, 7, tzinfo=UTC)
BID = ("Zorbian bids for Quexal", "Zorbian offered 4.31 billion for Quexal, the Wimbat maker led by Aldora Finch.")
ANSWER = ("Quexal turns Zorbian down", "Aldora Finch, who runs Wimbat maker Quexal, called Zorbian a joke.")
COURT = ("Court stops Zorbian and Quexal", "Judge Finch let neither Zorbian nor Quexal nor Aldora sell a Wimbat.")
APPEAL = ("Quexal and Zorbian appeal", "Finch erred on Aldora and the Wimbat, Zorbian and Quexal told a higher court.")
PLANT = ("Dulcet plant opens", "A plant for the Dulcet range opened in Lower Harmsworth, and Marrable cut the ribbon.")


def stored(told, *, days=0.0, **fields):
    title, text = told
    article = ArticleFactory(title=title, text=text, published_at=DAY + timedelta(days=days), **fields)
    regrouped = fold_copies(article_ids=[article.pk])
    join_stories(article_ids=[article.pk], regrouped=regrouped)
    return article


def stories():
    """The stories by the titles of their articles."""
    found = {}
    for member in StoryMember.objects.select_related("article"):
        found.setdefault(member.story_id, set()).add(member.article.title)
    return {frozenset(titles) for titles in found.values()}


def test_joins_articles_that_tell_of_one_event():
    stored(BID), stored(PLANT), stored(ANSWER, days=1)
    assert stories() == {frozenset({BID[0], ANSWER[0]})}
    story = Story.objects.get()
    assert story.title == BID[0]
    assert story.article_count == 2
    assert (story.starts_at, story.ends_at) == (DAY, DAY + timedelta(days=1))


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_the_order_of_storing_does_not_matter(order):
    told = [(BID, 0), (ANSWER, 1), (COURT, 2), (PLANT, 1)]
    for number in order:
        stored(told[number][0], days=told[number][1])
    assert stories() == {frozenset({BID[0], ANSWER[0], COURT[0]})}
    assert Story.objects.told().get().title == BID[0]


def test_storing_again_changes_nothing():
    first, second = stored(BID), stored(ANSWER, days=1)
    before = list(Story.objects.values("pk", "title", "article_count"))
    join_stories(article_ids=[second.pk, first.pk])
    join_stories(article_ids=[first.pk])
    assert list(Story.objects.values("pk", "title", "article_count")) == before


def test_articles_days_apart_are_left_alone():
    stored(BID), stored(ANSWER, days=4)
    assert stories() == set()


@pytest.mark.parametrize("precision", ["month", "year"])
def test_articles_without_a_day_are_left_alone(precision):
    stored(BID)
    stored(ANSWER, published_precision=precision)
    undated = ArticleFactory(title=ANSWER[0], text=ANSWER[1], undated=True)
    join_stories(article_ids=[undated.pk])
    assert stories() == set()
    assert StoryTerms.objects.filter(pk=undated.pk).exists()


def test_hiding_an_article_takes_it_out_and_showing_it_brings_it_back():
    stored(BID)
    answer, court = stored(ANSWER, days=1), stored(COURT, days=2)
    update_article(article=answer, changes={"state": "hidden"}, by=None)
    assert stories() == {frozenset({BID[0], COURT[0]})}
    assert Story.objects.get().article_count == 2
    update_article(article=answer, changes={"state": "published"}, by=None)
    assert stories() == {frozenset({BID[0], ANSWER[0], COURT[0]})}
    update_article(article=court, changes={"published_at": DAY + timedelta(days=40)}, by=None)
    assert stories() == {frozenset({BID[0], ANSWER[0]})}


def test_a_story_of_which_one_article_is_left_is_no_story():
    stored(BID)
    answer = stored(ANSWER, days=1)
    update_article(article=answer, changes={"state": "hidden"}, by=None)
    assert not Story.objects.exists()


def test_of_copies_only_the_one_that_is_counted_is_in_the_story():
    text = " ".join(f"{ANSWER[1]} Paragraph {number} tells of it once more." for number in range(8))
    late = stored((ANSWER[0], text), days=2)
    stored(BID)
    assert StoryMember.objects.filter(article=late).exists()
    early = stored((ANSWER[0], text), days=1)
    assert not SearchEntry.objects.get(pk=late.pk).is_canonical
    members = set(StoryMember.objects.values_list("article", flat=True))
    assert early.pk in members
    assert late.pk not in members


def test_a_story_that_joins_two_keeps_the_address_of_both():
    stored(BID), stored(ANSWER, days=0.1)
    first = Story.objects.get()
    late = [stored(told, days=6 + number / 10) for number, told in enumerate([COURT, APPEAL])]
    assert Story.objects.told().count() == 2
    other = Story.objects.exclude(pk=first.pk).get()
    for article in late:
        update_article(article=article, changes={"published_at": DAY + timedelta(days=1)}, by=None)
    told = Story.objects.told().get()
    gone = ({first, other} - {told}).pop()
    gone.refresh_from_db()
    assert gone.merged_into == told


def test_a_takedown_leaves_nothing_of_the_title():
    by = UserFactory()
    bid = stored(BID)
    stored(ANSWER, days=1), stored(COURT, days=2)
    assert Story.objects.get().title == BID[0]
    purge_article(article_id=bid.pk, reason="asked", by=by)
    story = Story.objects.get()
    assert story.title == ANSWER[0]
    assert story.slug == "quexal-turns-zorbian-down"
    assert story.article_count == 2
    assert not Article.objects.filter(pk=bid.pk).exists()
