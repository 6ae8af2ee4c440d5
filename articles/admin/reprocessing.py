"""Running the present rules over captures again, from the admin."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.contrib import messages
from django.http import HttpRequest

from articles.admin.base import ArchiveAdmin, curator
from articles.documents import Rejection
from articles.tasks import notice
from articles.tasks.captures import reprocess

CAPTURES_AT_MOST: Final = 100  # in one request; more are queued


def reprocess_captures(model_admin: ArchiveAdmin, request: HttpRequest, capture_ids: Iterable[int]) -> None:
    """Process captures again and say what came of it; what curators decided stays."""
    wanted = sorted(set(capture_ids))
    if len(wanted) > CAPTURES_AT_MOST:
        what = f"Processing {len(wanted):,} captures again"
        job_id = reprocess.queue(label=what, by=curator(request), ids=wanted)
        model_admin.message_user(request, notice(job_id, what), messages.SUCCESS)
        return
    if not wanted:
        model_admin.message_user(request, "There is no capture to process.", messages.WARNING)
        return
    from articles import pipeline  # with all its stages, which a web process that only shows pages never loads

    rules = pipeline.archive_rules()
    outcomes = {pk: pipeline.process(pk, rules=rules) for pk in wanted}
    rejected = {pk: outcome for pk, outcome in outcomes.items() if isinstance(outcome, Rejection)}
    made = sum(len(outcome.article_ids) for outcome in outcomes.values() if not isinstance(outcome, Rejection))
    if len(rejected) < len(wanted):
        model_admin.message_user(
            request, f"Captures processed: {len(wanted) - len(rejected)}, articles: {made}.", messages.SUCCESS
        )
    for pk, rejection in list(rejected.items())[:20]:
        model_admin.message_user(request, f"Capture {pk} is rejected: {rejection.reason}", messages.WARNING)
