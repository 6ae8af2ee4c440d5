"""The takedown, from the admin: asked for with a reason, confirmed, never undone."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse

from articles.admin.base import ArchiveAdmin, ask_first, curator
from articles.models import Article, Capture
from articles.store.purge import Purged, Siblings, purge_article, purge_capture

PURGED_AT_MOST: Final = 100  # in one request
SHOWN_AT_MOST: Final = 100


def is_confirmed(request: HttpRequest) -> bool:
    """Whether the form between came back with a reason."""
    return request.POST.get("confirmed") == "yes" and bool(request.POST.get("reason", "").strip())


def ask_for_purge(
    model_admin: ArchiveAdmin, request: HttpRequest, queryset: QuerySet[Any], *, has_siblings: bool
) -> TemplateResponse | None:
    """The page that says what will go and asks why; None, with a word to the user, where too much was chosen."""
    total = queryset.order_by()[: PURGED_AT_MOST + 1].count()
    if total > PURGED_AT_MOST:
        model_admin.message_user(request, f"At most {PURGED_AT_MOST} can be purged at a time.", messages.WARNING)
        return None
    return ask_first(
        request,
        model_admin,
        template="admin/articles/purge.html",
        context={
            "title": "Purge",
            "rows": list(queryset[:SHOWN_AT_MOST]),
            "siblings": SIBLINGS if has_siblings else (),
            "is_reason_missing": request.POST.get("confirmed") == "yes",
        },
    )


SIBLINGS: Final = (
    (Siblings.REFUSE.value, "leave everything as it is, and tell me"),
    (Siblings.KEEP.value, "keep their text, without the bytes it came from"),
    (Siblings.PURGE.value, "purge them too"),
)


def purge_articles(model_admin: ArchiveAdmin, request: HttpRequest, queryset: QuerySet[Article]) -> None:
    """Take the articles down, each with its captures."""
    siblings = Siblings(request.POST.get("siblings", Siblings.REFUSE.value))
    outcomes = [
        purge_article(article_id=pk, reason=_reason(request), by=curator(request), siblings=siblings)
        for pk in queryset.order_by("pk").values_list("pk", flat=True)[:PURGED_AT_MOST]
    ]
    _report(model_admin, request, outcomes)


def purge_captures(model_admin: ArchiveAdmin, request: HttpRequest, queryset: QuerySet[Capture]) -> None:
    """Take the captures down, each with the articles made from it."""
    outcomes = [
        purge_capture(capture_id=pk, reason=_reason(request), by=curator(request))
        for pk in queryset.order_by("pk").values_list("pk", flat=True)[:PURGED_AT_MOST]
    ]
    _report(model_admin, request, outcomes)


def _reason(request: HttpRequest) -> str:
    return request.POST["reason"].strip()[:2_000]


def _report(model_admin: ArchiveAdmin, request: HttpRequest, outcomes: list[Purged]) -> None:
    articles = sum(len(one.article_ids) for one in outcomes)
    captures = sum(len(one.capture_ids) for one in outcomes)
    if articles or captures:
        model_admin.message_user(request, f"Purged: articles {articles}, captures {captures}.", messages.SUCCESS)
    for one in outcomes:
        # A neighbour purged along with an earlier one is gone already, which is no problem.
        if one.problem and not one.problem.startswith("no "):
            model_admin.message_user(request, f"Not purged: {one.problem}", messages.WARNING)
