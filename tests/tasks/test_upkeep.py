"""Jobs of workers that died, and the list kept short."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from articles.models import Job, JobProgress
from articles.store import jobs
from articles.tasks import notice, upkeep
from articles.tasks.tagging import count_lexemes
from tests.tasks.conftest import job, progress

pytestmark = pytest.mark.usefixtures("queue")


def begin(number: int, *, silent_for: int = 0) -> int:
    """Let a worker, last heard of so many seconds ago, have a job in hand; returns the worker."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) "
            "VALUES (now() - make_interval(secs => %s)) RETURNING id",
            [silent_for],
        )
        worker = cursor.fetchone()[0]
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE id = %s", [worker, number])
    jobs.note_started(job_id=number, label="")
    return worker


def test_a_job_whose_worker_is_silent_is_given_back_and_a_living_ones_is_not():
    lost, kept = count_lexemes.queue(), count_lexemes.queue()
    begin(lost, silent_for=60)
    begin(kept)

    assert upkeep.give_lost_jobs_back.run_now() == "1 found."

    assert (job(lost).status, job(kept).status) == (Job.Status.WAITING, Job.Status.RUNNING)
    assert progress(lost).error == "Its worker ended in the middle of it."


def test_a_job_whose_worker_is_struck_out_is_given_back_at_once():
    number = count_lexemes.queue()
    worker = begin(number)
    jobs.forget_worker(worker_id=worker)

    assert jobs.give_lost_jobs_back() == [number]


def test_a_job_that_loses_its_workers_never_fails_for_it_but_waits_longer_and_longer():
    number = count_lexemes.queue()
    for wait in [0] * 8 + [10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600, 3600]:
        begin(number, silent_for=60)
        begun = timezone.now()
        jobs.give_lost_jobs_back()
        assert job(number).status == Job.Status.WAITING
        due = job(number).scheduled_at
        assert due - timezone.now() <= timedelta(seconds=wait) <= due - begun

    assert (progress(number).losses, progress(number).failures) == (20, 0)
    jobs.note_progress(job_id=number, done=1, total=None, place={})
    assert progress(number).losses == 0


def test_a_job_that_was_to_stop_when_its_worker_died_is_stopped():
    number = count_lexemes.queue()
    begin(number, silent_for=60)
    jobs.cancel(job_ids=[number])

    assert jobs.give_lost_jobs_back() == []
    assert job(number).status == Job.Status.STOPPED


def test_a_worker_ends_whose_parent_died_before_it_had_begun(work):
    work(until_idle=False, parent=os.getpid())  # which is not its parent
    assert not jobs.has_worker()


def test_a_worker_is_seen_while_it_is_heard_of():
    assert not jobs.has_worker()
    begin(count_lexemes.queue(), silent_for=60)
    assert not jobs.has_worker()
    assert "No worker is running" in notice(3, "Counting")
    begin(count_lexemes.queue())
    assert jobs.has_worker()
    assert notice(3, "Counting") == "Counting: queued as job 3."
    assert notice(None, "Counting") == "Counting: is queued already."


def test_jobs_that_ended_long_ago_leave_the_list_with_their_progress():
    old, new, waiting = (count_lexemes.queue() for _ in range(3))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'cancelled' WHERE id = ANY (%s)", [[old, new]])
        cursor.execute("UPDATE procrastinate_events SET at = now() - interval '31 days' WHERE job_id = %s", [old])
        cursor.execute("UPDATE procrastinate_events SET at = now() - interval '31 days' WHERE job_id = %s", [waiting])

    assert upkeep.delete_old_jobs.run_now() == "1 deleted."

    assert set(JobProgress.objects.values_list("pk", flat=True)) == {new, waiting}
