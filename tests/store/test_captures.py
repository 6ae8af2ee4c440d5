"""Bytes stored once, and what every sighting adds."""

from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from threading import Thread
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from articles.documents import RawCapture
from articles.models import Capture, Sighting
from articles.store.captures import Outcome, load_raws, mark_processed, mark_rejected, record, record_many
from articles.store.storable import storable
from tests.factories import CaptureFactory, SightingFactory, TombstoneFactory
from tests.store.at_the_same_moment import wait_until_locked

pytestmark = pytest.mark.django_db
NOON = datetime(2025, 7, 8, 12, tzinfo=UTC)


def raw(content=b"A page", **known):
    return RawCapture(content=content, media_type="text/plain", **{"name": "a.txt", **known})


def processed(recorded):
    work = SimpleNamespace(
        capture=Capture.objects.get(pk=recorded.capture_id), address_key="", encoding="utf-8", removed=()
    )
    mark_processed(works=[work], pipeline_version="1")


def test_new_bytes_are_stored_as_they_came():
    recorded = record(raw=raw(b"\x00\xff bytes"))

    capture = Capture.objects.get(pk=recorded.capture_id)
    assert recorded.outcome == Outcome.NEW
    assert (capture.raw(), capture.size, capture.status) == (b"\x00\xff bytes", 8, "stored")


def test_the_same_again_is_a_duplicate_and_changes_nothing():
    processed(record(raw=raw()))
    before = list(Sighting.objects.values())

    assert record(raw=raw()).outcome == Outcome.DUPLICATE
    assert list(Sighting.objects.values()) == before


def test_another_name_is_another_sighting_of_a_duplicate():
    processed(record(raw=raw()))

    assert record(raw=raw(name="b.txt")).outcome == Outcome.DUPLICATE
    assert Sighting.objects.count() == 2
    assert Capture.objects.count() == 1


@pytest.mark.parametrize("known", [{"url": "https://a.example/"}, {"captured_at": NOON}, {"source_name": "The Ledger"}])
def test_more_known_of_the_same_bytes_completes_them(known):
    processed(first := record(raw=raw()))

    again = record(raw=raw(**known))

    assert (again.outcome, again.capture_id) == (Outcome.COMPLETED, first.capture_id)
    for name, value in known.items():
        assert getattr(load_raws(capture_ids=[first.capture_id])[0][1], name) == value


def test_an_earlier_time_completes_and_a_later_one_does_not():
    processed(record(raw=raw(captured_at=NOON)))

    assert record(raw=raw(captured_at=NOON.replace(hour=13))).outcome == Outcome.DUPLICATE
    assert record(raw=raw(captured_at=NOON.replace(hour=11))).outcome == Outcome.COMPLETED


def test_what_a_killed_run_left_is_new_again():
    record(raw=raw())

    assert record(raw=raw()).outcome == Outcome.NEW


def test_what_was_rejected_is_rejected_again_until_more_is_known():
    first = record(raw=raw())
    mark_rejected(reasons={first.capture_id: "no article in it"}, version="1")

    again = record(raw=raw())

    assert (again.outcome, again.reason) == (Outcome.REJECTED, "no article in it")
    assert record(raw=raw(url="https://a.example/")).outcome == Outcome.COMPLETED


def test_bytes_that_were_taken_down_stay_out():
    sha = record(raw=raw()).sha256
    Sighting.objects.all().delete()
    Capture.objects.all().delete()
    TombstoneFactory(sha256=sha, reason="asked for")

    recorded = record(raw=raw())

    assert (recorded.outcome, recorded.reason) == (Outcome.REJECTED, "taken down: asked for")
    assert not Capture.objects.exists()


def test_a_batch_answers_in_order_and_knows_its_own_copies():
    outcomes = [
        one.outcome for one in record_many(raws=[raw(b"1"), raw(b"2"), raw(b"1"), raw(b"1", url="https://a.example/")])
    ]

    assert outcomes == [Outcome.NEW, Outcome.NEW, Outcome.DUPLICATE, Outcome.COMPLETED]


def test_a_batch_takes_few_queries(django_assert_max_num_queries):
    with django_assert_max_num_queries(10):
        record_many(raws=[raw(str(n).encode()) for n in range(40)])


def test_a_sample_seen_elsewhere_is_no_sample_any_more():
    sample = record(raw=raw(), how=Sighting.How.SAMPLE)
    assert Capture.objects.get(pk=sample.capture_id).is_sample

    record(raw=raw(name="own.txt"))

    assert not Capture.objects.get(pk=sample.capture_id).is_sample


def test_takes_names_that_no_database_takes():
    record(raw=raw(name="odd\udcff\x00.txt", url="https://a.example/" + "x" * 5_000, source_name="S" * 900))

    assert Sighting.objects.get().file_name == "odd.txt"


def test_a_member_of_a_zip_is_known_as_one():
    record(raw=raw(name="pages.zip/a.txt"))

    assert Sighting.objects.get().how == Sighting.How.ARCHIVE


def test_the_first_address_and_the_earliest_time_count():
    capture = CaptureFactory()
    SightingFactory(capture=capture, captured_at=NOON)
    SightingFactory(capture=capture, url="https://a.example/1", captured_at=NOON.replace(day=7))
    SightingFactory(capture=capture, url="https://a.example/2")

    [(_, known)] = load_raws(capture_ids=[capture.pk])

    assert (known.url, known.captured_at.day) == ("https://a.example/1", 7)


@given(st.text(alphabet=st.characters(codec=None, exclude_categories=())))
def test_storable_text_is_valid_and_loses_only_what_must_go(text):
    clean = storable(text)

    clean.encode("utf-8")
    assert clean == "".join(char for char in text if char != "\x00" and not 0xD800 <= ord(char) <= 0xDFFF)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_known", [False, True])
def test_two_runs_over_the_same_files_in_another_order_wait_for_each_other(is_known):
    contents = sorted((f"page {number}".encode() for number in range(3)), key=lambda one: sha256(one).hexdigest())
    first, middle, last = (RawCapture(content=one, media_type="text/plain", name=one.decode()) for one in contents)
    if is_known:
        for one in (first, middle, last):
            record(raw=replace(one, name="as it was met before"))
    came: list[object] = []

    def run(raws):
        try:
            came.append([one.outcome for one in record_many(raws=raws)])
        except DatabaseError as error:
            came.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run, args=[raws]) for raws in ([first, middle, last], [last, middle, first])]
    with transaction.atomic():
        record(raw=middle)
        for thread in threads:
            thread.start()
        wait_until_locked(len(threads))
        transaction.set_rollback(True)
    for thread in threads:
        thread.join()

    assert not [one for one in came if isinstance(one, DatabaseError)]
    assert Sighting.objects.filter(file_name__startswith="page").count() == 3
