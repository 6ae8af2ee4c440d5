"""What the archive remembers of itself."""

from __future__ import annotations

from django.contrib import admin

from articles.admin.base import ReadOnlyAdmin
from articles.models import ArchiveState


@admin.register(ArchiveState)
class ArchiveStateAdmin(ReadOnlyAdmin):
    """One remembered fact a row."""

    list_display = ("key", "updated_at")
    list_defer = ("value",)
    search_fields = ("key",)
    sortable_by = ()
