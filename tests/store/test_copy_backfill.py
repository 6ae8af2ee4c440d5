"""Archives from before copies and versions get what they lack, and a run that breaks off goes on."""

from __future__ import annotations

from itertools import islice

import pytest
from django.core.management import call_command

from articles.models import Capture, CopyGroup, CopyPair, Fingerprint, SearchEntry, SketchHash
from articles.prose.addresses import address_key
from articles.store.copy_backfill import fold_missing, place_missing, unfolded_articles, unplaced_captures
from tests.factories import ArticleFactory, ArticleVersionFactory, SightingFactory
from tests.store.test_copies import STORY

pytestmark = pytest.mark.django_db
URL = "https://ledger.example/2025/07/harbour"


@pytest.fixture
def old_archive():
    made = [ArticleVersionFactory(article=ArticleFactory(text=STORY)) for _ in range(5)]
    ArticleFactory(text=STORY, state="hidden")
    SightingFactory(capture=made[0].capture, url=f"{URL}?utm_source=mail")
    made[1].found = {"canonical_url": f"{URL}/"}
    made[1].save()
    return made


def test_every_article_is_compared_and_every_capture_placed(old_archive, capsys):
    call_command("fold_copies")
    assert "5 articles compared for copies, 5 captures" in capsys.readouterr().out
    assert SearchEntry.objects.canonical().count() == CopyGroup.objects.count() == 1
    keys = list(Capture.objects.order_by("pk").values_list("address_key", flat=True))
    assert keys == [address_key(URL), address_key(URL), "", "", ""]
    call_command("fold_copies")
    assert "0 articles compared for copies, 0 captures" in capsys.readouterr().out


def test_a_run_that_breaks_off_goes_on(old_archive):
    assert list(islice(fold_missing(batch=2), 1)) == [2]
    assert unfolded_articles().count() == 3
    assert list(fold_missing(batch=2)) == [2, 1]
    assert SearchEntry.objects.canonical().count() == 1
    assert list(islice(place_missing(batch=2), 1)) == [2]
    assert list(place_missing(batch=2)) == [2, 1]
    assert not unplaced_captures().exists()


def test_it_comes_to_what_storing_comes_to(old_archive):
    list(fold_missing())
    before = [list(model.objects.order_by("pk").values()) for model in (CopyPair, Fingerprint, SketchHash)]
    Fingerprint.objects.all().delete()
    SketchHash.objects.all().delete()
    CopyPair.objects.all().delete()
    list(fold_missing(batch=1))
    after = [list(model.objects.order_by("pk").values()) for model in (CopyPair, Fingerprint, SketchHash)]
    for rows in (*before, *after):
        for row in rows:
            row.pop("id", None)
            row.pop("group_id", None)
    key = str
    assert [sorted(map(key, rows)) for rows in before] == [sorted(map(key, rows)) for rows in after]
