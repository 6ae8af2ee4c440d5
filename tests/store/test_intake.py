"""Files that were read, and how far; what was refused; pages met again unchanged."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from articles.capture.found import Checkpoint, FileIdentity, Place, Revisit
from articles.documents import RawCapture, Rejection
from articles.models import RefusedInput, Sighting, TakenFile
from articles.store import captures
from articles.store.intake import known_place, note_checkpoints, note_refusals, note_revisits

pytestmark = pytest.mark.django_db

FILE = FileIdentity(path="/archives/a.warc.gz", size=9_000_000_000, modified_ns=7, sha256="a" * 64)
URL = "https://ledger.example/port"
JULY = datetime(2025, 7, 1, 10, tzinfo=UTC)


def test_the_last_place_of_a_file_is_known_again():
    assert known_place(FILE) is None
    first, last = Place(position=10, within=1, records=5), Place(position=2**40, within=1, records=9)
    note_checkpoints([Checkpoint(identity=FILE, place=first), Checkpoint(identity=FILE, place=last)])
    assert known_place(FILE) == last
    note_checkpoints([Checkpoint(identity=FILE, place=replace(last, is_done=True))])
    assert known_place(FILE).is_done
    assert TakenFile.objects.count() == 1


@pytest.mark.parametrize("change", [{"path": "/b"}, {"size": 1}, {"modified_ns": 8}, {"sha256": "b" * 64}])
def test_a_file_that_changed_is_another(change):
    note_checkpoints([Checkpoint(identity=FILE, place=Place(records=5))])
    assert known_place(replace(FILE, **change)) is None


def test_what_was_refused_is_kept_once_whatever_it_is_called():
    odd = Rejection(name="a\x00\ud800" + "x" * 9_000, reason="damaged" * 900)
    note_refusals([odd, odd])
    note_refusals([odd, Rejection(name="b", reason="damaged")])
    assert RefusedInput.objects.count() == 2


def seen(day, *, content=b"A page", url=URL):
    moment = JULY + timedelta(days=day)
    return captures.record(
        raw=RawCapture(content=content, media_type="text/html", url=url, captured_at=moment)
    ).capture_id  # fmt: skip


def revisit(day, *, first_day=None, url=URL, first_url=URL):
    first = None if first_day is None else JULY + timedelta(days=first_day)
    return Revisit(name="a#1", url=url, captured_at=JULY + timedelta(days=day), first_url=first_url, first_seen=first)


def test_a_page_met_again_is_one_more_sighting_of_the_capture_that_the_record_names():
    old, new = seen(0), seen(2, content=b"Another text")
    met = [revisit(5, first_day=0), revisit(5), revisit(1), revisit(5, first_url="https://a.example/")]
    assert note_revisits(met) == [old, new, old, None]
    assert Sighting.objects.filter(capture=old).count() == 3
    note_revisits([revisit(5, first_day=0)])
    assert Sighting.objects.filter(capture=old).count() == 3


def test_a_page_met_again_before_it_was_captured_is_none_of_it():
    seen(3)
    assert note_revisits([revisit(1)]) == [None]
