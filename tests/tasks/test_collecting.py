"""Pages fetched and feeds polled by a worker."""

from __future__ import annotations

import pytest

from articles.models import Article, CurationAct, Feed, Job, PageFetch
from articles.store.feeds import add_feeds
from articles.store.fetching import ask_for
from articles.tasks import collecting
from tests.capture.fetching.servers import response
from tests.collecting.conftest import few_rules, site  # noqa: F401  (fixtures)
from tests.collecting.pages import story
from tests.factories import UserFactory
from tests.tasks.conftest import job


@pytest.fixture(autouse=True)
def _few_rules(monkeypatch, few_rules):  # noqa: F811
    monkeypatch.setattr(collecting, "present_rules", lambda: few_rules)


def test_pages_that_were_asked_for_are_fetched(work, site):  # noqa: F811
    site.answers["/ship"] = response(story("A ship sinks").encode())
    ada = UserFactory(username="ada")
    pages = ask_for(urls=[site.url("/ship"), site.url("/missing")], by=ada)
    number = collecting.fetch_asked.queue(ids=[page.pk for page in pages])

    work()

    assert job(number).status == Job.Status.DONE
    assert Article.objects.get().title == "A ship sinks"
    assert CurationAct.objects.get().by == ada
    assert dict(PageFetch.objects.values_list("url", "state")) == {
        site.url("/ship"): "fetched",
        site.url("/missing"): "failed",
    }


def test_feeds_that_are_due_are_polled_and_what_they_lead_to_is_fetched(work, site):  # noqa: F811
    listed = f"<item><title>A ship sinks</title><link>{site.url('/ship')}</link></item>"
    site.answers |= {
        "/feed": response(f"<rss version='2.0'><channel>{listed}</channel></rss>".encode(), media_type="text/xml"),
        "/ship": response(story("A ship sinks").encode()),
    }
    add_feeds(titles={site.url("/feed"): "", site.url("/broken"): ""})
    collecting.poll_due_feeds.queue()

    work()

    assert Article.objects.get().title == "A ship sinks"
    assert set(Feed.objects.values_list("failures", flat=True)) == {0, 1}


def test_nothing_due_makes_no_rules(work, monkeypatch):
    def refuse():
        raise AssertionError("rules were made")

    monkeypatch.setattr(collecting, "present_rules", refuse)
    assert collecting.fetch_due.run_now() == "0 pages asked for."
    assert collecting.poll_due_feeds.run_now() == "0 feeds asked, 0 new items."
