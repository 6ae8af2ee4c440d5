"""Captures, where they were seen, and the tombstones of those taken down: all to be read only."""

from __future__ import annotations

import re
from typing import Any, ClassVar, Final

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.text import Truncator

from articles.admin.base import ReadOnlyAdmin
from articles.admin.captured_text import pieces, preformatted
from articles.admin.filters import chosen
from articles.admin.linking import row_link
from articles.admin.purging import ask_for_purge, is_confirmed, purge_captures
from articles.admin.reprocessing import reprocess_captures
from articles.admin.searching import narrowed
from articles.models import Capture, Sighting, Tombstone

_HASH: Final = re.compile("[0-9a-f]{1,64}")


class SightingInline(admin.TabularInline):  # type: ignore[type-arg]  # generic only in the stubs
    """Where and when the bytes were met."""

    model = Sighting
    extra = 0
    can_delete = False
    fields = readonly_fields = ("url", "file_name", "captured_at", "source_name", "how", "seen_at")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Ingesting adds them."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was seen was seen."""
        return False


@admin.register(Capture)
class CaptureAdmin(ReadOnlyAdmin):
    """The bytes of a saved page: what became of them, why, and the page as plain text."""

    inlines = (SightingInline,)
    list_display = (
        "id",
        "where",
        "status",
        "reason_shown",
        "media_type",
        "size_shown",
        "pipeline_version",
        "created_at",
    )
    list_display_links = ("id", "where")
    list_filter = ("status", "is_sample")
    list_defer = ("content", "removed")
    search_fields = ("sha256",)
    search_columns = ("sha256", "reason")
    search_help_text = "A capture's number, how its hash begins, or words of the reason it was rejected for."
    sortable_by = ()
    actions = ("reprocess", "purge")
    fieldsets: ClassVar[Any] = (
        (None, {"fields": (("status", "pipeline_version"), "reason", "articles")}),
        ("The bytes", {"fields": ("sha256", ("size_shown", "media_type", "encoding"), "original")}),
        ("Belongs to none of its articles", {"fields": ("removed_pieces",)}),
        ("Kept by the archive", {"fields": (("is_sample", "created_at", "processed_at"),)}),
    )
    readonly_fields = ("size_shown", "articles", "original", "removed_pieces")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Capture]:
        """Captures, and in one further query where they were seen."""
        return super().get_queryset(request).prefetch_related("sightings")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Captures by number or how their hash begins, and among the rejected by words of the reason."""
        words = search_term.replace("\x00", "").strip()
        if not words:
            return queryset, False
        if _HASH.fullmatch(words.lower()):
            first = words.lower()
            by_hash = Q(sha256__gte=first, sha256__lt=first + "g")  # a range, which the index serves in any collation
            number = int(words) if words.isdecimal() and len(words) < 10 else None
            return queryset.filter(by_hash if number is None else by_hash | Q(pk=number)), False
        return narrowed(queryset.filter(status=Capture.Status.REJECTED), words, ("reason",)), False

    def has_purge_permission(self, request: HttpRequest) -> bool:
        """Whether the account may take captures down."""
        return request.user.has_perm("articles.delete_capture")

    def has_reprocess_permission(self, request: HttpRequest) -> bool:
        """Whether the account may have captures processed again, which writes articles."""
        return request.user.has_perm("articles.change_capture") and request.user.has_perm("articles.change_article")

    @admin.display(description="seen at")
    def where(self, capture: Capture) -> str:
        """The first address known, or else the file."""
        sightings = list(capture.sightings.all())
        known = next((one.url for one in sightings if one.url), "") or next(
            (one.file_name for one in sightings if one.file_name), "unknown"
        )
        return Truncator(known).chars(100)

    @admin.display(description="why")
    def reason_shown(self, capture: Capture) -> str:
        """The reason, cut to a line."""
        return capture.reason if len(capture.reason) <= 120 else capture.reason[:120] + "…"

    @admin.display(description="size")
    def size_shown(self, capture: Capture) -> str:
        """The size before compression."""
        return filesizeformat(capture.size)

    @admin.display(description="articles")
    def articles(self, capture: Capture) -> str:
        """Links to what was made of the capture."""
        versions = capture.versions.filter(is_current=True).order_by("position").values_list("article_id", "title")
        return (
            format_html_join(
                "",
                '<p><a href="{}">{}</a></p>',
                ((reverse("admin:articles_article_change", args=[pk]), title or pk) for pk, title in versions[:200]),
            )
            or "none"
        )

    @admin.display(description="as text")
    def original(self, capture: Capture) -> str:
        """The bytes as plain text."""
        return preformatted(capture.source_text())

    @admin.display(description="taken out by cleaning")
    def removed_pieces(self, capture: Capture) -> str:
        """The pieces of the page with the rule that took each out."""
        return pieces(capture.removed)

    @admin.action(description="Process again", permissions=["reprocess"])
    def reprocess(self, request: HttpRequest, queryset: QuerySet[Capture]) -> None:
        """Run the present rules over the selected captures."""
        reprocess_captures(self, request, queryset.order_by().values_list("pk", flat=True))

    @admin.action(description="Purge: take down for good …", permissions=["purge"])
    def purge(self, request: HttpRequest, queryset: QuerySet[Capture]) -> TemplateResponse | None:
        """Ask for a reason, then take the selected captures and their articles down."""
        if not is_confirmed(request):
            return ask_for_purge(self, request, queryset, has_siblings=False)
        purge_captures(self, request, queryset)
        return None


@admin.register(Sighting)
class SightingAdmin(ReadOnlyAdmin):
    """Every time and place that bytes were met."""

    list_display = ("id", "url", "file_name", "source_name", "captured_at", "how", "capture_link")
    list_filter = ("how", chosen(Capture, column="capture"))
    search_fields = ("url",)
    search_columns = ("url", "file_name", "source_name")
    sortable_by = ()
    raw_id_fields = ("capture",)

    @admin.display(description="capture")
    def capture_link(self, sighting: Sighting) -> str:
        """A link to the capture."""
        return row_link("capture", sighting.capture_id)


@admin.register(Tombstone)
class TombstoneAdmin(ReadOnlyAdmin):
    """What is left of captures that were taken down."""

    list_display = ("sha256", "reason", "purged_at", "purged_by")
    list_select_related = ("purged_by",)
    search_fields = ("sha256",)
    search_columns = ("sha256", "reason")
    sortable_by = ()
