"""Workers, web server, ingest and PostgreSQL killed at random moments of an ingest: nothing is lost, nothing twice."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import psycopg
import pytest

from articles.capture.files import BATCH_PAGES, BATCH_PAGES_BYTES
from tests.conftest import IS_LONG
from tests.newsarchive.conftest import PROJECT, eventually, prepared, prepared_place  # noqa: F401  (fixtures)
from tests.newsarchive.test_serve import Serving, interrupt

CAPTURES, KILLS = (2_000, 100) if IS_LONG else (150, 3)
ROUND = 10  # kills, after which something must have been got done
SEED = int(os.environ.get("NEWSARCHIVE_TEST_SEED", "20"))
LONGEST_WAIT = 6.0  # seconds between two kills: as long as a worker takes to start and do a batch
WORDS = ("harbour", "ships", "steel", "prices", "rose", "fell", "again", "buyers", "waited", "for", "better", "news")
UNFINISHED = """
    SELECT (SELECT count(*) FROM articles_capture WHERE status = 'stored') + (
        SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'process_captures' AND status IN ('todo', 'doing')
    )
"""
GIVEN_UP = """
    SELECT job.id, job.task_name, job.status, job.attempts, progress.failures, progress.error
    FROM procrastinate_jobs AS job LEFT JOIN articles_jobprogress AS progress ON progress.job_id = job.id
    WHERE job.status NOT IN ('todo', 'doing', 'succeeded')
"""


def title_of(number: int) -> str:
    return f"Volkswagen reports week {number} from its yard"


@pytest.fixture
def folder(tmp_path) -> Path:
    return fill(tmp_path, CAPTURES)


def fill(folder: Path, captures: int, *, first: int = 0) -> Path:
    """Pages of one story each, all different, numbered from `first`, and as large as fills a batch of pages."""
    dice = random.Random(8 + first)
    furniture = f"<!-- {'-' * (BATCH_PAGES_BYTES // BATCH_PAGES)} -->"
    for number in range(first, first + captures):
        sentences = [" ".join(dice.choices(WORDS, k=40)).capitalize() + "." for _ in range(5)]
        body = "".join(f"<p>Volkswagen said so in week {number}. {sentence}</p>" for sentence in sentences)
        (folder / f"story{number:04}.html").write_text(
            f"<!doctype html><html><head><title>{title_of(number)}</title></head>"
            f"<body>{furniture}<article><h1>{title_of(number)}</h1>{body}</article></body></html>"
        )
    return folder


class Archive:
    """A site with its worker, a second worker and an ingest, each started again where it is gone."""

    def __init__(self, place, folder: Path) -> None:
        self.place = place
        self.folder = folder
        self.serving = Serving(place)
        self.processes: dict[str, subprocess.Popen[str]] = {}
        self.is_taken_in = False
        self.processed = 0

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "manage.py", *arguments],
            cwd=PROJECT,
            env=self.serving.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )
        self.place.started.append(process)
        return process

    def keep_running(self) -> None:
        """Start what is gone, as whoever runs the archive would."""
        for name, arguments in (("site", ("serve",)), ("worker", ("worker",)), ("ingest", self.ingest())):
            process = self.processes.get(name)
            if process is not None and process.poll() is not None and name == "ingest":
                self.is_taken_in = self.is_taken_in or process.returncode == 0
            if arguments and (process is None or process.poll() is not None):
                self.processes[name] = self.start(*arguments)

    def ingest(self) -> tuple[str, ...]:
        return () if self.is_taken_in else ("ingest", str(self.folder), "--queue")

    def victims(self) -> dict[str, list[int]]:
        """`{kind: process numbers}` of all that can be killed now."""
        found = {name: [one.pid] for name, one in self.processes.items() if one.poll() is None}
        if "site" in found:
            found["site's child"] = children_of(found["site"][0])
        postmaster = self.place.usage().cluster.running()
        if postmaster is not None:
            found["postgres"] = [postmaster.pid]
            found["backend"] = children_of(postmaster.pid)
        return {kind: pids for kind, pids in found.items() if pids}

    def query(self, statement: str) -> list[tuple]:
        running = self.place.usage().cluster.running()
        if running is None or not running.is_ready:
            raise psycopg.OperationalError("it does not run")
        address = {"host": str(running.socket_folder), "port": 5432, "user": "newsarchive", "dbname": "newsarchive"}
        with psycopg.connect(**address) as connection:
            return connection.execute(statement).fetchall()

    def gets_on(self) -> bool:
        """Whether more is processed than when it was so last."""
        self.keep_running()
        with contextlib.suppress(psycopg.OperationalError):
            [(processed,)] = self.query("SELECT count(*) FROM articles_capture WHERE status = 'processed'")
            if processed > self.processed or processed == CAPTURES:
                self.processed = processed
                return True
        return False

    def is_done(self) -> bool:
        """Whether all is taken in and nothing of it waits; looks every second."""
        time.sleep(1)
        self.keep_running()
        with contextlib.suppress(psycopg.OperationalError):
            return self.is_taken_in and self.query(UNFINISHED) == [(0,)]
        return False


def children_of(pid: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError, IndexError, ValueError):
            if entry.name.isdigit() and int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1]) == pid:
                found.append(int(entry.name))
    return sorted(found)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="finds processes under /proc")
def test_killed_at_random_moments_the_archive_ends_with_exactly_the_right_articles(prepared_place, folder):  # noqa: F811
    archive = Archive(prepared_place, folder)
    dice = random.Random(SEED)
    killed: Counter[str] = Counter()
    while killed.total() < KILLS:
        archive.keep_running()
        time.sleep(dice.uniform(0.1, LONGEST_WAIT))
        kinds = archive.victims()
        if not kinds:  # all of them ended by themselves meanwhile, for want of a database
            continue
        kind = dice.choice(sorted(kinds))
        with contextlib.suppress(ProcessLookupError):
            os.kill(dice.choice(kinds[kind]), signal.SIGKILL)
            killed[kind] += 1
        if killed.total() % ROUND == 0:  # a busy machine starts nothing up between two kills
            assert eventually(archive.gets_on, 300), killed

    assert eventually(archive.is_done, 1_800 if IS_LONG else 400), archive.query(UNFINISHED)
    print(f"killed: {dict(killed)}")

    titles = sorted(title for (title,) in archive.query("SELECT title FROM articles_article"))
    assert titles == sorted(map(title_of, range(CAPTURES)))
    for counted in (
        "articles_capture WHERE status = 'processed'",
        "articles_sighting",
        "articles_articleversion WHERE is_current",
        "articles_searchentry",
        "articles_fingerprint",
        "articles_tagging JOIN articles_company c ON c.id = company_id AND c.slug LIKE 'volkswagen%'",
    ):
        assert archive.query(f"SELECT count(*) FROM {counted}") == [(CAPTURES,)], counted
    assert archive.query(GIVEN_UP) == []
    assert eventually(archive.serving.answers, 60)
    assert f"{CAPTURES:,}" in archive.serving.get("/?q=volkswagen")[1]
    interrupt(archive.processes["worker"])
    interrupt(archive.processes["site"])
    assert eventually(lambda: not prepared_place.is_running(), 60)
