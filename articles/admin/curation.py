"""What was done at the desk, to be read and taken back; and who is looking at what."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from articles.admin.base import ReadOnlyAdmin
from articles.admin.filters import OfArticle
from articles.admin.linking import row_link
from articles.models import CurationAct, CurationRow, QueueHold


@admin.register(CurationAct)
class CurationActAdmin(ReadOnlyAdmin):
    """One act a row, the newest first."""

    list_display = ("number", "made_at", "by", "kind", "what", "total", "state", "undone_by", "undone_at")
    list_display_links = ("what",)
    list_filter = ("state",)
    list_select_related = ("by", "undone_by")
    list_defer = ("article_ids", "operation")
    search_fields = ("what",)
    search_columns = ("what", "kind")
    ordering = ("-pk",)
    sortable_by = ()
    readonly_fields = ("page",)
    fields = (
        "page",
        ("kind", "what"),
        "search",
        ("state", "total", "position"),
        ("by", "made_at", "finished_at"),
        ("undone_by", "undone_at"),
    )

    @admin.display(description="number", ordering="pk")
    def number(self, act: CurationAct) -> str:
        """A link to the act's page: what it changed, its progress, the way to undo it."""
        return format_html('<a href="{}">{}</a>', reverse("desk:act", args=[act.pk]), act.pk)

    @admin.display(description="changes")
    def page(self, act: CurationAct) -> str:
        """The same, on the act's form."""
        words = "What it changed, and the way to undo it"
        return format_html('<a href="{}">{}</a>', reverse("desk:act", args=[act.pk]), words)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Acts without the ids of whole searches."""
        return CurationAct.objects.without_ids()


@admin.register(CurationRow)
class CurationRowAdmin(ReadOnlyAdmin):
    """One change a row: what it was, what it became."""

    list_display = ("id", "act_link", "sort", "article_link", "subject", "state", "reason")
    list_filter = ("state", OfArticle)
    list_defer = ("before", "after")
    search_fields = ("sort",)
    search_columns = ("sort", "reason")
    ordering = ("-pk",)
    sortable_by = ()
    raw_id_fields = ("act", "article")

    @admin.display(description="act")
    def act_link(self, row: CurationRow) -> str:
        """A link to the act."""
        return row_link("curationact", row.act_id)

    @admin.display(description="article")
    def article_link(self, row: CurationRow) -> str:
        """A link to the article."""
        return row_link("article", row.article_id) if row.article_id else "-"


@admin.register(QueueHold)
class QueueHoldAdmin(ReadOnlyAdmin):
    """What somebody looks at now or has skipped."""

    list_display = ("kind", "subject", "user", "until", "skipped_at")
    list_select_related = ("user",)
    search_fields = ("kind",)
    search_columns = ("kind",)
    ordering = ("-pk",)
    sortable_by = ()
