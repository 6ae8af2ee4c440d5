"""What people are told of work that was queued for them."""

from __future__ import annotations

from articles.store.jobs import has_worker

NO_WORKER = "No worker is running: it waits until one is started (manage.py worker, or make run)."


def notice(job_id: int | None, what: str) -> str:
    """'Reprocessing 300 captures: queued as job 7.', and what is missing for its being done.

    `job_id` is what queueing returned, None where the same was waiting already.
    """
    queued = "is queued already" if job_id is None else f"queued as job {job_id}"
    return f"{what}: {queued}." if has_worker() else f"{what}: {queued}. {NO_WORKER}"
