"""A takedown at the same moment as the same bytes come in again, or are processed."""

from __future__ import annotations

import pytest
from django.db import transaction

from articles.models import Article, Capture, Sighting, Tombstone
from articles.store.captures import Outcome, load_raws, record
from articles.store.purge import purge_article, purge_capture
from tests.factories import ArticleVersionFactory, CaptureFactory
from tests.store.at_the_same_moment import AtTheSameMoment
from tests.store.test_captures import raw

pytestmark = pytest.mark.django_db(transaction=True)


def test_bytes_that_come_in_while_they_are_taken_down_are_refused():
    first = record(raw=raw())
    again = AtTheSameMoment(lambda: record(raw=raw(name="b.txt")))
    with transaction.atomic():
        purge_capture(capture_id=first.capture_id, reason="asked for")
        again.start()

    assert (again.result().outcome, again.result().reason) == (Outcome.REJECTED, "taken down: asked for")
    assert not Capture.objects.exists()


def test_a_takedown_takes_what_came_in_at_the_same_moment_with_it():
    first = record(raw=raw())
    takedown = AtTheSameMoment(lambda: purge_capture(capture_id=first.capture_id, reason="asked for"))
    with transaction.atomic():
        record(raw=raw(name="b.txt", url="https://gazette.example/b"))
        takedown.start()

    assert takedown.result().capture_ids == (first.capture_id,)
    assert Tombstone.objects.count() == 1
    assert not Sighting.objects.exists()


@pytest.mark.parametrize("what", ["article", "capture"])
def test_a_takedown_and_the_processing_of_its_capture_do_not_lock_each_other_out(what):
    capture = CaptureFactory()
    article = ArticleVersionFactory(capture=capture, is_current=True).article
    takedown = AtTheSameMoment(
        lambda: (
            purge_article(article_id=article.pk, reason="asked for")
            if what == "article"
            else purge_capture(capture_id=capture.pk, reason="asked for")
        )
    )
    with transaction.atomic():
        load_raws(capture_ids=[capture.pk])
        takedown.start()
        assert Article.objects.select_for_update().get(pk=article.pk)  # as `place_drafts` does, after the capture

    assert takedown.result().article_ids == (article.pk,)
    assert not Article.objects.exists()
