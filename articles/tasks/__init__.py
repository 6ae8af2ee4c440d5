"""Background work: thin calls into the pipeline and the store, queued in PostgreSQL and done by workers.

A kind of job is a function with `@kind_of_job`. It takes a `Run` and arguments that JSON can hold, does its work in
steps, and may be begun again at any step, by the same worker or another:

    @kind_of_job(label="Fetch addresses", priority=INTERACTIVE)
    def fetch(run: Run, *, urls: list[str]) -> str:
        for some in run.batches(urls, size=10):  # goes on where the last run came to, notes progress, stops when asked
            take_in(some)
        return f"{len(urls)} addresses fetched."  # what the admin shows as the outcome

- `fetch.queue(label="Fetch 3 addresses", by=user, urls=[...])` queues one and returns its number. Within a transaction
  the job exists exactly if the transaction is committed, so store what a job is about and queue it in one.
- `once="..."` queues none where one of this kind and word is waiting already (None is returned); `alone="..."` keeps
  two of this word from running at the same moment; `after=` (a timedelta) delays it.
- `fetch.run_now(urls=[...])` does the same in the foreground, without a queue or a worker.
- Whatever is raised makes the job try again with longer and longer waits, as often as `tries` says without any progress
  between; a killed worker and a database that is away use up none of them. `TryAgain(reason, after=timedelta(...))`
  chooses the wait: for a server that said when.
- `every="*/5 * * * *"` (cron, UTC) has workers queue one without arguments then; a missed one is not made up for.
- Every step must be safe to do twice: a worker may be killed between the work and the note that it was done.
- Whoever queues on behalf of a person says so with `articles.tasks.notice`, which tells where no worker is running.

The modules here are imported by every process, web servers too, so they import what does the work inside functions.
"""

from articles.tasks import captures, collecting, curation, regrouping, tagging, upkeep, watching
from articles.tasks.kinds import BULK, INTERACTIVE, NORMAL, Kind, kind_of_job
from articles.tasks.notices import notice
from articles.tasks.runs import Run, TryAgain

__all__ = [
    "BULK",
    "INTERACTIVE",
    "NORMAL",
    "Kind",
    "Run",
    "TryAgain",
    "captures",
    "collecting",
    "curation",
    "kind_of_job",
    "notice",
    "regrouping",
    "tagging",
    "upkeep",
    "watching",
]
