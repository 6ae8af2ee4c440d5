"""Files that were read, and what was refused of them: to look at only."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import admin

from articles.admin.base import ReadOnlyAdmin
from articles.models import RefusedInput, TakenFile


@admin.register(TakenFile)
class TakenFileAdmin(ReadOnlyAdmin):
    """Web archives and what watched folders brought, the newest first."""

    list_display = ("path", "size", "records", "is_done", "is_rejected", "updated_at")
    list_filter = ("is_done", "is_rejected")
    search_fields = ("path",)
    search_columns: ClassVar[tuple[str, ...]] = ("path",)


@admin.register(RefusedInput)
class RefusedInputAdmin(ReadOnlyAdmin):
    """What could not even become a capture, and what was passed over in folders and ZIPs, the newest first."""

    list_display = ("name", "reason", "is_skipped", "seen_at")
    list_filter = ("is_skipped",)
    search_fields = ("name",)
    search_columns: ClassVar[tuple[str, ...]] = ("name",)
