"""A search within the articles of one story, and the story named among results."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from bs4 import BeautifulSoup

from articles.models import CopyGroup, Fingerprint, SearchEntry, Story
from tests.factories import ArticleFactory, StoryFactory

pytestmark = pytest.mark.django_db
ENTRY = "{http://www.w3.org/2005/Atom}entry"


@pytest.fixture
def strike(make_article):
    """A story of three articles about quokkas, beside two that are in none."""
    story = StoryFactory(title="The quokka strike", articles=[make_article(title=f"Day {n}") for n in range(3)])
    make_article(title="Another")
    ArticleFactory(title="Something else")
    return story


def results(client, query):
    return client.get(f"/?{query}").context["results"]


def test_page_facets_feed_api_and_files_agree(client, strike):
    query = f"story={strike.pk}&sort=oldest"
    found = results(client, query)
    answer = client.get(f"/api/articles/?{query}").json()
    fed = ET.fromstring(client.get(f"/feed/?{query}&copies=all").content).findall(ENTRY)
    lines = b"".join(client.get(f"/export/articles.jsonl?{query}").streaming_content).splitlines()
    assert found.count == len(found.rows) == answer["count"] == len(fed) == len(lines) == 3
    [company] = next(panel for panel in found.panels if panel.facet.name == "company").values
    assert (company.slug, company.count) == ("quokka-company", 3)


def test_the_filter_narrows_words_and_has_a_chip(client, strike):
    assert results(client, f"q=day+2+quokka&story={strike.pk}").count == 1
    [chip] = results(client, f"q=quokka&story={strike.pk}").chips
    assert (chip.label, chip.query) == ("Story: The quokka strike", "?q=quokka")


def test_a_tick_keeps_the_story(client, strike):
    page = BeautifulSoup(client.get(f"/?story={strike.pk}").content, "html.parser")
    assert page.select_one(f"#filters input[type=hidden][name=story][value='{strike.pk}']")


def test_a_story_joined_to_another_leads_to_that(client, strike):
    old = Story.objects.create(title="Old", slug="old", merged_into=strike)
    assert results(client, f"story={old.pk}").count == 3


def test_a_story_that_nobody_knows_finds_nothing_and_says_what_blocks(client, strike):
    found = results(client, "q=quokka&story=999999")
    assert found.count == 0
    assert [(way.label, way.count) for way in found.ways_out] == [("Story: 999999 (unknown)", 4)]
    assert results(client, "story=%00x&story=").count == 5


def test_every_copy_counts_where_copies_do(client, strike, make_article):
    told = strike.members.first().article
    copy = make_article(title="Day 0, again")
    group = CopyGroup.objects.create(canonical=told)
    Fingerprint.objects.filter(article__in=[told, copy]).delete()
    for one in (told, copy):
        Fingerprint.objects.create(article=one, hashes=[], shingle_count=1, group=group)
    SearchEntry.objects.filter(pk=copy.pk).update(is_canonical=False)
    assert results(client, f"story={strike.pk}").count == 3
    assert results(client, f"story={strike.pk}&copies=all").count == 4


def test_a_row_names_the_story_it_is_part_of(client, strike):
    page = BeautifulSoup(client.get("/?q=quokka").content, "html.parser")
    links = page.select(".row-story")
    assert [(link.text, link["href"]) for link in links] == [
        ("part of a story of 3 articles", strike.get_absolute_url())
    ] * 3
    assert page.select_one(f"a[href='/?story={strike.pk}']") is None
    assert f'href="/?story={strike.pk}"' in client.get(strike.get_absolute_url()).content.decode()
