"""Locks of addresses: one page at a time, and never more than PostgreSQL has room for."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from articles.store import address_locks
from articles.store.address_locks import lock_addresses
from tests.store.at_the_same_moment import AtTheSameMoment

pytestmark = pytest.mark.django_db(transaction=True)
COUNT = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()"


def addresses(name: str, count: int) -> list[str]:
    return [f"{name}.example/{number}" for number in range(count)]


def held() -> int:
    with connection.cursor() as cursor:
        cursor.execute(COUNT)
        return cursor.fetchone()[0]


@transaction.atomic
def locked(keys: list[str]) -> int:
    lock_addresses(keys)
    return held()


def test_a_batch_waits_for_another_with_a_page_of_the_same_address():
    other = AtTheSameMoment(lambda: locked(["ledger.example/3"]))
    with transaction.atomic():
        lock_addresses(addresses("ledger", 5))
        other.start()
    assert other.result() == 1


def test_batches_of_other_addresses_pass_each_other():
    with transaction.atomic():
        lock_addresses(addresses("ledger", 100))
        in_another_session = AtTheSameMoment(lambda: locked(addresses("gazette", 100)))
        assert in_another_session.run() > 90  # few of a hundred addresses share a lock


def test_so_many_locks_are_held_that_the_table_has_room_for_them(monkeypatch):
    monkeypatch.setattr(address_locks, "BATCH_CAPTURES", 10**8)  # room for one at a time
    with transaction.atomic():
        lock_addresses(addresses("ledger", 100))
        one_more = AtTheSameMoment(lambda: locked(["gazette.example/1"]))
        assert one_more.run() == 1  # few locks are had at once
        batch = AtTheSameMoment(lambda: locked(addresses("gazette", 100)))
        batch.start()
    assert batch.result() > 90


def test_a_batch_that_goes_on_within_its_transaction_has_one_place():
    with transaction.atomic():
        lock_addresses(addresses("ledger", 100))
        before = held()
        lock_addresses(addresses("ledger", 100))
        assert held() == before
