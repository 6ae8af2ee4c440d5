"""Running the present rules over captures again, from the admin: an act that can be undone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.contrib import messages
from django.http import HttpRequest

from articles.admin.base import ArchiveAdmin, curator, tell_of_act
from articles.curating import bulk
from articles.curating.operations import REPROCESS_CAPTURES, Operation
from articles.models import ArticleVersion, Capture
from articles.rules import present_rules
from articles.tasks import notice
from articles.tasks.curation import queue_act

CAPTURES_AT_MOST: Final = 100  # in one request; more are queued
_AGAIN: Final = Operation(name=REPROCESS_CAPTURES)


def reprocess_captures(model_admin: ArchiveAdmin, request: HttpRequest, capture_ids: Iterable[int]) -> None:
    """Process captures again and say what came of it; what curators decided stays."""
    wanted, by = sorted(set(capture_ids)), curator(request)
    if len(wanted) > CAPTURES_AT_MOST:
        act = bulk.begin(_AGAIN, wanted, search="", by=by)
        job_id = queue_act(act, by=by)
        tell_of_act(model_admin, request, act, notice(job_id, f"Processing {len(wanted):,} captures again"))
        return
    if not wanted:
        model_admin.message_user(request, "There is no capture to process.", messages.WARNING)
        return
    done = bulk.carry_out_now(_AGAIN, wanted, by=by, rules=present_rules)
    rejected = Capture.objects.filter(pk__in=wanted, status=Capture.Status.REJECTED).order_by("pk")
    reasons = list(rejected.values_list("pk", "reason"))
    if len(reasons) < len(wanted):
        made = ArticleVersion.objects.filter(capture__in=wanted, is_latest=True).values("article").distinct().count()
        words = f"Captures processed: {len(wanted) - len(reasons)}, articles: {made}."
        tell_of_act(model_admin, request, done, words)
    for pk, reason in reasons[:20]:
        model_admin.message_user(request, f"Capture {pk} is rejected: {reason}", messages.WARNING)
