"""Stories in the admin: what a curator decides there goes through `store`."""

from __future__ import annotations

import pytest
from django.urls import reverse

from articles.models import Story, StoryMember
from articles.store.stories import join_stories
from tests.factories import ArticleFactory, StoryFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def story():
    return StoryFactory(title="The strike", articles=ArticleFactory.create_batch(3))


def members(story_id):
    return set(StoryMember.objects.filter(story=story_id).values_list("article", flat=True))


def send(desk, story, **fields):
    response = desk.post(reverse("admin:articles_story_change", args=[story.pk]), {"title": story.title, **fields})
    assert response.status_code in (200, 302)
    return response


def test_renames_a_story(desk, story):
    send(desk, story, title="The long strike")
    story.refresh_from_db()
    assert (story.title, story.slug) == ("The long strike", "the-long-strike")


def test_takes_an_article_out_and_puts_another_in(desk, story):
    gone, other = min(members(story.pk)), ArticleFactory()
    join_stories(article_ids=[other.pk])
    send(desk, story, chosen=[gone], what="out")
    send(desk, story, added=other.pk)
    assert gone not in members(story.pk)
    assert other.pk in members(story.pk)


def test_splits_a_story_and_joins_it_again(desk, story):
    before = members(story.pk)
    send(desk, story, chosen=[max(before)], what="split")
    made = Story.objects.exclude(pk=story.pk).get()
    assert members(made.pk) == {max(before)}
    desk.post(reverse("admin:articles_story_changelist"), {"action": "join", "_selected_action": [story.pk, made.pk]})
    assert members(story.pk) == before
    assert Story.objects.get(pk=made.pk).merged_into == story


def test_asks_again_for_a_split_that_leaves_nothing(desk, story):
    response = send(desk, story, chosen=sorted(members(story.pk)), what="split")
    assert "Leave at least one article" in response.content.decode()
    assert Story.objects.count() == 1
