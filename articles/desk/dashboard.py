"""The dashboard: the archive in figures and charts, drawn by the server."""

from __future__ import annotations

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.desk import figures
from articles.desk.gate import CURATE, curators_only
from articles.search.live.snapshot import one_snapshot
from newsarchive.slow_searches import slowest

SLOWEST = 15


@require_safe
@curators_only(CURATE)
def dashboard(request: HttpRequest) -> HttpResponse:
    """Everything on one page; each figure leads to the list behind it."""
    size, tables = figures.room()
    with one_snapshot():
        counted = {"sources": figures.by_source(), "years": figures.coverage()}
    days = figures.published_by_day(timezone.now().date())
    context = {
        **admin.site.each_context(request),
        **counted,
        "title": "Dashboard",
        "days": days,
        "has_days": any(bar.count for bar in days),
        "states": figures.by_state(),
        "decided": figures.decided_tags(),
        "rejections": figures.rejections(),
        "rejections_of": figures.REJECTED_AT_MOST,
        "jobs": figures.jobs(),
        "size": size,
        "tables": tables,
        "slow": slowest(SLOWEST),
        "slow_from": settings.NEWSARCHIVE_SLOW_SEARCH,
    }
    return render(request, "admin/desk/dashboard.html", context)
