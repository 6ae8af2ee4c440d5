"""The page of a story, and the story on the page of an article."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.models import Story
from articles.store.edits import update_article
from articles.store.story_decisions import merge_stories
from tests.factories import ArticleFactory, CompanyFactory, SourceFactory, StoryFactory, TopicFactory

pytestmark = pytest.mark.django_db

DAY = datetime(2025, 7, 7, 9, 30, tzinfo=UTC)


def told(count, **fields):
    return [
        ArticleFactory(
            title=f"Part {number} of the strike",
            text=f"Dockers walked out of yard {number}. The rest came later.",
            published_at=DAY + timedelta(hours=9 * number),
            published_precision="second",
            **fields,
        )
        for number in range(count)
    ]


@pytest.fixture
def story():
    company, topic = CompanyFactory(name="Quokka Lines"), TopicFactory(name="Strikes")
    return StoryFactory(articles=told(4, companies=[company], topics=[topic]))


def page(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_lists_the_articles_by_day_with_their_first_sentences(client, story):
    shown = page(client, story.get_absolute_url()).partition('class="timeline"')[2]
    assert shown.index("7 July 2025") < shown.index("Part 0") < shown.index("8 July 2025") < shown.index("Part 3")
    assert "Dockers walked out of yard 2." in shown
    assert "The rest came later" not in shown
    assert "09:30 UTC" in shown


def test_tells_who_had_it_first_and_what_it_is_about(client, story):
    shown = page(client, story.get_absolute_url())
    assert shown.count("had it first") == 1
    assert shown.index("had it first") < shown.index("Part 0")
    assert reverse("articles:company", args=["quokka-lines"]) in shown
    assert reverse("articles:topic", args=["strikes"]) in shown
    assert "4 articles of 4 sources" in shown


def test_an_old_address_leads_to_the_present_one(client, story):
    response = client.get(reverse("articles:story", args=[story.pk, "what-it-was-called"]))
    assert (response.status_code, response.url) == (301, story.get_absolute_url())


def test_the_address_of_a_joined_story_leads_to_the_one_it_is_part_of(client, story):
    other = StoryFactory(articles=told(2))
    gone = other.get_absolute_url()
    merge_stories(story_ids=[story.pk, other.pk], by=None)
    response = client.get(gone)
    assert (response.status_code, response.url) == (302, Story.objects.get(pk=story.pk).get_absolute_url())


def test_a_story_without_articles_is_not_found(client):
    empty = StoryFactory(article_count=0)
    assert client.get(empty.get_absolute_url()).status_code == 404
    assert client.get(reverse("articles:story", args=[10**6, "x"])).status_code == 404


def test_a_hidden_article_is_nowhere(client, story):
    hidden = story.members.first().article
    update_article(article=hidden, changes={"state": "hidden"}, by=None)
    shown = page(client, story.get_absolute_url())
    assert hidden.title not in shown
    assert "3 articles of 3 sources" in shown


def test_markup_in_a_title_stays_text(client):
    one, other = told(2)
    story = StoryFactory(articles=[one, other])
    update_article(article=one, changes={"title": "<script>alert(1)</script>"}, by=None)
    for address in (story.get_absolute_url(), other.get_absolute_url()):
        shown = page(client, address)
        assert "<script>alert(1)" not in shown
        assert "&lt;script&gt;alert(1)" in shown


def test_an_article_shows_the_story_around_it(client):
    articles = told(9)
    StoryFactory(articles=articles)
    shown = page(client, articles[6].get_absolute_url())
    assert "9 articles" in shown
    assert "Part 5" in shown
    assert "Part 1 " not in shown
    assert "The whole timeline" in shown


def test_an_article_in_no_story_says_nothing_of_one(client):
    assert "story-excerpt" not in page(client, ArticleFactory().get_absolute_url())


def test_a_story_asks_a_fixed_number_of_times(client):
    def count(story):
        with CaptureQueriesContext(connection) as queries:
            page(client, story.get_absolute_url())
        return len(queries)

    small = count(StoryFactory(articles=told(2)))
    large = StoryFactory(
        articles=[*told(20, companies=[CompanyFactory(), CompanyFactory()]), *told(5, source=SourceFactory())]
    )
    assert count(large) == small <= 6


def test_the_page_of_an_article_asks_a_little_more_for_its_story(client):
    def count(article):
        with CaptureQueriesContext(connection) as queries:
            page(client, article.get_absolute_url())
        return len(queries)

    [alone] = told(1)
    before = count(alone)
    many = told(12)
    StoryFactory(articles=many)
    assert count(many[5]) <= before + 2


def test_stories_are_listed_the_latest_first_without_those_joined_to_others_and_the_empty(client, story, monkeypatch):
    later = StoryFactory(title="A later strike", articles=told(2))
    Story.objects.filter(pk=later.pk).update(ends_at=DAY + timedelta(days=9))
    Story.objects.filter(pk=story.pk).update(ends_at=DAY)
    Story.objects.filter(pk=StoryFactory(title="Nobody tells of it").pk).update(article_count=0)
    page = client.get("/stories/").content.decode()
    assert "Nobody tells of it" not in page
    assert page.index("A later strike") < page.index(story.title)
    monkeypatch.setattr("articles.views.story.PER_PAGE", 1)
    second = client.get("/stories/?page=2").content.decode()
    assert story.title in second
    assert "A later strike" not in second
