"""The measurement of searches, on an archive small enough to be made here."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from articles.management.search_benchmark.database import database_name
from articles.management.search_benchmark.queries import address
from articles.management.search_benchmark.timing import percentile

ARTICLES, SEED = 300, 77
MEASURES = {"hits", "p50", "p95", "first", "anew_p50", "anew_p95", "kept_p50", "work", "anew_work", "steps"}


@pytest.fixture
def run(transactional_db):
    """Runs the command over a database that is dropped afterwards."""
    parameters = connection.get_connection_params()
    kept = {key: parameters[key] for key in ("dbname", "user", "password", "host", "port") if parameters.get(key)}
    name = database_name(articles=ARTICLES, seed=SEED)

    def command(*options):
        return subprocess.run(
            [sys.executable, "manage.py", "benchmark_search", f"--articles={ARTICLES}", f"--seed={SEED}", *options],
            cwd=settings.BASE_DIR,
            env={**os.environ, "DATABASE_URL": psycopg.conninfo.make_conninfo(**kept), "NEWSARCHIVE_DEBUG": "1"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    yield command
    with psycopg.connect(**kept, autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {name}")


@pytest.mark.long
def test_measures_each_class_its_peers_and_whole_pages(run):
    printed = run("--each=2", "--rounds=1", "--json", "--peers", "--http", "--seconds=1")
    found = json.loads(printed[printed.index("{") :])
    assert found["articles"] == ARTICLES
    assert {"landing", "filters only", "phrase", "96,000 hits"} <= set(found["classes"])
    for times in found["classes"].values():
        assert set(times) == MEASURES
        assert 0 < times["p50"] <= times["p95"]
    assert found["classes"]["landing"]["hits"] > ARTICLES // 2
    assert 0 < found["completion"]["p50"] <= found["completion"]["p95"]
    assert set(found["peers"]) == {"tantivy", "SQLite FTS5"}
    assert found["peers"]["tantivy"]["96,000 hits"]["hits"] > 0
    assert found["http"]["mix"]["requests"] > 0
    assert "96,000 hits" in run("--each=1", "--rounds=1")


def test_names_a_database_by_what_is_in_it():
    assert database_name(articles=1_000, seed=2) == "newsarchive_benchmark_1000_2"


def test_takes_percentiles_between_the_measured():
    assert percentile([1.0, 2.0, 3.0, 4.0], 50) == 2.5


def test_writes_searches_as_addresses():
    assert address({"q": '"two words"', "company": "kestrel"}) == "q=%22two+words%22&company=kestrel"
