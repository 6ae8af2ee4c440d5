"""Work that waits for a worker or has been done by one: procrastinate's rows, and beside each how far it has come."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar, Final

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker

HEARTBEAT: Final = timedelta(seconds=5)  # how often a worker says that it is alive
SILENCE: Final = timedelta(seconds=30)  # after which it is taken for dead, and its job given to another


class JobQuerySet(models.QuerySet["Job"]):
    """Reads of jobs."""

    def with_progress(self) -> JobQuerySet:
        """The same jobs, each with its progress, and whether the worker that has it is alive, in one query."""
        alive = ProcrastinateWorker.objects.filter(pk=models.OuterRef("worker_id"), last_heartbeat__gte=Now() - SILENCE)
        return self.select_related("progress__requested_by").annotate(has_worker=models.Exists(alive))

    def unfinished(self) -> JobQuerySet:
        """Those that wait or run."""
        return self.filter(status__in=[Job.Status.WAITING, Job.Status.RUNNING])


class Job(ProcrastinateJob):
    """One piece of work. The row is procrastinate's, which alone writes it."""

    class Status(models.TextChoices):
        """How far it has come, by procrastinate's words."""

        WAITING = "todo", "waiting"
        RUNNING = "doing", "running"
        DONE = "succeeded", "done"
        FAILED = "failed", "failed"
        CANCELLED = "cancelled", "cancelled"
        STOPPED = "aborted", "stopped"

    objects: ClassVar[Any] = JobQuerySet.as_manager()  # type: ignore[assignment]  # procrastinate's refuses to write; so do we

    class Meta:
        proxy = True
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"job {self.pk}"


class JobProgress(models.Model):
    """What a job is for and how far it has come. A job that a worker begins again goes on from here."""

    job = models.OneToOneField(
        Job,
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="progress",
        db_constraint=False,  # the migration makes one by which PostgreSQL takes it away with its job
    )
    label = models.CharField(max_length=200, help_text="What it does, in words.")
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True, blank=True, help_text="Empty where that is not known.")
    place: models.JSONField[Any, Any] = models.JSONField(default=dict, blank=True, help_text="Where to go on.")
    outcome = models.TextField(blank=True, help_text="What came of it, in words.")
    error = models.TextField(blank=True, help_text="Why it failed last.")
    failures = models.PositiveSmallIntegerField(default=0, help_text="In a row, without any progress between them.")
    losses = models.PositiveSmallIntegerField(default=0, help_text="Runs in a row whose worker ended in the middle.")
    outages = models.PositiveSmallIntegerField(default=0, help_text="Runs in a row that the database was away from.")
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-job_id"]
        verbose_name_plural = "progress of jobs"

    def __str__(self) -> str:
        return self.label
