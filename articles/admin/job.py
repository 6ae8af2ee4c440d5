"""Background work: what waits, what runs and how far it is, what failed and why."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from procrastinate.contrib.django.models import ProcrastinateJob

from articles.admin.base import ReadOnlyAdmin
from articles.models import Job, JobProgress
from articles.store import jobs

admin.site.unregister(ProcrastinateJob)  # the same rows as below, with less to say of them


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    """Every piece of work that was queued, until a month after it ended."""

    list_display = ("id", "what", "state", "progress_shown", "attempts", "came_of_it", "requested_by", "asked_at")
    list_display_links = ("id", "what")
    list_filter = ("status",)
    search_fields = ("task_name",)
    search_columns = ("task_name", "progress__label", "progress__error")
    search_help_text = "Words of what a job does, or of why it failed."
    sortable_by = ()
    actions = ("queue_again", "cancel")
    fieldsets: ClassVar[Any] = (
        (None, {"fields": ("what", "state", "progress_shown", "came_of_it", "error")}),
        ("When", {"fields": (("asked_at", "requested_by"), ("started_at", "ended_at"), "scheduled_at")}),
        ("In the queue", {"fields": (("task_name", "priority", "attempts"), ("queueing_lock", "lock"), "arguments")}),
    )
    readonly_fields = (
        "what",
        "state",
        "progress_shown",
        "came_of_it",
        "error",
        "asked_at",
        "requested_by",
        "started_at",
        "ended_at",
        "arguments",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Job]:
        """Jobs with their progress."""
        return Job.objects.with_progress().order_by("-pk")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list; it says where nobody is there to do the work."""
        if request.method == "GET" and not jobs.has_worker() and Job.objects.unfinished().exists():
            self.message_user(
                request,
                "No worker is running: nothing is done until one is started (manage.py worker, or make run).",
                messages.WARNING,
            )
        return super().changelist_view(request, extra_context)

    def has_manage_permission(self, request: HttpRequest) -> bool:
        """Whether the account may queue jobs again and stop them."""
        return request.user.has_perm("articles.change_job")

    @admin.display(description="what")
    def what(self, job: Job) -> str:
        """What it does, in words."""
        return _progress(job).label or job.task_name

    @admin.display(description="state")
    def state(self, job: Any) -> str:
        """How far it is, in words."""
        if job.status == Job.Status.WAITING and job.scheduled_at:
            return f"waiting until {_moment(job.scheduled_at)}"
        if job.status == Job.Status.RUNNING and job.abort_requested:
            return "stopping"
        if job.status == Job.Status.RUNNING and not job.has_worker:
            return "running; nothing was heard of its worker lately"
        return str(Job.Status(job.status).label)

    @admin.display(description="progress")
    def progress_shown(self, job: Job) -> str:
        """'300 of 1,200 (25%)'."""
        progress = _progress(job)
        if progress.total:
            return f"{progress.done:,} of {progress.total:,} ({100 * progress.done // progress.total}%)"
        return f"{progress.done:,}" if progress.done else ""

    @admin.display(description="what came of it")
    def came_of_it(self, job: Job) -> str:
        """The outcome, or why it failed last, cut to a line."""
        progress = _progress(job)
        return (progress.outcome if job.status == Job.Status.DONE else progress.error)[:160]

    @admin.display(description="why it failed last")
    def error(self, job: Job) -> str:
        """All of it."""
        return _progress(job).error

    @admin.display(description="asked for by")
    def requested_by(self, job: Job) -> str:
        """The account, if a person asked."""
        return str(_progress(job).requested_by or "")

    @admin.display(description="asked for")
    def asked_at(self, job: Job) -> str:
        """When it was queued."""
        return _moment(_progress(job).created_at)

    @admin.display(description="begun last")
    def started_at(self, job: Job) -> str:
        """When a worker took it last."""
        return _moment(_progress(job).started_at)

    @admin.display(description="ended")
    def ended_at(self, job: Job) -> str:
        """When its last run ended."""
        return _moment(_progress(job).ended_at)

    @admin.display(description="arguments")
    def arguments(self, job: Job) -> str:
        """What it was queued with."""
        return json.dumps(job.args)[:2_000]

    @admin.action(description="Queue again what failed or was stopped", permissions=["manage"])
    def queue_again(self, request: HttpRequest, queryset: QuerySet[Job]) -> None:
        """Each goes on where it was."""
        wanted = list(queryset.order_by().values_list("pk", flat=True))
        queued = jobs.queue_again(job_ids=wanted)
        self.message_user(request, f"{len(queued)} queued again.", messages.SUCCESS)
        if left := len(wanted) - len(queued):
            self.message_user(
                request, f"{left} left as they are: not ended, done, or the same is waiting already.", messages.WARNING
            )

    @admin.action(description="Cancel, or stop at the next step", permissions=["manage"])
    def cancel(self, request: HttpRequest, queryset: QuerySet[Job]) -> None:
        """What was done of it stays done."""
        found = jobs.cancel(job_ids=list(queryset.order_by().values_list("pk", flat=True)))
        self.message_user(request, f"{len(found)} cancelled or asked to stop.", messages.SUCCESS)


@admin.register(JobProgress)
class JobProgressAdmin(ReadOnlyAdmin):
    """How far jobs have come, as the list of jobs shows it."""

    list_display = ("job_id", "label", "done", "total", "failures", "losses", "outages", "started_at", "ended_at")
    fields = (*list_display[1:4], "place", "outcome", "error", *list_display[4:])
    search_fields = ("label",)
    search_columns = ("label", "error")
    sortable_by = ()

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Not on the front page, where the jobs themselves stand."""
        return False


def _progress(job: Job) -> JobProgress:
    """Its progress; an empty one where it has none yet, as a periodic job that nobody began."""
    found = getattr(job, "progress", None)
    return found if isinstance(found, JobProgress) else JobProgress(label="")


def _moment(moment: Any) -> str:
    return date_format(localtime(moment), "DATETIME_FORMAT") if moment else ""
