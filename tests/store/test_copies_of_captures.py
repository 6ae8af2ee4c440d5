"""Copies through the pipeline: captures that come in, are processed again, and are taken down."""

from __future__ import annotations

import zlib

import pytest

from articles.documents import RawCapture
from articles.models import Capture, CopyGroup, Fingerprint, SearchEntry, SketchHash
from articles.pipeline import ingest_capture, process
from articles.store.purge import purge_article
from tests.stages import stages  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db

TEXT = (
    "The harbour master counted every ship that came and went through the long week of storms while dealers "
    "in the old exchange waited for word from the north where the ice had closed three ports before Monday.\n"
)
OTHER = (
    "Prices of coffee beans rose again while growers in two valleys waited for rain that never came to any of them.\n"
)


@pytest.fixture
def rules(stages):  # noqa: F811
    return stages


def take(rules, day, text=TEXT):
    page = f"# Ships of day {day}\n{text}@date 2025-07-{day:02}\n"
    raw = RawCapture(content=page.encode(), media_type="text/plain", name=f"{day}.txt")
    return ingest_capture(raw, rules=rules)


def counted():
    return set(SearchEntry.objects.canonical().values_list("pk", flat=True))


def test_a_text_that_comes_in_again_is_counted_once(rules):
    late, early = take(rules, 9), take(rules, 8)
    assert counted() == set(early.article_ids)
    assert SearchEntry.objects.filter(pk__in=late.article_ids, is_canonical=False).exists()


def test_processing_again_keeps_the_groups_right(rules):
    first, second = take(rules, 8), take(rules, 9)
    process(second.capture_id, rules=rules)
    assert counted() == set(first.article_ids)
    Capture.objects.filter(pk=first.capture_id).update(content=zlib.compress(b"!empty"))
    process(first.capture_id, rules=rules)
    assert counted() == set(second.article_ids)
    assert not CopyGroup.objects.exists()


def test_processing_gives_articles_from_before_a_fingerprint(rules):
    first, second = take(rules, 8), take(rules, 9)
    for model in (CopyGroup, Fingerprint, SketchHash):
        model.objects.all().delete()
    SearchEntry.objects.update(is_canonical=True)
    for receipt in (first, second):
        process(receipt.capture_id, rules=rules)
    assert counted() == set(first.article_ids)


def test_a_takedown_counts_the_next_copy_and_leaves_no_fingerprint(rules):
    first, second, stranger = take(rules, 8), take(rules, 9), take(rules, 10, OTHER)
    [pk] = first.article_ids
    assert not purge_article(article_id=pk, reason="The publisher asked for it.").problem
    assert counted() == {*second.article_ids, *stranger.article_ids}
    assert not SketchHash.objects.filter(article=pk).exists()
    assert not CopyGroup.objects.exists()
