"""A dump holds everything, and fills a new archive."""

from __future__ import annotations

import os
import stat
import subprocess
import sys

import pytest

from tests.newsarchive.conftest import PROJECT


@pytest.fixture
def manage(make_place):
    """Runs a management command on an archive of its own."""
    place = make_place()
    environment = {**os.environ, "NEWSARCHIVE_STATE": str(place.state), "PGPORT": "1"}
    environment.pop("DATABASE_URL", None)

    def run(var: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=PROJECT,
            env={**environment, "NEWSARCHIVE_VAR": str(place.root / "checkout" / var)},
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def test_a_dump_fills_a_new_archive_and_nothing_but_a_new_one(manage, tmp_path):
    file = tmp_path / "archive.dump"
    assert manage("old", "migrate", "-v", "0").returncode == 0
    made = manage("old", "createsuperuser", "--noinput", "--username", "ada", "--email", "ada@example.org")
    assert made.returncode == 0, made.stderr
    dumped = manage("old", "dump_database", str(file))
    assert dumped.returncode == 0, dumped.stderr
    assert stat.S_IMODE(file.stat().st_mode) == 0o600

    loaded = manage("new", "load_database", str(file))
    assert loaded.returncode == 0, loaded.stderr
    names = manage("new", "dbshell", "--", "-Atc", "SELECT username FROM auth_user")
    assert names.stdout == "ada\n", names.stderr
    assert manage("new", "migrate", "--check").returncode == 0

    again = manage("new", "load_database", str(file))
    assert again.returncode == 1
    assert "has tables already" in again.stderr
