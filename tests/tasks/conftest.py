"""A queue of each test's own, kinds of jobs that exist in tests only, and a worker that does what waits."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from django.db import connection
from procrastinate.contrib.django import app

from articles.models import Job, JobProgress
from articles.tasks.worker import JobWorker


@pytest.fixture
def queue(transactional_db) -> Iterator[None]:
    """An empty queue, which a worker's own connections see; the flush of tables leaves procrastinate's alone."""
    empty()
    yield
    empty()


def empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_periodic_defers")
        cursor.execute("DELETE FROM procrastinate_jobs")
        cursor.execute("DELETE FROM procrastinate_workers")


@pytest.fixture
def new_kinds() -> Iterator[None]:
    """Takes kinds of jobs that a test defines out again."""
    tasks, periodic = dict(app.tasks), dict(app.periodic_registry.periodic_tasks)
    yield
    for kept, now in ((tasks, app.tasks), (periodic, app.periodic_registry.periodic_tasks)):
        for name in now.keys() - kept.keys():
            del now[name]


@pytest.fixture
def work(queue, monkeypatch):
    """Does what waits, in this process, as `manage.py worker --until-idle` does; without the periodic jobs."""
    monkeypatch.setattr(app.periodic_registry, "periodic_tasks", {})

    def run(*, until_idle: bool = True, parent: int | None = None) -> None:
        # The driver of browser tests leaves its loop marked as running in this thread, between its own turns.
        outer = asyncio._get_running_loop()
        asyncio._set_running_loop(None)
        try:
            JobWorker(until_idle=until_idle, parent=parent).run()
        finally:
            asyncio._set_running_loop(outer)

    return run


def job(number: int) -> Job:
    return Job.objects.with_progress().get(pk=number)


def progress(number: int) -> JobProgress:
    return JobProgress.objects.get(pk=number)
