"""The archive in figures."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.desk import figures
from articles.store.taggings import add_tag, reject_tag
from newsarchive import slow_searches
from tests.factories import ArticleFactory, CaptureFactory, SourceFactory, TaggingFactory, TopicFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Client:
    client = Client()
    client.force_login(UserFactory(curator=True), backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture(autouse=True)
def _own_log(settings, tmp_path):
    settings.SLOW_SEARCH_LOG = tmp_path / "slow-searches.jsonl"


def told(desk) -> str:
    page = desk.get(reverse("desk:dashboard"))
    assert page.status_code == 200
    return BeautifulSoup(page.content, "lxml").select_one("#content").get_text(" ", strip=True)


def test_an_empty_archive_has_a_dashboard(desk):
    text = told(desk)
    for words in ("No articles yet", "Nobody has decided on a tag yet", "None took", "Room on the disk"):
        assert words in text


def test_articles_are_counted_by_day_source_and_state(desk):
    today = timezone.now()
    source = SourceFactory(name="The Harbour Post")
    ArticleFactory.create_batch(2, source=source, published_at=today, published_precision="second")
    ArticleFactory(source=source, state="hidden", published_at=today, published_precision="second")
    days = figures.published_by_day(today.date())
    assert (len(days), days[-1].count, sum(bar.count for bar in days)) == (figures.DAYS, 2, 2)
    assert [(bar.label, bar.count) for bar in figures.by_source()] == [("The Harbour Post", 2)]
    assert [(state, count) for state, _, count, _ in figures.by_state()] == [
        ("published", 2),
        ("needs_review", 0),
        ("hidden", 1),
    ]
    assert "The Harbour Post 2" in told(desk)


def test_the_calendar_has_every_month_between_the_first_and_the_last_year():
    for year, month in ((2023, 3), (2023, 3), (2025, 7)):
        ArticleFactory(published_at=datetime(year, month, 5, tzinfo=UTC))
    years = figures.coverage()
    assert [year for year, _ in years] == ["2025", "2024", "2023"]
    assert [month.count for month in dict(years)["2023"]][2] == 2
    assert sum(month.count for _, months in years for month in months) == 3


def test_precision_is_of_what_curators_decided():
    by, topic = UserFactory(), TopicFactory()
    add_tag(article_id=ArticleFactory().pk, thing=topic, by=by)
    for _ in range(3):
        tag = TaggingFactory(topic=topic, company=None)
        reject_tag(article_id=tag.article_id, thing=topic, by=by)
    TaggingFactory()
    [month] = figures.decided_tags()
    assert (month.accepted, month.rejected, month.percent) == (1, 3, 25)


def test_reasons_of_rejected_captures_are_counted_without_what_is_peculiar():
    for reason in ("larger than 20 MB", "larger than 7 MB", "empty"):
        CaptureFactory(status="rejected", reason=reason)
    CaptureFactory(reason="")
    assert figures.rejections() == [("larger than …", 2), ("empty", 1)]


def test_slow_searches_are_noted_and_only_those(settings, desk):
    settings.NEWSARCHIVE_SLOW_SEARCH = 1
    Client().get("/?q=canal")
    assert [one.address for one in slow_searches.slowest(5)] == ["/?q=canal"]
    Client().get("/companies/")
    settings.SLOW_SEARCH_LOG.unlink()
    slow_searches.note("/?q=harbour", 1_200)
    slow_searches.note("/?q=harbour", 900)
    slow_searches.note("/?q=<script>", 2_000)
    assert [(one.address, one.milliseconds) for one in slow_searches.slowest(5)] == [
        ("/?q=<script>", 2_000),
        ("/?q=harbour", 1_200),
    ]
    page = desk.get(reverse("desk:dashboard")).content
    assert b"?q=harbour" in page
    assert b"?q=<script>" not in page


def test_the_log_of_slow_searches_stays_small(settings, monkeypatch):
    monkeypatch.setattr(slow_searches, "LIMIT", 2_000)
    for number in range(200):
        slow_searches.note(f"/?q={number}", number)
    path = settings.SLOW_SEARCH_LOG
    assert path.stat().st_size + path.with_suffix(".old").stat().st_size < 5_000
    assert slow_searches.slowest(1)[0].address == "/?q=199"


def test_a_log_that_cannot_be_written_or_read_is_no_failure(settings, tmp_path):
    settings.SLOW_SEARCH_LOG = tmp_path / "nowhere" / "slow.jsonl"
    slow_searches.note("/?q=a", 1_000)
    assert slow_searches.slowest(5) == []
    settings.SLOW_SEARCH_LOG = tmp_path / "damaged.jsonl"
    settings.SLOW_SEARCH_LOG.write_text('{"at": "2025', encoding="utf-8")
    assert slow_searches.slowest(5) == []


def test_the_dashboard_asks_as_much_for_many_articles_as_for_few(desk, django_assert_max_num_queries):
    def queries():
        with django_assert_max_num_queries(25) as captured:
            told(desk)
        return len(captured)

    ArticleFactory()
    told(desk)
    few = queries()
    ArticleFactory.create_batch(10)
    assert abs(queries() - few) <= 1  # what is new to the columns in memory is one query


def test_readers_and_strangers_have_no_dashboard(client):
    assert client.get(reverse("desk:dashboard")).status_code == 302
