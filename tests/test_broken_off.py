"""An ingest that a lost connection, a restart or a full disk breaks off: told clearly, and gone on with cleanly."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from articles.capture.files import BATCH_PAGES
from tests.newsarchive.conftest import PROJECT, place_of_prepared, prepared  # noqa: F401  (a fixture)
from tests.newsarchive.test_serve import Serving
from tests.test_kills import fill, title_of

CAPTURES = 2 * BATCH_PAGES + 20  # in each ingest, so that it breaks off behind a batch that is stored
DONE = "SELECT count(*) FROM articles_capture WHERE status = 'processed'"
OTHERS = "pid <> pg_backend_pid() AND backend_type = 'client backend'"
RESUME = "What is stored is safe; run it again to go on."
LEFT = 40_000  # bytes of the disk that fills up: fewer than the captures need
ON_DISK = ("articles_capture", "articles_article", "articles_searchentry")


class Archive:
    """An archive of its own, whose server this process keeps running."""

    def __init__(self, place) -> None:
        self.place = place
        self.usage = self.place.usage()
        self.environment = Serving(self.place).environment
        self.taken_in = 0

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "manage.py", *arguments],
            cwd=PROJECT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.place.started.append(process)
        return process

    def query(self, statement: str) -> list[tuple]:
        host = self.usage.host()
        with psycopg.connect(
            host=str(host), port=5432, user="newsarchive", dbname="newsarchive", autocommit=True
        ) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def done(self) -> int:
        with contextlib.suppress(psycopg.Error):
            return self.query(DONE)[0][0]
        return 0

    def break_off(self, folder: Path, act: Callable[[], object]) -> str:
        """What an ingest says to which something happens when a part of it is processed."""
        process = self.start("ingest", str(folder))
        deadline = time.monotonic() + 300
        while process.poll() is None and time.monotonic() < deadline:
            if self.done() >= self.taken_in + 20:
                act()
                break
            time.sleep(0.02)
        output, _ = process.communicate(timeout=300)
        assert process.returncode == 1, output
        assert "Traceback" not in output
        return output

    def go_on(self, folder: Path) -> None:
        """Run it again, and find all that was ever taken in, once."""
        process = self.start("ingest", str(folder))
        output, _ = process.communicate(timeout=600)
        assert process.returncode == 0, output
        self.taken_in += CAPTURES
        titles = sorted(title for (title,) in self.query("SELECT title FROM articles_article"))
        assert titles == sorted(map(title_of, range(self.taken_in)))
        for table in ("articles_sighting", "articles_searchentry", "articles_articleversion WHERE is_current"):
            assert self.query(f"SELECT count(*) FROM {table}") == [(self.taken_in,)], table


@pytest.fixture(scope="module")
def archive(prepared) -> Iterator[Archive]:  # noqa: F811
    archive = Archive(place_of_prepared(prepared))
    yield archive
    archive.usage.leave()
    archive.place.remove()


@pytest.fixture
def folder(archive, tmp_path) -> Path:
    """Pages that the archive does not have."""
    return fill(tmp_path, CAPTURES, first=archive.taken_in)


def test_a_lost_connection(archive, folder):
    cut = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {OTHERS}"
    said = archive.break_off(folder, lambda: archive.query(cut))
    assert "The database broke off" in said
    assert RESUME in said
    archive.go_on(folder)


def test_a_restart_of_the_server(archive, folder):
    said = archive.break_off(folder, archive.usage.cluster.stop)
    assert "The database broke off" in said
    assert RESUME in said
    archive.go_on(folder)


@pytest.fixture
def small_disk(archive) -> Iterator[Path]:
    """A file system in memory, of some megabytes, that the server may use."""
    if os.geteuid() != 0 or not shutil.which("mount"):
        pytest.skip("only root can mount a small file system to fill up")
    disk = archive.place.root / "small"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m,mode=0755", "tmpfs", disk], check=False)
    if mounted.returncode != 0:
        pytest.skip("this machine does not let root mount a file system in memory")
    yield disk
    for table in ON_DISK:
        archive.query(f"ALTER TABLE {table} SET TABLESPACE pg_default")
    archive.query("DROP TABLESPACE small")
    subprocess.run(["umount", disk], check=True)


def test_a_full_disk(archive, folder, small_disk):
    data = small_disk / "data"
    data.mkdir(mode=0o700)
    archive.usage.cluster.placement.account.give(data)
    archive.query(f"CREATE TABLESPACE small LOCATION '{data}'")
    for table in ON_DISK:
        archive.query(f"ALTER TABLE {table} SET TABLESPACE small")
    filler = small_disk / "filler"
    free = os.statvfs(small_disk)
    filler.write_bytes(b"x" * (free.f_bavail * free.f_frsize - LEFT))

    said = archive.break_off(folder, lambda: None)

    assert "The database broke off" in said
    assert "No space left on device" in said
    assert RESUME in said
    filler.unlink()
    archive.go_on(folder)
