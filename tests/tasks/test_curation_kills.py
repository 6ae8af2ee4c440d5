"""A worker killed by SIGKILL in the middle of an act, and of its undoing: what was half done is undone by the database,
and the next worker goes on from the last whole batch.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import psycopg
import pytest
from django.db import connection

from articles.curating import bulk
from articles.curating.operations import Operation
from articles.models import Article, CurationAct, CurationRow, Job, Tagging
from articles.tasks.curation import queue_act, undo_by_job
from tests.conftest import PROJECT
from tests.factories import ArticleFactory, SourceFactory, TopicFactory, UserFactory
from tests.tasks.conftest import job

ARTICLES, BATCH, KILLED_IN = 10, 2, 3
WORKER = """
import os, signal, sys
import django
django.setup()
from articles.curating import bulk
from articles.tasks.worker import JobWorker
from procrastinate.contrib.django import app

app.periodic_registry.periodic_tasks = {}
step, batch, last = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
bulk.BATCH = bulk.UNDONE_AT_ONCE = bulk.HIDDEN_AT_ONCE = batch
original, calls = getattr(bulk, step), []

def killed(*arguments, **named):
    result = original(*arguments, **named)
    calls.append(step)
    if len(calls) == last:
        os.kill(os.getpid(), signal.SIGKILL)  # the batch is written and not committed
    return result

setattr(bulk, step, killed)
JobWorker(until_idle=True).run()
"""


def work_until_killed(step: str) -> None:
    """Another process works until it is killed within its third batch; the queue takes it for dead at once."""
    parameters = connection.get_connection_params()
    told = {key: parameters[key] for key in ("dbname", "user", "password", "host", "port") if parameters.get(key)}
    address = psycopg.conninfo.make_conninfo(**told)
    environment = {**os.environ, "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "newsarchive.settings"}
    arguments = [sys.executable, "-c", WORKER, step, str(BATCH), str(KILLED_IN)]
    process = subprocess.run(arguments, cwd=PROJECT, env=environment, capture_output=True, timeout=120, check=False)
    assert process.returncode == -signal.SIGKILL, process.stderr.decode()[-2_000:]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 hour'")


def archive() -> tuple[list, list]:
    articles = Article.objects.order_by("pk").values_list("pk", "source", "kind", "state", "curated_fields")
    return list(articles), list(Tagging.objects.order_by("article").values_list("article", "topic", "decision", "how"))


@pytest.mark.parametrize(
    "name", ["add_tag", *(pytest.param(name, marks=pytest.mark.long) for name in ("set_source", "set_state"))]
)
def test_a_killed_worker_leaves_whole_batches_and_the_next_one_goes_on(work, monkeypatch, name):
    monkeypatch.setattr(bulk, "BATCH", BATCH)
    ada, source = UserFactory(username="ada"), SourceFactory()
    articles = [ArticleFactory(text=f"Canal {number * 7919}.") for number in range(ARTICLES)]
    asked = {
        "add_tag": Operation(name="add_tag", sort="topic", number=TopicFactory().pk),
        "set_source": Operation(name="set_source", number=source.pk),
        "set_state": Operation(name="set_state", value="hidden"),
    }[name]
    before = archive()
    act = bulk.begin(asked, [article.pk for article in articles], search="", by=ada)
    number = queue_act(act, by=ada)
    assert number is not None

    work_until_killed("carry_out")
    act.refresh_from_db()
    whole = BATCH * (KILLED_IN - 1)
    assert (act.state, act.position, act.rows.count()) == ("running", whole, whole)
    work()
    act.refresh_from_db()
    assert (act.state, act.position) == ("done", ARTICLES)
    assert sorted(act.rows.values_list("article", flat=True)) == [article.pk for article in articles]
    assert job(number).status == Job.Status.DONE

    assert undo_by_job(act, by=ada)
    work_until_killed("put_back")
    act.refresh_from_db()
    assert (act.state, act.rows.filter(state=CurationRow.State.UNDONE).count()) == ("undoing", whole)
    work()
    act.refresh_from_db()
    assert (act.state, act.undone_by) == (CurationAct.State.UNDONE, ada)
    assert archive() == before
