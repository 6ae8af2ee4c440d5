"""What searches read is read ahead, as far as memory reaches."""

from __future__ import annotations

from contextlib import closing

import pytest
from django.db import connection, connections

from articles.search import warming
from articles.search.warming import warm
from newsarchive.preparation import add_prewarming
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked():
    """(relation, how) of every piece that is read, once for each."""
    found = []

    def note(execute, sql, parameters, many, context):
        if "pg_prewarm(" in sql:
            with connection.cursor() as cursor:
                cursor.execute("SELECT %s::regclass::text", [parameters[1]])
                found.append((cursor.fetchone()[0], parameters[2]))
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(note):
        yield found


@pytest.fixture
def articles():
    """Some articles, in a database that can read ahead."""
    add_prewarming()
    ArticleFactory.create_batch(3)


@pytest.mark.usefixtures("articles")
def test_reads_the_indexes_of_search_before_vectors_and_texts(asked):
    assert warm() > 0
    read = [relation for relation, _ in asked]
    assert read.index("search_entry_vector") < read.index("articles_article")
    assert len(set(read)) == len(read)


@pytest.mark.usefixtures("articles")
def test_reads_no_more_than_memory_holds(asked):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL effective_cache_size = '24kB'")
    assert 0 < warm() <= 3


@pytest.mark.usefixtures("articles")
def test_reads_large_relations_piece_by_piece(asked, monkeypatch):
    whole = warm()
    in_pieces = len(asked)
    monkeypatch.setattr(warming, "_AT_ONCE", 1)
    assert warm() == whole
    assert len(asked) - in_pieces == whole


@pytest.mark.usefixtures("articles")
def test_leaves_it_to_a_process_that_is_at_it():
    other = connections.create_connection("default")
    with closing(other), other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [warming._LOCK])
        assert warm() == 0


@pytest.mark.usefixtures("articles")
def test_reads_nothing_where_it_is_switched_off(settings, django_assert_num_queries):
    settings.WARM = False
    with django_assert_num_queries(0):
        assert warm() == 0


def test_reads_nothing_where_the_extension_is_missing():
    with connection.cursor() as cursor:
        cursor.execute("DROP EXTENSION IF EXISTS pg_prewarm")
    assert warm() == 0
