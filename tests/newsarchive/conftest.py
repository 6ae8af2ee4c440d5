"""Clusters in folders of their own."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pytest

from newsarchive.embedded.locks import lock_alone
from newsarchive.embedded.usage import Usage

PROJECT = Path(__file__).resolve().parent.parent.parent
PROGRAM = Path(__file__).with_name("cluster_user.py")


@dataclass
class Place:
    """Where a test's cluster stands, and the processes that use it."""

    root: Path
    cluster: Path
    state: Path
    started: list[subprocess.Popen[str]] = field(default_factory=list)

    def usage(self) -> Usage:
        """A use of it by the test's own process."""
        return Usage(self.cluster, self.state)

    def user(self, seconds: float | Literal["stay"] = 0) -> subprocess.Popen[str]:
        """A process that uses it for some seconds, or until its input is closed, which `communicate` does."""
        command = [sys.executable, PROGRAM, self.cluster, self.state, str(seconds)]
        process = subprocess.Popen(
            command,
            cwd=PROJECT,
            env={"PYTHONPATH": str(PROJECT), "PATH": "/usr/bin:/bin"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.started.append(process)
        return process

    def is_running(self) -> bool:
        """Whether its server runs."""
        return self.cluster.exists() and self.usage().cluster.running() is not None

    def remove(self) -> None:
        """End everything in it and remove it."""
        for process in self.started:
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout, process.stderr):
                if stream:
                    stream.close()
        if (self.cluster / "data").exists():
            cluster = self.usage().cluster
            with lock_alone(cluster.placement):
                cluster.stop()
        shutil.rmtree(self.root, ignore_errors=True)


def new_place(*, is_open: bool = True, below: str = "var") -> Place:
    root = Path(tempfile.mkdtemp(prefix="na-"))
    root.chmod(0o755)
    checkout = root / "checkout"
    checkout.mkdir()
    checkout.chmod(0o755 if is_open else 0o700)
    return Place(root=root, cluster=checkout / below / "postgres", state=root / "state")


@pytest.fixture
def make_place() -> Iterator[Callable[..., Place]]:
    """Makes places for clusters: open to the server's account, or closed to all but the tests' own."""
    made: list[Place] = []

    def make(**options) -> Place:
        made.append(new_place(**options))
        return made[-1]

    yield make
    for place in made:
        place.remove()


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with all that `serve --prepare-only` makes of nothing, made once for all processes of a test run."""
    ours = tmp_path_factory.getbasetemp()
    shared = ours.parent if "PYTEST_XDIST_WORKER" in os.environ else ours
    folder = shared / "prepared"
    with (shared / "prepared.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            made = new_place()
            try:
                prepare(made)
                copy_with_owners(made.root, folder)
            finally:
                made.remove()
    return folder  # which `pytest_sessionfinish` removes


def prepare(place: Place) -> None:
    environment = {
        **os.environ,
        "NEWSARCHIVE_VAR": str(place.cluster.parent),
        "NEWSARCHIVE_STATE": str(place.state),
        "NEWSARCHIVE_SAMPLES": "0",
    }
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, "manage.py", "serve", "--prepare-only"]
    ended = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert not place.is_running()


def copy_with_owners(source: Path, target: Path) -> None:
    subprocess.run(["cp", "-a", f"{source}/.", str(target)], check=True)


def place_of_prepared(prepared: Path) -> Place:
    """A place of its own that holds a prepared archive."""
    place = new_place()
    copy_with_owners(prepared, place.root)
    return place


@pytest.fixture
def prepared_place(prepared: Path) -> Iterator[Place]:
    """A place with an archive that has been prepared, and not been served yet."""
    place = place_of_prepared(prepared)
    yield place
    place.remove()


@pytest.fixture
def place(make_place) -> Place:
    """A place for a cluster."""
    return make_place()


def eventually(is_so: Callable[[], bool], seconds: float = 60) -> bool:
    """Whether something comes true, in a time that a machine with more to do keeps as well."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if is_so():
            return True
        time.sleep(0.05)
    return is_so()
