"""Whole pages over HTTP, through gunicorn with two workers: how long each takes, and how many a second."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection
from itertools import cycle
from random import Random
from socket import socket
from time import monotonic, perf_counter, sleep
from urllib.parse import quote

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from articles.management.search_benchmark.queries import Searches, address
from articles.management.search_benchmark.timing import percentile

# How many of a hundred requests are of each class: issue and README state the same mix.
MIX = {"landing": 20, "filters only": 20, "rare word": 20, "2,000 hits": 20, "96,000 hits": 15, "336,000 hits": 5}
_CLIENTS = 4
_LONGEST_START = 180  # seconds: each worker reads all entries first


def pages_measured(classes: Mapping[str, Searches], *, rounds: int, seconds: int) -> dict[str, dict[str, float]]:
    """`{class: {"p50", "p95"}}` of one request at a time, and of the mix {"requests", "per_second", "p50", "p95"}."""
    with _site() as port:
        pages = {name: [f"/?{address(one)}" for one in searches] for name, searches in classes.items()}
        for paths in pages.values():
            for path in paths:
                _ask_all_workers(port, path)
        found = {
            name: _times([_fetch(port, path) for _ in range(rounds) for path in paths]) for name, paths in pages.items()
        }
        found["mix"] = _mixed(port, pages, seconds)
    return found


def _ask_all_workers(port: int, path: str) -> None:
    """Have each worker answer once, so that none is asked for the first time when it is timed.

    Asked one after another, the same worker may answer every time; several at a time are shared out.
    """
    for _ in range(2):
        clients = [threading.Thread(target=_fetch, args=(port, path)) for _ in range(_CLIENTS)]
        for client in clients:
            client.start()
        for client in clients:
            client.join()


def _times(times: list[float]) -> dict[str, float]:
    return {"p50": percentile(times, 50), "p95": percentile(times, 95)}


def _fetch(port: int, path: str) -> float:
    """Milliseconds until the whole page is there."""
    started = perf_counter()
    client = HTTPConnection("127.0.0.1", port, timeout=60)
    client.request("GET", path)
    response = client.getresponse()
    response.read()
    client.close()
    if response.status != 200:
        raise CommandError(f"{path} answered {response.status}")
    return (perf_counter() - started) * 1000


def _mixed(port: int, pages: Mapping[str, list[str]], seconds: int) -> dict[str, float]:
    """Several clients at a time, each class as often as the mix says."""
    schedule = [name for name, share in MIX.items() if pages.get(name) for _ in range(share)]
    Random(1).shuffle(schedule)  # noqa: S311  # the same order in every run
    turns = {name: cycle(paths) for name, paths in pages.items()}
    order = cycle(schedule)
    lock = threading.Lock()
    times: list[float] = []
    ends = monotonic() + seconds

    def ask() -> None:
        while monotonic() < ends:
            with lock:
                path = next(turns[next(order)])
            times.append(_fetch(port, path))

    clients = [threading.Thread(target=ask) for _ in range(_CLIENTS)]
    started = monotonic()
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    return {"requests": len(times), "per_second": round(len(times) / (monotonic() - started), 1), **_times(times)}


@contextmanager
def _site() -> Iterator[int]:
    """The site on a free port, over the database in use now."""
    call_command("collectstatic", interactive=False, verbosity=0)
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    parameters = connection.get_connection_params()
    url = " ".join(
        f"{name}={parameters[name]}" for name in ("dbname", "user", "password", "host", "port") if parameters.get(name)
    )
    command = [sys.executable, "-m", "gunicorn", "newsarchive.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2"]
    process = subprocess.Popen(  # noqa: S603  # our own program
        [*command, "--worker-class", "gthread", "--threads", "4", "--log-level", "warning"],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": url, "NEWSARCHIVE_LOG_LEVEL": "WARNING"},
    )
    try:
        _wait(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(30)


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    ends = monotonic() + _LONGEST_START
    while monotonic() < ends and process.poll() is None:
        try:
            _fetch(port, f"/?q={quote('a word')}")
        except OSError:
            sleep(0.2)
        else:
            return
    raise CommandError("The site did not start.")
