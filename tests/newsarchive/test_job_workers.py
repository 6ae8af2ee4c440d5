"""The worker that `manage.py serve` runs beside the site: it works, comes back when killed, and ends with the rest."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

import psycopg
import pytest

from newsarchive.job_workers import workers_from_environment
from tests.newsarchive.conftest import eventually
from tests.newsarchive.test_serve import Serving, interrupt

WORKERS = "SELECT id FROM procrastinate_workers WHERE last_heartbeat > now() - interval '4 seconds'"
STATUS = "SELECT status FROM procrastinate_jobs WHERE id = %s"
QUEUE = """
    INSERT INTO procrastinate_jobs (queue_name, task_name) VALUES ('count_lexemes', 'count_lexemes') RETURNING id
"""


def workers_of(process: subprocess.Popen[str]) -> list[int]:
    """The numbers of the worker processes that a running site has started."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                words = (entry / "cmdline").read_bytes().split(b"\0")
                parent = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except (OSError, IndexError):
                continue
            if parent == process.pid and b"worker" in words:
                found.append(int(entry.name))
    return found


def query(place, statement: str, *parameters: object) -> list[tuple]:
    with psycopg.connect(
        host=str(place.usage().cluster.running().socket_folder), port=5432, user="newsarchive", dbname="newsarchive"
    ) as connection:
        return connection.execute(statement, parameters).fetchall()


def query_if_running(place, statement: str) -> list[tuple]:
    found = place.usage().cluster.running() if place.cluster.exists() else None
    return query(place, statement) if found and found.is_ready else []


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "Z" not in Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="finds processes under /proc")
def test_it_does_jobs_comes_back_when_killed_and_ends_with_the_site(prepared_place):
    place, serving = prepared_place, Serving(prepared_place)
    process = serving.start()
    assert eventually(serving.answers, 120), process.communicate(timeout=5)
    assert eventually(lambda: len(workers_of(process)) == 1)
    (first,) = workers_of(process)

    ((job,),) = query(place, QUEUE)
    assert eventually(lambda: query(place, STATUS, job) == [("succeeded",)], 60)

    os.kill(first, signal.SIGKILL)
    assert eventually(lambda: workers_of(process) not in ([], [first]), 60)
    ((job,),) = query(place, QUEUE)
    assert eventually(lambda: query(place, STATUS, job) == [("succeeded",)], 60)

    (second,) = workers_of(process)
    output = interrupt(process)
    assert process.returncode == 0
    assert "Traceback" not in output
    assert not is_alive(second)
    assert not place.is_running()

    process = serving.start()  # and where the site is killed, it ends by itself
    assert eventually(lambda: query_if_running(place, WORKERS) != [], 60)
    (worker,) = workers_of(process)
    process.kill()
    process.wait()
    assert eventually(lambda: not is_alive(worker))
    assert eventually(lambda: not place.is_running())


def test_as_many_are_started_as_are_wanted(monkeypatch):
    assert workers_from_environment().count == 1
    monkeypatch.setenv("NEWSARCHIVE_JOB_WORKERS", "0")
    none = workers_from_environment()
    none.keep()
    assert (none.count, none._running) == (0, [])
