"""A dry run: done in full and taken back, a part at a time."""

from itertools import count

import pytest
from django.db import connection, transaction

from articles.capture.found import Skipped
from articles.documents import RawCapture
from articles.dry_run import preview
from articles.models import Article, Capture, Person, Source
from articles.store.captures import Outcome
from tests.factories import CompanyFactory, TopicFactory
from tests.stages import stages  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db

ONE = "# BYD opens a plant\nBYD builds electric cars.\nLei Jun told Reuters so.\n@source The Ledger\n@date 2025-07-07\n"


@pytest.fixture(autouse=True)
def _rules(stages, monkeypatch):  # noqa: F811
    monkeypatch.setattr("articles.dry_run.load_vocabulary", lambda: False)
    for slug in ("byd", "xiaomi", "reuters"):
        CompanyFactory(slug=slug)
    TopicFactory(slug="electric-vehicles")


def raw(text=ONE, **known):
    return RawCapture(content=text.encode(), media_type="text/plain", **{"name": "a.txt", **known})


def test_it_says_the_same_and_writes_nothing():
    found = [raw(), raw(), raw("!empty"), Skipped(name="b", reason="no page")]

    results = list(preview(found))

    assert [getattr(one, "outcome", None) for one in results] == [
        Outcome.NEW,
        Outcome.DUPLICATE,
        Outcome.REJECTED,
        None,
    ]
    assert results[0].article_count == 1
    for model in (Capture, Article, Source, Person):
        assert not model.objects.exists()


def test_a_long_one_lets_go_of_what_it_locked_and_knows_the_bytes_it_saw():
    """By a clock that moves a second at each look, a transaction of half a second holds one capture."""
    clock = count()
    found = [raw(), raw(), raw("!empty"), raw("!empty"), raw(name="c.txt"), Skipped(name="b", reason="no page")]

    results = list(preview(found, held_for=0.5, now=lambda: next(clock)))

    assert [getattr(one, "outcome", None) for one in results] == [
        Outcome.NEW,
        Outcome.DUPLICATE,
        Outcome.REJECTED,
        Outcome.REJECTED,
        Outcome.DUPLICATE,
        None,
    ]
    assert next(clock) == 2 * len(found) + 1
    assert not Capture.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_nothing_is_locked_while_somebody_reads_what_it_says():
    for _ in preview([raw(), raw("!empty")], held_for=0):
        assert not connection.in_atomic_block
        with transaction.atomic():
            assert not Capture.objects.exists()
