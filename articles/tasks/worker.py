"""A worker: one process that does jobs until it is told to stop, whatever becomes of the database meanwhile."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from collections.abc import Callable
from typing import Any, Final

import psycopg
from asgiref.sync import sync_to_async
from django.db import Error as DatabaseError
from django.db import close_old_connections, connections
from procrastinate import PsycopgConnector, worker
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params
from procrastinate.exceptions import ConnectorException

from articles.models.job import HEARTBEAT, SILENCE
from articles.store import jobs

_POOL: Final = 3  # connections beside Django's: for the queue, its news and the heartbeat
_FIRST_PAUSE: Final = 0.5  # seconds, after the database was lost
_LONGEST_PAUSE: Final = 15.0
_PARENT_CHECKED: Final = 0.5  # seconds between looks at whether the parent is still there
_UNREACHABLE: Final = (ConnectorException, DatabaseError, psycopg.Error, OSError)

logger = logging.getLogger(__name__)


class _Worker(worker.Worker):
    """procrastinate's worker, but it ends where it could not write how a job ended.

    Its own would go on, and as long as it lives nobody would take that job for lost.
    """

    has_lost_a_job = False

    async def _persist_job_status(self, *args: Any, **arguments: Any) -> None:
        try:
            await super()._persist_job_status(*args, **arguments)
        except Exception:
            self.has_lost_a_job = True
            self.stop()  # type: ignore[no-untyped-call]
            raise


class JobWorker:
    """Runs procrastinate's worker, and runs it again where it lost the database.

    It stops once `parent`, the number of the process that started it, is gone, even where that was so before this one
    had begun. `until_idle` makes it stop once nothing waits.
    """

    def __init__(
        self, *, parent: int | None = None, until_idle: bool = False, say: Callable[[str], None] = lambda _: None
    ) -> None:
        self.until_idle = until_idle
        self.say = say
        self._parent = parent
        self._is_stopping = False
        self._worker: _Worker | None = None
        self._pause = asyncio.Event()

    def run(self) -> None:
        """Work until SIGINT or SIGTERM; a job in hand is left at its next step and queued again."""
        asyncio.run(self._run())

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._stop)
        watching = asyncio.create_task(self._watch_parent())
        pause = _FIRST_PAUSE
        self.say("The worker is ready.")
        while not self._is_stopping:
            try:
                await self._work()
                if self.until_idle and not self._lost_a_job():
                    break
                reason = "the connection broke"  # procrastinate ends its worker without a word then
            except _UNREACHABLE as error:
                reason = " ".join(str(error.__cause__ or error).split()) or type(error).__name__
            if not self._is_stopping:
                pause = min(pause * 2, _LONGEST_PAUSE) if self._worker is None else _FIRST_PAUSE
                logger.warning("the database is not to be had (%s); trying again in %.1f s", reason, pause)
                await self._wait(pause)
        watching.cancel()
        await sync_to_async(connections.close_all)()

    async def _work(self) -> None:
        """Do jobs until told to stop or the database is lost."""
        self._worker = None
        await sync_to_async(self._make_ready)()
        connector = PsycopgConnector(
            kwargs=await sync_to_async(_connection_parameters)(), min_size=1, max_size=_POOL, timeout=10
        )
        # Not `replace_connector`: what jobs queue themselves goes by Django's connection, in its transactions.
        runner = app.with_connector(connector)
        async with runner.open_async():
            self._worker = _Worker(
                runner,
                wait=not self.until_idle,
                install_signal_handlers=False,
                shutdown_graceful_timeout=0,  # a job stops at its next step, and goes on there later
                update_heartbeat_interval=HEARTBEAT.total_seconds(),
                stalled_worker_timeout=SILENCE.total_seconds(),
            )
            if self._is_stopping:
                return
            try:
                await self._worker.run()  # type: ignore[no-untyped-call]
            finally:
                await self._forget(self._worker.worker_id)

    def _lost_a_job(self) -> bool:
        return self._worker is not None and self._worker.has_lost_a_job

    def _make_ready(self) -> None:
        """Fresh connections for Django, and the jobs of workers that died before this one began."""
        close_old_connections()
        jobs.give_lost_jobs_back()

    async def _forget(self, worker_id: int | None) -> None:
        """Strike out a worker that could not do so itself, since its connection had gone."""
        if worker_id is not None:
            await sync_to_async(_forget)(worker_id)

    def _stop(self) -> None:
        if self._is_stopping:
            logger.warning("told to stop twice; what is in hand is left as it is")
            os._exit(130)
        self._is_stopping = True
        self._pause.set()
        if self._worker is not None:
            self._worker.stop()  # type: ignore[no-untyped-call]

    async def _wait(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._pause.wait(), seconds)
        except TimeoutError:
            return

    async def _watch_parent(self) -> None:
        """Stop where the process that started this one has ended without telling it to."""
        while self._parent is not None and not self._is_stopping:
            if os.getppid() != self._parent:
                self._stop()
            await asyncio.sleep(_PARENT_CHECKED)


def _connection_parameters() -> dict[str, Any]:
    """As Django connects; the archive's own PostgreSQL is started where it does not run."""
    return connector_params()


def _forget(worker_id: int) -> None:
    for connection in connections.all(initialized_only=True):
        connection.close()
    try:
        jobs.forget_worker(worker_id=worker_id)
    except DatabaseError:
        logger.info("worker %s could not be struck out; its job is found when it was silent long enough", worker_id)
