"""Searches that people keep."""

from __future__ import annotations

from django.contrib import admin

from articles.admin.base import ReadOnlyAdmin
from articles.models import SavedSearch


@admin.register(SavedSearch)
class SavedSearchAdmin(ReadOnlyAdmin):
    """What people look for is theirs to know: only who is given the right to view it sees this list."""

    list_display = ("name", "user", "query", "looked_at")
    list_select_related = ("user",)
    search_fields = ("name", "query")
    ordering = ("-pk",)
    sortable_by = ()
