"""What is held in memory is what the request's own snapshot sees, whoever changed what and in which order."""

from __future__ import annotations

import threading
from dataclasses import replace

import numpy as np
import psycopg
import pytest
from django.db import OperationalError, connection, transaction

from articles.models import SearchEntry
from articles.search.live import snapshot
from articles.search.live.changes import Position
from articles.search.live.entries import loaded
from articles.search.live.rows import all_rows
from articles.search.live.selection import whole
from articles.search.live.snapshot import Reader, one_snapshot
from tests.factories import SearchEntryFactory

pytestmark = pytest.mark.django_db(transaction=True)
SET = "UPDATE articles_searchentry SET source_id = %s WHERE article_id = %s"


@pytest.fixture
def entries(transactional_db):
    """Three search entries without a source, their ids."""
    return [SearchEntryFactory().pk for _ in range(3)]


def test_an_edit_through_one_connection_is_read_through_another(entries, look, connect):
    assert look() == dict.fromkeys(entries, 0)
    with connect() as psql:
        psql.execute(SET, [7, entries[1]])
        assert look()[entries[1]] == 0
    assert look()[entries[1]] == 7


def test_transactions_that_commit_in_reverse_order_are_both_read(entries, look, connect):
    first, second = connect(), connect()
    look()
    first.execute(SET, [1, entries[0]])
    second.execute(SET, [2, entries[1]])
    second.commit()
    assert look() == {entries[0]: 0, entries[1]: 2, entries[2]: 0}
    first.commit()
    assert look() == {entries[0]: 1, entries[1]: 2, entries[2]: 0}


def test_a_transaction_running_while_all_is_read_is_not_lost(entries, look, connect):
    early = connect()
    early.execute(SET, [5, entries[0]])
    with connect() as later:
        later.execute(SET, [6, entries[1]])
    assert look() == {entries[0]: 0, entries[1]: 6, entries[2]: 0}
    early.commit()
    assert look()[entries[0]] == 5


def test_what_a_transaction_changed_itself_nobody_else_sees(entries, look, connect):
    writer = connect()
    look()
    writer.execute(SET, [9, entries[2]])
    assert look(writer)[entries[2]] == 9
    assert look()[entries[2]] == 0
    writer.rollback()
    assert look()[entries[2]] == 0


def test_a_change_within_a_savepoint_belongs_to_its_transaction(entries, look, connect):
    writer = connect()
    look()
    writer.execute("SAVEPOINT one")
    writer.execute(SET, [3, entries[0]])
    writer.execute("RELEASE one")
    writer.execute("SAVEPOINT two")
    writer.execute(SET, [4, entries[1]])
    writer.execute("ROLLBACK TO two")
    assert look()[entries[0]] == 0
    writer.commit()
    assert look() == {entries[0]: 3, entries[1]: 0, entries[2]: 0}


def test_an_older_snapshot_gets_what_it_sees_and_spoils_nothing(entries, look, connect):
    old = connect()
    old.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    old.execute("SELECT 1")
    with connect() as writer:
        writer.execute(SET, [8, entries[0]])
    assert look()[entries[0]] == 8
    assert look(old)[entries[0]] == 0
    old.rollback()
    assert look()[entries[0]] == 8


def test_rows_added_removed_and_emptied_are_followed(entries, look, connect):
    look()
    added = SearchEntryFactory(source_id=4).pk
    SearchEntry.objects.filter(pk=entries[0]).delete()
    assert look() == {entries[1]: 0, entries[2]: 0, added: 4}
    with connect() as psql:
        psql.execute("TRUNCATE articles_searchentry")
    assert look() == {}


def test_a_load_without_ordinary_triggers_is_followed(entries, look, connect):
    look()
    with connect() as psql:
        psql.execute("SET LOCAL session_replication_role = replica")
        psql.execute("UPDATE articles_searchentry SET source_id = 2")
    assert set(look().values()) == {2}


def test_a_writer_with_another_search_path_is_followed(entries, look, connect):
    look()
    with connect() as psql:
        psql.execute("SET LOCAL search_path = pg_catalog")
        psql.execute("UPDATE public.articles_searchentry SET source_id = 3")
    assert set(look().values()) == {3}


def test_a_statement_that_changes_very_much_has_all_read_again(entries, look, connect):
    look()
    with connect() as psql:
        psql.execute("INSERT INTO articles_searchchange (txid) VALUES (pg_current_xact_id())")
        psql.execute("ALTER TABLE articles_searchentry DISABLE TRIGGER USER")
        psql.execute("UPDATE articles_searchentry SET source_id = 6")
        psql.execute("ALTER TABLE articles_searchentry ENABLE ALWAYS TRIGGER log_updates")
    assert set(look().values()) == {6}
    with connect() as psql:
        logs = ("log_inserts", "log_deletes", "log_truncates", "mark_inserts", "mark_updates")
        for name in (*logs, "put_facets", "put_facets_in"):
            psql.execute(f"ALTER TABLE articles_searchentry ENABLE ALWAYS TRIGGER {name}")


def test_a_reader_behind_the_pruned_log_reads_all_again(entries, look, reader, connect):
    look()
    with connect() as psql:
        psql.execute("DELETE FROM articles_searchchange")
        psql.execute("INSERT INTO articles_searchchange (id, txid, article_ids) VALUES (1, '3', '{}'), (2, '4', '{}')")
        psql.execute("SELECT setval('articles_searchchange_id_seq', 20999)")
        psql.execute(SET, [1, entries[0]])  # row 21000 takes away those before 1001
    with connect() as psql:
        rows = psql.execute("SELECT id, txid::text FROM articles_searchchange WHERE id < 21000").fetchall()
    assert rows == [(0, "4")]
    before = reader._known.view.entries
    assert look() == {entries[0]: 1, entries[1]: 0, entries[2]: 0}
    assert reader._known.view.entries.length == before.length + 1
    reader._known = replace(reader._known, position=replace(reader._known.position, snapshot="4:4:"))
    assert look() == {entries[0]: 1, entries[1]: 0, entries[2]: 0}
    assert reader._known.view.entries.length == before.length


def test_nothing_is_pruned_that_a_running_transaction_may_have_to_hide(entries, look, connect):
    running = connect()
    running.execute(SET, [1, entries[0]])
    with connect() as psql:
        psql.execute("SELECT setval('articles_searchchange_id_seq', 99)")
        psql.execute(SET, [2, entries[1]])
        psql.execute("SELECT setval('articles_searchchange_id_seq', 49999)")
        psql.execute(SET, [3, entries[1]])
    with connect() as psql:
        assert psql.execute("SELECT count(*) FROM articles_searchchange WHERE id = 100").fetchone() == (1,)
    look()
    running.commit()
    assert look()[entries[0]] == 1


def test_rows_of_another_server_are_passed_over(entries, look, connect):
    look()
    with connect() as psql:
        psql.execute(
            "INSERT INTO articles_searchchange (txid, article_ids) VALUES ('9000000000000', %s)", [entries[:1]]
        )
    assert look() == dict.fromkeys(entries, 0)


def test_a_request_keeps_its_view_while_others_go_on(entries):
    with one_snapshot() as view:
        before = whole(view.entries, is_canonical=False)
        seen = []

        def edit_and_look():
            SearchEntry.objects.filter(pk=entries[0]).delete()
            SearchEntryFactory(source_id=5)
            with one_snapshot() as later:
                seen.append(whole(later.entries, is_canonical=False).count)
            connection.close()

        other = threading.Thread(target=edit_and_look)
        other.start()
        other.join()
        assert seen == [3]
        assert sorted(before.ids(before.slots)) == sorted(entries)
        assert before.numbers("source").tolist() == [3]
        with one_snapshot() as same:
            assert same is view
    with one_snapshot() as view:
        assert whole(view.entries, is_canonical=False).numbers("source").tolist()[5] == 1


def test_a_request_reads_everything_of_one_snapshot(entries, connect):
    with one_snapshot():
        assert SearchEntry.objects.count() == 3
        with connect() as psql:
            psql.execute("DELETE FROM articles_searchentry")
        assert SearchEntry.objects.count() == 3
    assert SearchEntry.objects.count() == 0


def test_a_request_cannot_write(entries):
    with pytest.raises(Exception, match="read-only"), one_snapshot():
        SearchEntry.objects.all().delete()


def test_a_lost_connection_fails_one_request_and_no_more(entries, connect):
    def lose_it():
        with one_snapshot(), connect() as psql:
            psql.execute("SELECT pg_terminate_backend(%s)", [connection.connection.info.backend_pid])
            SearchEntry.objects.count()

    with pytest.raises(OperationalError):
        lose_it()
    connection.close()
    with one_snapshot() as view:
        assert whole(view.entries, is_canonical=False).count == 3


def test_many_threads_see_counts_that_agree_with_their_own_snapshot(entries):
    stop, wrong = threading.Event(), []

    def write():
        number = 0
        while not stop.is_set():
            number += 1
            with transaction.atomic():
                SearchEntry.objects.filter(pk=entries[0]).update(source_id=number % 5 + 1)
                SearchEntry.objects.filter(pk=entries[1]).update(source_id=number % 5 + 1)
        connection.close()

    def check():
        for _ in range(60):
            with one_snapshot() as view:
                counts = whole(view.entries, is_canonical=False).numbers("source").tolist()
                grouped = SearchEntry.objects.values_list("pk", "source_id")
                expected = [source or 0 for _, source in grouped]
                if any(counts[source] != expected.count(source) for source in expected):
                    wrong.append((counts, expected))
        connection.close()

    writers = [threading.Thread(target=write) for _ in range(2)]
    checkers = [threading.Thread(target=check) for _ in range(4)]
    for thread in (*writers, *checkers):
        thread.start()
    for thread in checkers:
        thread.join()
    stop.set()
    for thread in writers:
        thread.join()
    assert wrong == []


def test_a_process_reads_ahead_and_lets_its_connection_go(entries, monkeypatch):
    mine = Reader()
    monkeypatch.setattr(snapshot, "reader", mine)
    snapshot.read_ahead().join()
    assert mine._known.view.entries.length == 3


def test_worn_columns_are_read_again(entries, look, reader, monkeypatch):
    monkeypatch.setattr(snapshot, "_MOST_DEAD", 2)
    look()
    for number in range(1, 12):
        SearchEntry.objects.filter(pk=entries[0]).update(source_id=number)
        assert look()[entries[0]] == number
    assert reader._known.view.entries.length <= 9


def test_what_was_changed_in_steps_equals_what_is_read_at_once(entries, look, reader, connect):
    look()
    for number in range(1, 6):
        SearchEntry.objects.filter(pk=entries[number % 3]).update(
            company_ids=[number, number + 1], language="de" if number % 2 else "", is_canonical=number % 2 == 0
        )
        SearchEntryFactory(topic_ids=[number], kind="opinion")
        look()
    with psycopg.Cursor(connect()) as cursor:
        cursor.format = psycopg.pq.Format.BINARY
        fresh = loaded(all_rows(cursor))
    held = reader._known.view.entries
    for is_canonical in (False, True):
        one, other = whole(held, is_canonical=is_canonical), whole(fresh, is_canonical=is_canonical)
        assert one.ids(one.by_date(0, 99)) == other.ids(other.by_date(0, 99))
        for facet in ("company", "topic", "source", "month"):
            assert np.trim_zeros(one.numbers(facet), "b").tolist() == np.trim_zeros(other.numbers(facet), "b").tolist()


@pytest.mark.parametrize(
    ("one", "other", "is_before"),
    [
        ("10:10:", "10:10:", True),
        ("10:10:", "10:14:11", True),
        ("10:14:10,12", "12:15:12", True),
        ("12:15:12", "10:14:10,12", False),
        ("10:14:10", "10:14:10,12", False),
    ],
)
def test_knows_which_snapshot_comes_first(one, other, is_before):
    assert Position(one, "here", False).precedes(Position(other, "here", False)) == is_before
    assert not Position(one, "here", False).precedes(Position(other, "there", False))
