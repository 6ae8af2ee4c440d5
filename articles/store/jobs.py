"""Jobs: how far each has come, and what becomes of those whose worker died.

procrastinate's own functions move a job from state to state; here stands what they leave out. Everything runs on
Django's connection, so that a job queued in a transaction exists exactly if what it is about does.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from articles.models import JobProgress
from articles.models.job import SILENCE
from articles.store.storable import storable

LONGEST_ERROR: Final = 2_000  # characters
LOST_IN_THE_MIDDLE: Final = "Its worker ended in the middle of it."
FIRST_WAIT: Final = timedelta(seconds=10)
LONGEST_WAIT: Final = timedelta(hours=1)
_LOSSES_AT_ONCE: Final = 8  # lost workers in a row after which a job is given to the next one without a wait
_LONGEST_LABEL: Final = 200
_NO_SETBACKS: Final = {"failures": 0, "losses": 0, "outages": 0}
_LOST: Final = """
    SELECT job.id, job.abort_requested, progress.job_id IS NOT NULL
    FROM procrastinate_jobs AS job
    LEFT JOIN procrastinate_workers AS worker ON worker.id = job.worker_id
    LEFT JOIN articles_jobprogress AS progress ON progress.job_id = job.id
    WHERE job.status = 'doing' AND (worker.id IS NULL OR worker.last_heartbeat < now() - make_interval(secs => %s))
    FOR UPDATE OF job SKIP LOCKED
"""  # by the partial index over running jobs
_ALIVE: Final = (
    "SELECT EXISTS (SELECT FROM procrastinate_workers WHERE last_heartbeat >= now() - make_interval(secs => %s))"
)
_WAITING_ABOVE: Final = """
    SELECT EXISTS (
        SELECT FROM procrastinate_jobs
        WHERE status = 'todo' AND priority > %s AND (scheduled_at IS NULL OR scheduled_at <= now())
    )
"""  # by the partial index over waiting jobs, whose first column is the priority
_GIVE_BACK: Final = "SELECT procrastinate_retry_job_v2(%s, now() + make_interval(secs => %s), NULL, NULL, NULL)"
_QUEUE_AGAIN: Final = """
    UPDATE procrastinate_jobs SET status = 'todo', scheduled_at = NULL, worker_id = NULL, abort_requested = false
    WHERE id = %s AND status IN ('failed', 'cancelled', 'aborted') RETURNING id
"""
_MAKE_ROOM: Final = """
    UPDATE procrastinate_jobs AS job SET queueing_lock = NULL
    WHERE id = %s AND EXISTS (
        SELECT FROM procrastinate_jobs AS other
        WHERE other.queueing_lock = job.queueing_lock AND other.status = 'todo' AND other.id <> job.id
    )
"""  # by the unique index over the locks of waiting jobs
_HOLD_WAITING: Final = "SELECT id FROM procrastinate_jobs WHERE queueing_lock = %s AND status = 'todo' FOR UPDATE"
_DELETE_OLD: Final = """
    DELETE FROM procrastinate_jobs AS job
    WHERE job.status IN ('succeeded', 'failed', 'cancelled', 'aborted')
      AND (%(kinds)s::text[] IS NULL OR job.task_name = ANY (%(kinds)s))
      AND NOT EXISTS (
        SELECT FROM procrastinate_events AS event
        WHERE event.job_id = job.id AND event.at > now() - make_interval(hours => %(hours)s)
      )
"""


def note_queued(*, job_id: int, label: str, by: AbstractBaseUser | None = None) -> None:
    """Note what a job is for, and who asked for it."""
    JobProgress.objects.create(job_id=job_id, label=storable(label, limit=_LONGEST_LABEL), requested_by_id=_id_of(by))


def note_started(*, job_id: int, label: str) -> JobProgress:
    """Note that a worker has begun a job; `label` is for one that nobody gave a label, such as a periodic one."""
    progress, _ = JobProgress.objects.update_or_create(
        job_id=job_id,
        defaults={"started_at": timezone.now(), "ended_at": None},
        create_defaults={"label": storable(label, limit=_LONGEST_LABEL), "started_at": timezone.now()},
    )
    return progress


def note_progress(*, job_id: int, done: int, total: int | None, place: Any) -> None:
    """Note how far a job has come. What failed before it came here is past."""
    JobProgress.objects.filter(pk=job_id).update(done=done, total=total, place=place, **_NO_SETBACKS)


def note_failure(*, job_id: int, reason: str) -> int:
    """Note why a job failed of its own; returns how often it has in a row."""
    return _note_setback(job_id, reason, "failures")


def note_outage(*, job_id: int, reason: str) -> int:
    """Note that the database was away from a job; returns in how many runs in a row."""
    return _note_setback(job_id, reason, "outages")


def _note_setback(job_id: int, reason: str, sort: str) -> int:
    with transaction.atomic():
        progress = JobProgress.objects.select_for_update().get(pk=job_id)
        count = int(getattr(progress, sort)) + 1
        setattr(progress, sort, count)
        progress.error = storable(reason, limit=LONGEST_ERROR)
        progress.ended_at = timezone.now()
        progress.save(update_fields=[sort, "error", "ended_at"])
    return count


def wait_after(setbacks: int) -> timedelta:
    """How long a job waits after so many setbacks in a row: doubled each time, at most an hour."""
    doublings = min(max(setbacks - 1, 0), 20)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


def note_end(*, job_id: int, outcome: str) -> None:
    """Note that a job is done, and what came of it."""
    JobProgress.objects.filter(pk=job_id).update(
        outcome=storable(outcome, limit=LONGEST_ERROR), error="", ended_at=timezone.now(), **_NO_SETBACKS
    )


def has_worker() -> bool:
    """Whether any worker has been heard of lately."""
    return bool(_value(_ALIVE, [SILENCE.total_seconds()]))


def is_one_waiting_above(priority: int) -> bool:
    """Whether a job of a higher priority could be done now."""
    return bool(_value(_WAITING_ABOVE, [priority]))


@transaction.atomic
def give_lost_jobs_back() -> list[int]:
    """Queue again what workers had in hand that are gone or silent; returns the ids.

    A killed worker is no fault of its job, so that none fails for it. One that lost many in a row without any progress
    between may be what kills them, and waits longer and longer.
    """
    found = []
    with connection.cursor() as cursor:
        cursor.execute(_LOST, [SILENCE.total_seconds()])
        for job_id, was_to_stop, has_begun in cursor.fetchall():
            if was_to_stop:
                cursor.execute("SELECT procrastinate_finish_job_v1(%s, 'aborted', false)", [job_id])
                continue
            losses = _note_setback(job_id, LOST_IN_THE_MIDDLE, "losses") if has_begun else 0
            wait = wait_after(losses - _LOSSES_AT_ONCE).total_seconds() if losses > _LOSSES_AT_ONCE else 0
            make_room(job_id=job_id)
            cursor.execute(_GIVE_BACK, [job_id, wait])
            found.append(int(job_id))
    return found


def make_room(*, job_id: int | None) -> None:
    """Let a job wait again beside one that was queued since it began: only one may wait under the same word."""
    with connection.cursor() as cursor:
        cursor.execute(_MAKE_ROOM, [job_id])


def hold_waiting(*, queueing_lock: str) -> bool:
    """Keep the job that waits under this word from being begun until the transaction ends; False where none waits."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_HOLD_WAITING, [queueing_lock])
        return cursor.fetchone() is not None


def forget_worker(*, worker_id: int) -> None:
    """Strike out a worker that is no more, so that its job counts as lost at once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT procrastinate_unregister_worker_v1(%s)", [worker_id])


def queue_again(*, job_ids: Sequence[int]) -> list[int]:
    """Queue jobs that failed or were stopped; each goes on where it was. Returns those that were.

    One of which another is waiting that would do the same stays as it is.
    """
    queued = []
    for job_id in sorted(job_ids):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(_QUEUE_AGAIN, [job_id])
                if cursor.fetchone():
                    JobProgress.objects.filter(pk=job_id).update(**_NO_SETBACKS)
                    queued.append(job_id)
        except IntegrityError:
            continue
    return queued


def cancel(*, job_ids: Sequence[int]) -> list[int]:
    """Cancel jobs that wait, and ask those that run to stop at their next step. Returns those that were."""
    found = []
    with transaction.atomic(), connection.cursor() as cursor:
        for job_id in sorted(job_ids):
            cursor.execute("SELECT procrastinate_cancel_job_v1(%s, true, false)", [job_id])
            if cursor.fetchone()[0] is not None:
                found.append(job_id)
    return found


def delete_old(*, hours: int, kinds: Sequence[str] | None = None) -> int:
    """Delete jobs that ended longer ago, of all kinds or of these; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(_DELETE_OLD, {"hours": hours, "kinds": None if kinds is None else list(kinds)})
        return int(cursor.rowcount)


def _id_of(by: AbstractBaseUser | None) -> int | None:
    return None if by is None else by.pk


def _value(statement: str, parameters: Sequence[Any]) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        row = cursor.fetchone()
    assert row is not None
    return row[0]
