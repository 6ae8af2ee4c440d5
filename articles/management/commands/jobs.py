"""`manage.py jobs`: what waits, runs and failed; queued again or cancelled by number."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any, Final

from django.core.management.base import BaseCommand

from articles.models import Job, JobProgress
from articles.store import jobs

_LISTED: Final = 50


class Command(BaseCommand):
    """Lists jobs, the newest first, and changes their state."""

    help = "List background jobs, the newest first; queue those again that failed or were stopped, or cancel some."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which, and what to do with them."""
        parser.add_argument("--status", choices=[one.label for one in Job.Status], help="only these")
        parser.add_argument("--queue-again", nargs="+", type=int, metavar="ID", help="let these go on where they were")
        parser.add_argument("--cancel", nargs="+", type=int, metavar="ID", help="cancel, or stop at the next step")
        parser.add_argument("--json", action="store_true", help="one JSON object a line")

    def handle(self, *args: Any, **options: Any) -> None:
        """Change what was asked for, else list."""
        if options["queue_again"] or options["cancel"]:
            if wanted := options["queue_again"]:
                self.stdout.write(f"queued again: {_numbers(jobs.queue_again(job_ids=wanted))}")
            if wanted := options["cancel"]:
                self.stdout.write(f"cancelled or asked to stop: {_numbers(jobs.cancel(job_ids=wanted))}")
            return
        found = Job.objects.with_progress().order_by("-pk")
        if options["status"]:
            found = found.filter(status=next(one for one in Job.Status if one.label == options["status"]))
        for job in found[:_LISTED]:
            progress = getattr(job, "progress", None)
            self.stdout.write(_as_json(job, progress) if options["json"] else _as_text(job, progress))
        if not options["json"] and not jobs.has_worker():
            self.stderr.write("No worker is running.")


def _as_text(job: Job, progress: JobProgress | None) -> str:
    state = str(Job.Status(job.status).label)
    if progress is None:
        return f"{job.pk:>8}  {state:<9}  {job.task_name}"
    far = f"{progress.done:,}" + (f" of {progress.total:,}" if progress.total else "")
    said = progress.outcome if job.status == Job.Status.DONE else progress.error
    return f"{job.pk:>8}  {state:<9}  {progress.label} ({far}){f': {said}' if said else ''}"


def _as_json(job: Job, progress: JobProgress | None) -> str:
    told = {"id": job.pk, "kind": job.task_name, "status": str(Job.Status(job.status).label), "attempts": job.attempts}
    if progress is not None:
        names = ("label", "done", "total", "outcome", "error", "failures", "losses", "outages")
        told |= {name: getattr(progress, name) for name in names}
    return json.dumps(told)


def _numbers(ids: list[int]) -> str:
    return ", ".join(map(str, ids)) or "none"
