"""Workers for background jobs beside the site: started with it, started again where they die, stopped with it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from typing import Final

from django.conf import settings

from newsarchive.environment import number

PATIENCE: Final = 10.0  # seconds for a job to come to its next step; what is killed then goes on at the next start
_STEADY: Final = 10.0  # seconds; one that lived shorter is started again no sooner than after as long


def workers_from_environment() -> JobWorkers:
    """As many as NEWSARCHIVE_JOB_WORKERS says."""
    return JobWorkers(count=number("NEWSARCHIVE_JOB_WORKERS", 1))


@dataclass
class JobWorkers:
    """Processes of `manage.py worker`."""

    count: int
    _running: list[subprocess.Popen[bytes]] = field(default_factory=list)
    _started: float = float("-inf")

    def keep(self) -> None:
        """Start those that are missing; to be called every second or so."""
        self._running = [process for process in self._running if process.poll() is None]
        if len(self._running) < self.count and time.monotonic() - self._started >= _STEADY:
            self._started = time.monotonic()
            self._running += [_start() for _ in range(self.count - len(self._running))]

    def ask_to_stop(self) -> None:
        """Tell all, and start none again."""
        self.count = 0
        for process in self._running:
            process.terminate()

    def stop(self) -> None:
        """Stop all, and wait until they are gone."""
        self.ask_to_stop()
        deadline = time.monotonic() + PATIENCE
        for process in self._running:
            try:
                process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._running = []


def _start() -> subprocess.Popen[bytes]:
    # A group of its own: Ctrl-C reaches it by way of its parent, once.
    return subprocess.Popen(  # noqa: S603  # our own program
        [sys.executable, "manage.py", "worker", "--parent", str(os.getpid()), "--verbosity", "0"],
        cwd=settings.BASE_DIR,
        stdin=subprocess.DEVNULL,
        process_group=0,
    )
