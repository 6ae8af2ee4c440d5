"""Readers and connections beside Django's own."""

from __future__ import annotations

import psycopg
import pytest
from django.db import connection

from articles.search.live.snapshot import Reader


@pytest.fixture
def connect(transactional_db):
    """Opens further connections to the test database, closed afterwards."""
    opened = []

    def one(**options):
        parameters = connection.get_connection_params()
        kept = {name: parameters[name] for name in ("dbname", "user", "password", "host", "port") if name in parameters}
        opened.append(psycopg.connect(**kept, **options))
        return opened[-1]

    yield one
    for each in opened:
        each.close()


@pytest.fixture
def reader():
    """A process's reader that has read nothing yet."""
    return Reader()


@pytest.fixture
def look(connect, reader):
    """What the reader makes of the database now, through a connection of its own: `{article id: its sources}`."""
    mine = connect()

    def read(connection=None):
        given = connection or mine
        with psycopg.Cursor(given) as cursor:
            cursor.format = psycopg.pq.Format.BINARY
            view = reader.view(cursor)
        if connection is None:
            given.rollback()
        entries = view.entries
        slots = entries.alive.nonzero()[0]
        numbers = entries.ids.first(entries.length)[slots].tolist()
        return dict(zip(numbers, entries.numbers["source"].first(entries.length)[slots].tolist(), strict=True))

    return read
