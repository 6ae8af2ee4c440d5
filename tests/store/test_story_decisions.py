"""What curators decide about stories outlives every re-run."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection

from articles.models import Article, Story, StoryMember
from articles.store.stories import join_stories
from articles.store.story_decisions import (
    keep_out,
    merge_stories,
    put_in,
    put_stories_back,
    rename_story,
    split_story,
    stories_of,
    story_state,
    take_out,
)
from tests.factories import UserFactory
from tests.store.test_stories import ANSWER, APPEAL, BID, COURT, PLANT, stored, stories

pytestmark = pytest.mark.django_db


@pytest.fixture
def told():
    """Four articles of one event and one of another, by their titles."""
    articles = [stored(one, days=number / 2) for number, one in enumerate([BID, ANSWER, COURT, APPEAL])]
    return {article.title: article for article in [*articles, stored(PLANT)]}


def rerun():
    """Join everything anew, the last first, then one by one."""
    ids = list(Article.objects.order_by("-pk").values_list("pk", flat=True))
    join_stories(article_ids=ids)
    for pk in ids:
        join_stories(article_ids=[pk])


ALL = frozenset({BID[0], ANSWER[0], COURT[0], APPEAL[0]})


def test_rules_join_the_four(told):
    assert stories() == {ALL}
    rerun()
    assert stories() == {ALL}


def test_a_new_title_stays_until_it_is_given_back(told):
    story, by = Story.objects.get(), UserFactory()
    rename_story(story_id=story.pk, title="  The battle\nfor Quexal ", by=by)
    rerun()
    story.refresh_from_db()
    assert (story.title, story.slug) == ("The battle for Quexal", "the-battle-for-quexal")
    rename_story(story_id=story.pk, title="", by=by)
    story.refresh_from_db()
    assert story.title == BID[0]


def test_an_article_taken_out_stays_out(told):
    take_out(article_ids=[told[COURT[0]].pk], by=UserFactory())
    expected = {ALL - {COURT[0]}}
    assert stories() == expected
    rerun()
    assert stories() == expected


def test_an_article_put_in_stays_in(told):
    story = Story.objects.get()
    put_in(article_id=told[PLANT[0]].pk, story_id=story.pk, by=UserFactory())
    assert stories() == {ALL | {PLANT[0]}}
    rerun()
    assert stories() == {ALL | {PLANT[0]}}
    assert Story.objects.get() == story


def test_an_article_taken_out_can_be_put_back(told):
    story, court = Story.objects.get(), told[COURT[0]]
    take_out(article_ids=[court.pk], by=None)
    put_in(article_id=court.pk, story_id=story.pk, by=None)
    rerun()
    assert stories() == {ALL}


def test_a_split_story_stays_split(told):
    story = Story.objects.get()
    later = {COURT[0], APPEAL[0]}
    made = split_story(story_id=story.pk, article_ids=[told[title].pk for title in later], by=UserFactory())
    expected = {ALL - later, frozenset(later)}
    assert stories() == expected
    rerun()
    assert stories() == expected
    assert set(StoryMember.objects.filter(story=made).values_list("article__title", flat=True)) == later
    assert Story.objects.get(pk=made).title == COURT[0]


def test_a_split_that_leaves_nothing_is_none(told):
    story = Story.objects.get()
    assert split_story(story_id=story.pk, article_ids=[], by=None) is None
    assert split_story(story_id=story.pk, article_ids=[one.pk for one in told.values()], by=None) is None
    assert stories() == {ALL}


def test_joined_stories_stay_joined_and_both_addresses_lead_there(told):
    story = Story.objects.get()
    made = split_story(story_id=story.pk, article_ids=[told[COURT[0]].pk, told[APPEAL[0]].pk], by=None)
    heir = merge_stories(story_ids=[made, story.pk], by=UserFactory())
    rerun()
    assert heir == story.pk
    assert stories() == {ALL}
    joined = Story.objects.get(pk=made)
    assert (joined.merged_into_id, joined.article_count, joined.starts_at, joined.ends_at) == (heir, 0, None, None)


def test_of_joined_stories_the_title_that_a_curator_gave_stays(told):
    story = Story.objects.get()
    made = split_story(story_id=story.pk, article_ids=[told[COURT[0]].pk, told[APPEAL[0]].pk], by=None)
    rename_story(story_id=made, title="The case in full", by=None)
    merge_stories(story_ids=[made, story.pk], by=None)
    rerun()
    assert Story.objects.get(pk=story.pk).title == "The case in full"


def test_new_articles_still_join_a_story_that_a_curator_touched(told):
    take_out(article_ids=[told[APPEAL[0]].pk], by=None)
    new = stored(("Zorbian raises its bid for Quexal", f"{BID[1]} Aldora Finch had called it low."), days=0.5)
    assert {BID[0], ANSWER[0], COURT[0], new.title} in stories()


def test_the_history_tells_who_decided(told):
    by = UserFactory()
    take_out(article_ids=[told[COURT[0]].pk], by=by)
    events = apps.get_model("articles", "storypinevent").objects.all()
    assert {event.pgh_context.metadata["user"] for event in events} == {by.pk}


def test_an_article_put_in_a_story_that_was_merged_comes_into_the_one_it_is_part_of(told):
    made = split_story(story_id=Story.objects.get().pk, article_ids=[told[COURT[0]].pk], by=None)
    heir = merge_stories(story_ids=[Story.objects.exclude(pk=made).get().pk, made], by=None)
    assert made is not None

    put_in(article_id=told[PLANT[0]].pk, story_id=made, by=None)

    assert StoryMember.objects.get(pk=told[PLANT[0]].pk).story_id == heir
    assert stories() == {ALL | {PLANT[0]}}


def test_words_on_stories_are_put_back_though_the_account_of_who_said_them_is_gone(told):
    story, by = Story.objects.get(), UserFactory()
    keep_out(article_id=told[PLANT[0]].pk, story_id=story.pk, by=by)
    concerned = {"article_ids": stories_of(article_ids=[], story_ids=[story.pk]) | {told[PLANT[0]].pk}}
    before = story_state(**concerned)
    take_out(article_ids=[told[COURT[0]].pk], by=None)
    after = story_state(**concerned)
    by.delete()
    after["pins"] = story_state(**concerned)["pins"]

    assert put_stories_back(before=before, after=after, by=None)

    connection.check_constraints()
    assert stories() == {ALL}
