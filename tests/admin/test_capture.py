"""Captures are read, processed again and taken down; nothing else is done to them."""

from __future__ import annotations

import pytest
from django.urls import reverse

from articles.models import Article, Capture, Tombstone
from tests.admin.forms import form_data
from tests.factories import ArticleVersionFactory, CaptureFactory, SightingFactory

LIST = "admin:articles_capture_changelist"


@pytest.fixture
def processed(monkeypatch):
    """The ids of captures handed to the pipeline; number 0 of them is turned down."""
    from articles import pipeline

    handed: list[int] = []

    def process_many(capture_ids, *, rules):
        handed.extend(capture_ids)
        Capture.objects.filter(pk=min(handed)).update(status="rejected", reason="no article was found in it")

    monkeypatch.setattr("articles.admin.reprocessing.present_rules", lambda: None)
    monkeypatch.setattr(pipeline, "process_many", process_many)
    return handed


def address(capture) -> str:
    return reverse("admin:articles_capture_change", args=[capture.pk])


def test_the_page_shows_status_reason_text_and_articles(desk):
    capture = CaptureFactory(
        status="rejected",
        reason="a section front",
        raw_content="<p>Café <script>x</script></p>".encode("windows-1252"),
        encoding="windows-1252",
        removed=[{"text": "Sign <i>up</i>", "rule": "subscribe"}],
    )
    version = ArticleVersionFactory(capture=capture, title="Canal <reopens>")
    SightingFactory(capture=capture, url="https://harbour.example/canal")
    page = desk.get(address(capture)).content.decode()
    for words in (
        "a section front",
        "&lt;p&gt;Café &lt;script&gt;x&lt;/script&gt;&lt;/p&gt;",
        "Sign &lt;i&gt;up&lt;/i&gt;",
        "Canal &lt;reopens&gt;",
        reverse("admin:articles_article_change", args=[version.article_id]),
        "https://harbour.example/canal",
    ):
        assert words in page
    assert "<script>x" not in page
    assert 'name="_save"' not in page


def test_a_capture_whose_bytes_were_taken_down_opens(desk):
    capture = CaptureFactory(content=b"", status="emptied", reason="asked")
    assert desk.get(address(capture)).status_code == 200


def test_the_list_never_reads_the_bytes(desk, django_assert_max_num_queries):
    CaptureFactory.create_batch(3)
    with django_assert_max_num_queries(20) as captured:
        desk.get(reverse(LIST))
    assert not any('"articles_capture"."content"' in query["sql"] for query in captured)


def test_the_list_says_where_each_was_seen(desk):
    capture = CaptureFactory()
    SightingFactory(capture=capture, file_name="pages/canal.html")
    SightingFactory(capture=capture, url="https://harbour.example/canal", file_name="")
    SightingFactory(file_name="pages/lock.txt")
    page = desk.get(reverse(LIST)).content.decode()
    assert "https://harbour.example/canal" in page
    assert "pages/canal.html" not in page
    assert "pages/lock.txt" in page
    sightings = desk.get(reverse("admin:articles_sighting_changelist")).content.decode()
    assert f'<a href="{address(capture)}">{capture.pk}</a>' in sightings


def test_captures_are_found_by_status_and_reason(desk):
    rejected = CaptureFactory(status="rejected", reason="a section front")
    CaptureFactory()
    assert list(desk.get(reverse(LIST), {"status": "rejected"}).context["cl"].result_list) == [rejected]
    assert list(desk.get(reverse(LIST), {"q": "front section"}).context["cl"].result_list) == [rejected]
    assert list(desk.get(reverse(LIST), {"q": rejected.sha256[:10]}).context["cl"].result_list) == [rejected]


def test_process_again_says_what_came_of_each(desk, processed):
    captures = CaptureFactory.create_batch(3)
    for capture in captures[1:]:
        ArticleVersionFactory(capture=capture)
    chosen = {"action": "reprocess", "_selected_action": [capture.pk for capture in captures]}
    page = desk.post(reverse(LIST), chosen, follow=True).content.decode()
    assert processed == sorted(capture.pk for capture in captures)
    assert "Captures processed: 2, articles: 2." in page
    assert "no article was found in it" in page


def test_processing_again_from_an_article_takes_its_present_capture(desk, processed):
    version = ArticleVersionFactory()
    ArticleVersionFactory(article=version.article, is_current=False)
    chosen = {"action": "reprocess", "_selected_action": [version.article_id]}
    desk.post(reverse("admin:articles_article_changelist"), chosen)
    assert processed == [version.capture_id]


def test_too_many_captures_at_once_are_left_to_a_job(desk, processed, monkeypatch):
    monkeypatch.setattr("articles.admin.reprocessing.CAPTURES_AT_MOST", 2)
    chosen = {"action": "reprocess", "_selected_action": [capture.pk for capture in CaptureFactory.create_batch(3)]}
    assert "queued as job" in desk.post(reverse(LIST), chosen, follow=True).content.decode()
    assert processed == []


def test_processing_again_needs_the_right_to_change(staff_client, processed):
    capture = CaptureFactory()
    for rights in (["view_capture"], ["view_capture", "change_capture"]):
        client = staff_client(*rights)
        client.post(reverse(LIST), {"action": "reprocess", "_selected_action": [capture.pk]})
    assert processed == []


def test_purging_a_capture_takes_its_articles_along(desk, curator):
    version = ArticleVersionFactory()
    chosen = {"action": "purge", "_selected_action": [version.capture_id]}
    page = desk.post(reverse(LIST), chosen)
    assert "With them go all the articles" in page.content.decode()
    desk.post(reverse(LIST), form_data(page, "form.purge") | {"reason": "The publisher asked."})
    assert not Capture.objects.exists()
    assert not Article.objects.exists()
    tombstone = Tombstone.objects.get()
    assert (tombstone.reason, tombstone.purged_by) == ("The publisher asked.", curator)
    assert "The publisher asked." in desk.get(reverse("admin:articles_tombstone_changelist")).content.decode()


def test_not_too_many_are_purged_at_once(desk, monkeypatch):
    monkeypatch.setattr("articles.admin.purging.PURGED_AT_MOST", 2)
    chosen = {"action": "purge", "_selected_action": [capture.pk for capture in CaptureFactory.create_batch(3)]}
    assert "At most 2" in desk.post(reverse(LIST), chosen, follow=True).content.decode()


def test_purging_needs_the_right_to_delete(staff_client):
    capture = CaptureFactory()
    client = staff_client("view_capture", "change_capture", "change_article")
    client.post(
        reverse(LIST), {"action": "purge", "_selected_action": [capture.pk], "confirmed": "yes", "reason": "Because."}
    )
    assert Capture.objects.filter(pk=capture.pk).exists()
