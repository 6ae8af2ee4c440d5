"""Kinds of jobs: queued in PostgreSQL by procrastinate, done by workers, tried again where they fail."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any, Concatenate, Final, Generic, ParamSpec

from django.contrib.auth.models import AbstractBaseUser
from django.db import Error as DatabaseError
from django.db import close_old_connections, connections, transaction
from procrastinate import BaseRetryStrategy, JobContext, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued, JobAborted
from procrastinate.jobs import Job as QueuedJob

from articles.store import jobs
from articles.store.outages import is_outage
from articles.tasks.runs import Run, StandAside, TryAgain

INTERACTIVE: Final = 10  # somebody is waiting for it
SOON: Final = 5  # somebody will look for what comes of it
NORMAL: Final = 0
BULK: Final = -10
TRIES: Final = 8  # that fail of themselves, in a row without progress: over some twenty minutes

logger = logging.getLogger(__name__)
P = ParamSpec("P")


class _Again(Exception):  # noqa: N818  # tells the strategy below when
    """A failed run that is followed by another."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(f"again in {wait}")
        self.wait = wait


class _Spent(Exception):  # noqa: N818  # tells the strategy below that no other run follows
    """The last of a job's tries has failed."""


class _Strategy(BaseRetryStrategy):
    """When a run that did not end well is followed by another. How often is counted beside the job's progress."""

    def get_retry_decision(self, *, exception: BaseException, job: QueuedJob) -> RetryDecision | None:
        """Never after the last try, at once after the worker was stopped or stood aside, later after all else.

        What comes here without having been counted is what kept a run from being begun or noted: no fault of the job.
        """
        if isinstance(exception, _Spent):
            return None
        if isinstance(exception, JobAborted | StandAside):
            return RetryDecision(retry_at=datetime.now(UTC))
        wait = exception.wait if isinstance(exception, _Again) else jobs.FIRST_WAIT
        return RetryDecision(retry_at=datetime.now(UTC) + wait)


class Kind(Generic[P]):
    """One kind of job."""

    def __init__(
        self, work: Callable[Concatenate[Run, P], str | None], *, label: str, priority: int, tries: int, every: str
    ) -> None:
        self.work = work
        self.name = work.__name__
        self.label = label
        self.tries = tries
        self.task = app.task(name=self.name, queue=self.name, priority=priority, pass_context=True, retry=_Strategy())(
            self._perform
        )
        if every:
            app.periodic(cron=every, queueing_lock=self.name, lock=self.name)(self.task)  # type: ignore[arg-type]  # any arguments are taken

    def queue(
        self,
        *,
        label: str = "",
        by: AbstractBaseUser | None = None,
        once: str | None = None,
        alone: str | None = None,
        priority: int | None = None,
        after: timedelta | None = None,
        **arguments: Any,
    ) -> int | None:
        """Queue one; returns its number, or None where one of this kind and `once` is waiting already.

        The one that waits is not begun before the present transaction ends, so that it sees what this one changed.
        """
        task = self.task.configure(
            queueing_lock=None if once is None else _lock(self.name, once),
            lock=None if alone is None else _lock(self.name, alone),
            priority=priority,
            schedule_at=None if after is None else datetime.now(UTC) + after,
        )
        while True:
            try:
                with transaction.atomic():
                    job_id = task.defer(**arguments)
                    jobs.note_queued(job_id=job_id, label=label or self.label, by=by)
                return job_id
            except AlreadyEnqueued:
                if once is not None and jobs.hold_waiting(queueing_lock=_lock(self.name, once)):
                    return None  # else it has just begun, and another may be queued

    def run_now(self, *args: P.args, **arguments: P.kwargs) -> str:
        """Do it here and now, without a queue; returns what came of it."""
        return self.work(Run(), *args, **arguments) or ""

    def _perform(self, context: JobContext, /, **arguments: Any) -> None:
        """Do the work in a thread of a worker, and note how it ended."""
        try:
            self._work(context, arguments)
        except _Spent:
            raise
        except Exception:
            with suppress(DatabaseError):  # then whoever gives the job back makes room for it
                jobs.make_room(job_id=context.job.id)
            raise
        finally:
            connections.close_all()  # the next job may run in another thread, and leave this one's open for ever

    def _work(self, context: JobContext, arguments: dict[str, Any]) -> None:
        arguments.pop("timestamp", None)  # of a periodic job
        job_id = context.job.id
        assert job_id is not None
        progress = jobs.note_started(job_id=job_id, label=self.label)
        run = Run(
            job_id=job_id,
            priority=context.job.priority,
            done=progress.done,
            total=progress.total,
            place=progress.place or None,
            setbacks=progress.failures + progress.losses,
            losses=progress.losses,
            check=lambda: _stop_where_asked(context),
        )
        begun = time.monotonic()
        try:
            outcome = self.work(run, **arguments) or ""  # type: ignore[call-arg]  # what JSON held
        except (JobAborted, StandAside):
            logger.info("job %s %s was left at %s of %s", job_id, self.name, run.done, run.total)
            raise
        except Exception as error:
            self._fail(job_id, error)
        jobs.note_end(job_id=job_id, outcome=outcome)
        logger.info("job %s %s done in %.1f s: %s", job_id, self.name, time.monotonic() - begun, outcome or run.done)

    def _fail(self, job_id: int, error: Exception) -> None:
        """Note a failure, and raise what makes the job wait for another try, or end.

        It ends after as many failures of its own as it has tries; a database that is away uses up none.
        """
        reason = str(error) if isinstance(error, TryAgain) else f"{type(error).__name__}: {error}"
        close_old_connections()  # the failure may be the connection's
        is_expected = isinstance(error, TryAgain)
        if is_outage(error):
            wait = jobs.wait_after(jobs.note_outage(job_id=job_id, reason=reason))
        else:
            failures = jobs.note_failure(job_id=job_id, reason=reason)
            if failures >= self.tries:
                logger.error("job %s %s failed for good: %s", job_id, self.name, reason, exc_info=not is_expected)
                raise _Spent from error
            wait = jobs.wait_after(failures)
        if isinstance(error, TryAgain) and error.after is not None:
            wait = error.after
        logger.warning("job %s %s failed, again in %s: %s", job_id, self.name, wait, reason, exc_info=not is_expected)
        raise _Again(wait) from error


def kind_of_job(
    *, label: str, priority: int = NORMAL, tries: int = TRIES, every: str = ""
) -> Callable[[Callable[Concatenate[Run, P], str | None]], Kind[P]]:
    """Make a function a kind of job; see the package's own words on how to write one."""

    def make(work: Callable[Concatenate[Run, P], str | None]) -> Kind[P]:
        return Kind(work, label=label, priority=priority, tries=tries, every=every)

    return make


def _lock(name: str, word: str) -> str:
    return f"{name}:{word}"


def _stop_where_asked(context: JobContext) -> None:
    if context.should_abort():
        raise JobAborted
