"""`manage.py serve`, as `make run` calls it: started, interrupted, started again."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import pytest

from tests.newsarchive.conftest import PROJECT, eventually


class Serving:
    """Starts the site on a port of its own, in a group of processes that can be interrupted as a terminal does."""

    def __init__(self, place) -> None:
        self.place = place
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.environment = {
            **os.environ,
            "NEWSARCHIVE_VAR": str(place.cluster.parent),
            "NEWSARCHIVE_STATE": str(place.state),
            "NEWSARCHIVE_PORT": str(self.port),
            "NEWSARCHIVE_SAMPLES": "0",
            "NEWSARCHIVE_WORKERS": "1",
        }
        self.environment.pop("DATABASE_URL", None)

    def start(self) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "serve"],
            cwd=PROJECT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.place.started.append(process)
        return process

    def get(self, path: str) -> tuple[int, str, dict[str, str]]:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as response:
            return response.status, response.read().decode(), dict(response.headers)

    def answers(self) -> bool:
        try:
            return self.get("/health/")[0] == 200
        except OSError:
            return False


def interrupt(process: subprocess.Popen[str], number: int = signal.SIGINT) -> str:
    os.killpg(process.pid, number)
    output, _ = process.communicate(timeout=120)
    return output


@pytest.fixture
def serving(place) -> Serving:
    return Serving(place)


def test_it_prepares_once_serves_and_stops_cleanly(serving, place):
    process = serving.start()
    assert eventually(serving.answers, 120), process.communicate(timeout=5)
    assert serving.get("/?q=" + "%D0%9F" * 1_000)[0] == 200  # as long a query as is read, in Cyrillic
    status, text, headers = serving.get("/accounts/login/")
    assert status == 200
    assert "'unsafe-inline'" not in headers["Content-Security-Policy"]
    style = re.search(r'href="(/static/[^"]+\.css)"', text)[1]
    assert re.search(r"\.[0-9a-f]{12}\.css$", style)
    assert "immutable" in serving.get(style)[2]["Cache-Control"]
    output = interrupt(process)
    assert process.returncode == 0
    assert "Traceback" not in output
    assert re.search(r"curator\s+password\s+\S{16}", output)
    assert not place.is_running()


def test_a_second_start_does_nothing_again(prepared_place):
    place, serving = prepared_place, Serving(prepared_place)
    process = serving.start()
    assert eventually(serving.answers, 60)
    output = interrupt(process, signal.SIGTERM)
    assert process.returncode == 0
    assert output.split("\n") == [f"newsarchive: http://127.0.0.1:{serving.port}  (Ctrl-C stops it)", ""]
    assert not place.is_running()


def test_a_start_that_was_interrupted_can_be_repeated(serving, place, is_long):
    waits = [step * 0.15 for step in range(1, 30)] if is_long else [0.6, 2.2]
    for wait in waits:
        process = serving.start()
        time.sleep(wait)
        output = interrupt(process)
        assert process.returncode in (0, 130, -signal.SIGINT), output
        assert not place.is_running()
    process = serving.start()
    assert eventually(serving.answers, 120), process.communicate(timeout=5)
    interrupt(process)


def test_a_port_that_is_taken_is_named_with_a_way_out(serving, place):
    with socket.socket() as other:
        other.bind(("127.0.0.1", serving.port))
        other.listen()
        output, _ = serving.start().communicate(timeout=120)
    assert "is taken" in output
    assert f"NEWSARCHIVE_PORT={serving.port + 1} make run" in output
    assert not place.cluster.exists()
