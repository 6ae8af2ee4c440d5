"""Pages fetched and feeds polled by workers."""

from __future__ import annotations

from articles.models import PageFetch
from articles.rules import present_rules
from articles.tasks.kinds import INTERACTIVE, kind_of_job
from articles.tasks.runs import Run


@kind_of_job(label="Fetch pages", priority=INTERACTIVE)
def fetch_asked(run: Run, *, ids: list[int]) -> str:
    """Fetch pages that somebody asked for, by the numbers of their rows."""
    from articles.collecting.pages import fetch_pages
    from articles.curating.added import record_added

    for some in run.batches(ids, size=1):
        asked = PageFetch.objects.select_related("asked_by").filter(pk__in=some).first()
        record_added(fetch_pages(ids=some, make_rules=present_rules), by=asked.asked_by if asked else None)
    return f"{len(ids):,} pages asked for."


@kind_of_job(label="Fetch pages that are due", every="*/5 * * * *")
def fetch_due(run: Run) -> str:
    """Fetch what waits: pages that feeds lead to, and those to be tried again."""
    from articles.collecting.pages import fetch_pages

    done = 0
    for done, _ in enumerate(fetch_pages(make_rules=present_rules), start=1):
        run.note(done=done)
    return f"{done:,} pages asked for."


@kind_of_job(label="Poll feeds", every="*/5 * * * *")
def poll_due_feeds(run: Run) -> str:
    """Ask the feeds that are due for what is new; the pages that it leads to are fetched by another job."""
    from articles.collecting.feeds import poll_feeds

    done = new = 0
    for done, result in enumerate(poll_feeds(make_rules=present_rules), start=1):
        new += result.new
        run.note(done=done)
    if new:
        fetch_due.queue(once="")
    return f"{done:,} feeds asked, {new:,} new items."
