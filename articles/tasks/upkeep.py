"""What keeps the queue itself in order."""

from __future__ import annotations

from typing import Final

from articles.store import jobs
from articles.tasks.kinds import INTERACTIVE, kind_of_job
from articles.tasks.runs import Run

KEPT: Final = 30 * 24  # hours that jobs are listed after they ended
_KEPT_SHORTLY: Final = ("give_lost_jobs_back", "find_waiting_captures", "count_lexemes")


@kind_of_job(label="Look for jobs whose worker is gone", priority=INTERACTIVE, every="* * * * *")
def give_lost_jobs_back(run: Run) -> str:
    """Queue again what killed workers had in hand. Every worker does the same when it starts."""
    found = jobs.give_lost_jobs_back()
    jobs.delete_old(hours=1, kinds=_KEPT_SHORTLY)
    return f"{len(found)} found."


@kind_of_job(label="Take old jobs off the list", every="17 3 * * *")
def delete_old_jobs(run: Run) -> str:
    """Delete the rows of jobs that ended long ago."""
    return f"{jobs.delete_old(hours=KEPT):,} deleted."
