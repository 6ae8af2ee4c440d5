"""Jobs queued, done, tried again, stopped and gone on with."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import timezone
from procrastinate.exceptions import ConnectorException
from procrastinate.manager import JobManager
from psycopg.errors import AdminShutdown

from articles.models import Job
from articles.store import jobs
from articles.tasks.kinds import BULK, INTERACTIVE, kind_of_job
from articles.tasks.runs import TryAgain
from tests.factories import UserFactory
from tests.tasks.conftest import job, progress

pytestmark = pytest.mark.usefixtures("queue", "new_kinds")


def make_due(number: int) -> None:
    """Let a job that waits for its time be done now."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = now() WHERE id = %s", [number])


def test_a_job_is_done_once_and_its_outcome_kept(work):
    done = []

    @kind_of_job(label="Count sheep")
    def count_sheep(run, *, names):
        for batch in run.batches(names, size=2):
            done.extend(batch)
        return f"{len(names)} counted"

    user = UserFactory()
    number = count_sheep.queue(label="Count three sheep", by=user, names=["a", "b", "c"])
    assert done == []

    work()

    found = progress(number)
    assert done == ["a", "b", "c"]
    assert job(number).status == Job.Status.DONE
    assert (found.label, found.done, found.total, found.outcome) == ("Count three sheep", 3, 3, "3 counted")
    assert (found.error, found.requested_by) == ("", user)
    assert found.started_at <= found.ended_at <= timezone.now()


def test_the_same_work_runs_in_the_foreground_without_a_queue():
    @kind_of_job(label="Add")
    def add(run, *, numbers):
        total = 0
        for batch in run.batches(numbers, size=2):
            total += sum(batch)
        return str(total)

    assert add.run_now(numbers=[1, 2, 3]) == "6"
    assert not Job.objects.exists()


def test_a_job_exists_exactly_if_its_transaction_was_committed():
    @kind_of_job(label="Nothing")
    def nothing(run):
        return None

    def break_off():
        with transaction.atomic():
            nothing.queue()
            raise KeyError

    with pytest.raises(KeyError):
        break_off()
    assert not Job.objects.exists()


def test_what_is_waiting_already_is_not_queued_twice():
    @kind_of_job(label="Nothing")
    def nothing(run, *, topic):
        return None

    first = nothing.queue(once="7", topic=7)
    assert nothing.queue(once="7", topic=7) is None
    assert nothing.queue(once="8", topic=8) not in (None, first)
    assert Job.objects.count() == 2


def test_a_failure_waits_longer_each_time_and_goes_on_where_it_was(work):
    seen = []

    @kind_of_job(label="Stumble")
    def stumble(run, *, items):
        for batch in run.batches(items, size=1):
            if batch == ["b"] and seen.count("b") < 2:
                seen.append("b")
                raise OperationalError("No space left on device")
            seen.extend(batch)

    number = stumble.queue(items=["a", "b", "c"])

    begun = timezone.now()
    work()
    assert (job(number).status, progress(number).done) == (Job.Status.WAITING, 1)
    assert progress(number).error == "OperationalError: No space left on device"
    due = job(number).scheduled_at
    assert due - timezone.now() <= timedelta(seconds=10) <= due - begun
    make_due(number)
    begun = timezone.now()
    work()
    due = job(number).scheduled_at
    assert due - timezone.now() <= timedelta(seconds=20) <= due - begun
    make_due(number)
    work()

    assert seen == ["a", "b", "b", "b", "c"]
    assert (job(number).status, progress(number).error) == (Job.Status.DONE, "")


def test_a_job_that_never_gets_on_fails_for_good_and_says_why(work):
    tried = []

    @kind_of_job(label="Fail", tries=2)
    def fail(run):
        tried.append(1)
        raise KeyError("colour")

    number = fail.queue()
    work()
    make_due(number)
    work()

    assert len(tried) == 2
    assert job(number).status == Job.Status.FAILED
    assert progress(number).error == "KeyError: 'colour'"


@pytest.mark.parametrize("tries", [1, 2])
def test_a_database_that_is_away_uses_up_no_tries(work, tries):
    errors = [
        OperationalError("server closed the connection unexpectedly"),
        InterfaceError("connection already closed"),
        lost_while_queueing(),
    ]

    @kind_of_job(label="Ask the database", tries=tries)
    def ask(run):
        if errors:
            raise errors.pop()

    number = ask.queue()
    for count in range(1, 4):
        work()
        assert job(number).status == Job.Status.WAITING
        assert (progress(number).outages, progress(number).failures) == (count, 0)
        make_due(number)
    work()

    assert (job(number).status, progress(number).outages) == (Job.Status.DONE, 0)


def lost_while_queueing() -> Exception:
    """What a job meets that queues another while the server stops, as procrastinate hands it on."""
    error = ConnectorException("Database error.")
    error.__cause__ = AdminShutdown("terminating connection due to administrator command")
    return error


def test_own_failures_are_counted_beside_what_the_database_did(work):
    errors = [KeyError("colour"), OperationalError("gone"), KeyError("colour")]

    @kind_of_job(label="Fail", tries=2)
    def fail(run):
        raise errors.pop()

    number = fail.queue()
    for status in (Job.Status.WAITING, Job.Status.WAITING, Job.Status.FAILED):
        work()
        assert job(number).status == status
        make_due(number)


def test_a_job_whose_end_could_not_be_written_is_done_again_at_once(work, monkeypatch):
    finish, done = JobManager.finish_job, []
    losses = iter([ConnectorException("the connection is lost")])

    async def lose_once(*arguments, **options):
        for loss in losses:
            raise loss
        await finish(*arguments, **options)

    @kind_of_job(label="Unwritten")
    def unwritten(run):
        done.append(1)

    monkeypatch.setattr(JobManager, "finish_job", lose_once)
    monkeypatch.setattr("articles.tasks.worker._FIRST_PAUSE", 0.01)
    number = unwritten.queue()
    work()

    assert (job(number).status, len(done)) == (Job.Status.DONE, 2)


@pytest.mark.parametrize(
    "error", [OperationalError("the database system is in recovery mode"), OSError("no such file")]
)
@pytest.mark.parametrize("note", ["note_started", "note_end", "note_failure"])
def test_a_run_that_could_not_be_noted_is_followed_by_another(work, monkeypatch, note, error):
    noted = getattr(jobs, note)
    losses = iter([error])

    def lose_once(**arguments):
        for loss in losses:
            raise loss
        return noted(**arguments)

    @kind_of_job(label="Unnoted", tries=1 if note != "note_failure" else 2)
    def unnoted(run):
        if note == "note_failure":
            raise KeyError("colour")

    monkeypatch.setattr(jobs, note, lose_once)
    number = unnoted.queue()
    work()

    assert job(number).status == Job.Status.WAITING


def test_a_job_names_the_time_of_its_next_try(work):
    @kind_of_job(label="Ask")
    def ask(run):
        raise TryAgain("the server asked for patience", after=timedelta(minutes=5))

    number = ask.queue()
    begun = timezone.now()
    work()

    due = job(number).scheduled_at
    assert due - timezone.now() <= timedelta(minutes=5) <= due - begun
    assert progress(number).error == "the server asked for patience"


def test_what_somebody_waits_for_goes_before_bulk_and_in_the_midst_of_it(work, monkeypatch):
    monkeypatch.setattr("articles.tasks.runs._LOOKS_EVERY", 0)
    order = []

    @kind_of_job(label="Quick", priority=INTERACTIVE)
    def quick(run, *, name):
        order.append(name)

    @kind_of_job(label="Bulk", priority=BULK)
    def bulk(run, *, items):
        for batch in run.batches(items, size=1):
            order.extend(batch)
            if batch == [2]:
                quick.queue(name="asked for meanwhile")

    number = bulk.queue(items=[1, 2, 3])
    quick.queue(name="asked for before")

    work()

    assert order == ["asked for before", 1, 2, "asked for meanwhile", 3]
    assert job(number).status == Job.Status.DONE


def test_a_running_job_stops_at_its_next_step_when_asked(work):
    done = []

    @kind_of_job(label="Long")
    def long(run, *, items):
        run.total = len(items)
        for item in items[run.done :]:
            done.append(item)
            if item == 2:
                jobs.cancel(job_ids=[run.job_id])
            run.note(done=run.done + 1)

    # The worker looks for requests to stop only now and then; whatever it did until then is kept.
    number = long.queue(items=list(range(1, 4)))
    waiting = long.queue(items=[9])
    assert jobs.cancel(job_ids=[waiting]) == [waiting]
    assert job(waiting).status == Job.Status.CANCELLED

    work()

    assert done[:2] == [1, 2]
    assert job(number).status in (Job.Status.STOPPED, Job.Status.DONE)


def test_a_stopped_job_is_queued_again_and_goes_on(work):
    done = []

    @kind_of_job(label="Steps")
    def steps(run, *, items):
        for batch in run.batches(items, size=1):
            done.extend(batch)

    number = steps.queue(items=[1, 2, 3])
    jobs.note_progress(job_id=number, done=2, total=3, place={})
    jobs.cancel(job_ids=[number])
    work()
    assert done == []

    assert jobs.queue_again(job_ids=[number]) == [number]
    assert jobs.queue_again(job_ids=[number]) == []
    work()

    assert done == [3]
    assert job(number).status == Job.Status.DONE


def test_a_job_is_not_queued_again_where_its_like_is_waiting():
    @kind_of_job(label="Nothing")
    def nothing(run):
        return None

    first = nothing.queue(once="")
    jobs.cancel(job_ids=[first])
    nothing.queue(once="")
    assert jobs.queue_again(job_ids=[first]) == []
    assert job(first).status == Job.Status.CANCELLED


def test_pages_of_rows_go_on_after_the_last_one(work):
    seen = []
    rows = [1, 4, 5, 8]

    @kind_of_job(label="Pages")
    def pages(run):
        for ids in run.pages(lambda last: [row for row in rows if row > last][:2], total=len(rows)):
            seen.append(ids)
            if len(seen) == 1:
                rows.append(9)

    number = pages.queue()
    jobs.note_progress(job_id=number, done=1, total=4, place=1)
    work()

    assert seen == [[4, 5], [8, 9]]
    assert (progress(number).done, progress(number).total) == (5, 4)
