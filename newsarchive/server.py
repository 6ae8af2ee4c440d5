"""Serving the site with gunicorn: threads, so that a long export keeps nobody waiting."""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connections
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter

from newsarchive.environment import number
from newsarchive.job_workers import JobWorkers, workers_from_environment

LONGEST_REQUEST_LINE = 8_190  # bytes, gunicorn's most: a long query in Cyrillic takes six for each letter
MOST_WORKERS = 2  # processes, by default; each holds the facets' bitmaps


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where the site listens."""

    host: str
    port: int

    def bind(self) -> str:
        """The address as gunicorn takes it."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    def url(self) -> str:
        """The address as a browser on this machine takes it."""
        return f"http://{'127.0.0.1' if self.host in ('0.0.0.0', '::') else self.bind().rsplit(':', 1)[0]}:{self.port}"  # noqa: S104  # compared, not bound

    def problem(self) -> str:
        """Why the site cannot listen there and what to do about it, empty where it can."""
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self.host, self.port))
            except OSError as error:
                if error.errno == errno.EADDRINUSE:
                    return (
                        f"{self.bind()} is taken, by another program or by newsarchive itself. Stop that, or choose "
                        f"another port: NEWSARCHIVE_PORT={self.port + 1} make run"
                    )
                return (
                    f"{self.bind()} cannot be listened on: {error.strerror}. Let NEWSARCHIVE_HOST and "
                    "NEWSARCHIVE_PORT name an address of this machine, and a port that the present account may take."
                )
        return ""


def address_from_environment() -> Address:
    """The address that NEWSARCHIVE_HOST and NEWSARCHIVE_PORT name."""
    return Address(
        host=os.environ.get("NEWSARCHIVE_HOST", "").strip() or "127.0.0.1",
        port=number("NEWSARCHIVE_PORT", 8000, least=1, most=65_535),
    )


class Master(Arbiter):  # type: ignore[misc]  # gunicorn comes without types
    """Gunicorn's master, which looks after the workers for background jobs as well."""

    def __init__(self, app: Any, job_workers: JobWorkers) -> None:
        self.job_workers = job_workers
        super().__init__(app)

    def manage_workers(self) -> None:
        """Keep all processes running; called every second."""
        super().manage_workers()
        self.job_workers.keep()

    def stop(self, graceful: bool = True) -> None:
        """End all of them."""
        self.job_workers.ask_to_stop()
        super().stop(graceful)
        self.job_workers.stop()


class Site(BaseApplication):  # type: ignore[misc]  # gunicorn comes without types
    """The site as gunicorn runs it. The present process becomes the master of its workers."""

    def __init__(self, address: Address, *, when_ready: Callable[[], None]) -> None:
        self.address = address
        self.when_ready = when_ready
        super().__init__()

    def load_config(self) -> None:
        """Tell gunicorn how to serve."""
        values: dict[str, Any] = {
            "bind": self.address.bind(),
            "workers": number("NEWSARCHIVE_WORKERS", min(MOST_WORKERS, os.cpu_count() or 1), least=1),
            "worker_class": "gthread",
            "threads": number("NEWSARCHIVE_THREADS", 8, least=1),
            "timeout": 120,
            "graceful_timeout": 10,
            "keepalive": 15,
            "limit_request_line": LONGEST_REQUEST_LINE,
            "loglevel": "warning",
            "proc_name": "newsarchive",
            "control_socket_disable": True,
            "when_ready": lambda _arbiter: self.when_ready(),
            "on_reload": end_with_terminal,
            "post_fork": leave_terminal,
        }
        for name, value in values.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """The application, loaded in each worker, which then reads what search counts by and rehearses searches."""
        from articles.search.live.snapshot import read_ahead
        from articles.search.rehearsal import rehearse
        from articles.search.warming import warm
        from newsarchive.wsgi import application

        def get_ready() -> None:
            rehearse()
            warm()

        read_ahead(and_then=get_ready)
        return application

    def serve(self) -> None:
        """Serve until the process is asked to end; raises SystemExit then."""
        connections.close_all()  # a connection must not be shared with the workers
        Master(self, workers_from_environment()).run()


def end_with_terminal(_arbiter: Any) -> None:
    """End when the terminal is closed; gunicorn would reload itself, and go on with nobody to stop it."""
    raise KeyboardInterrupt


def leave_terminal(_arbiter: Any, _worker: Any) -> None:
    """Let a worker hear of Ctrl-C from its master alone; told twice at once, gunicorn's threaded worker can lock up."""
    os.setpgid(0, 0)
