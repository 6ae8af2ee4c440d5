"""Copies of one text: the groups, the pairs they are made of, and the fingerprints they are found by."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from articles.admin.base import ReadOnlyAdmin
from articles.models import CopyChoice, CopyGroup, CopyPair, CopyVerdict, Fingerprint


@admin.register(CopyGroup)
class CopyGroupAdmin(ReadOnlyAdmin):
    """One text a row, named by the article that stands for its copies."""

    list_display = ("id", "canonical")
    list_select_related = ("canonical",)
    list_defer = ("canonical__text", "canonical__paragraph_kinds")
    search_fields = ("canonical__title",)
    search_columns = ("canonical__title",)
    ordering = ("-pk",)
    sortable_by = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[CopyGroup]:
        """Groups with the titles of their articles."""
        return super().get_queryset(request).select_related("canonical")


@admin.register(CopyPair)
class CopyPairAdmin(ReadOnlyAdmin):
    """Two articles a row, and how much of each stands in the other."""

    list_display = ("shorter", "longer", "containment", "coverage")
    list_select_related = ("shorter", "longer")
    list_defer = ("shorter__text", "shorter__paragraph_kinds", "longer__text", "longer__paragraph_kinds")
    search_fields = ("shorter__title", "longer__title")
    search_columns = ("shorter__title", "longer__title")
    searches_newest = 50_000
    ordering = ("-pk",)
    sortable_by = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[CopyPair]:
        """Pairs with the titles of their articles."""
        return super().get_queryset(request).select_related("shorter", "longer")


@admin.register(Fingerprint)
class FingerprintAdmin(ReadOnlyAdmin):
    """One article a row, and the group that it is in."""

    list_display = ("article", "group", "shingle_count")
    list_select_related = ("article", "group")
    list_defer = ("hashes", "article__text", "article__paragraph_kinds")
    search_fields = ("article__title",)
    search_columns = ("article__title",)
    ordering = ("-pk",)
    sortable_by = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Fingerprint]:
        """Fingerprints with the titles of their articles."""
        return super().get_queryset(request).select_related("article", "group")


@admin.register(CopyChoice)
class CopyChoiceAdmin(ReadOnlyAdmin):
    """Articles that a curator chose to stand for their copies; the choice is made on the article's own page."""

    list_display = ("article", "decided_by", "decided_at")
    list_select_related = ("article", "decided_by")
    list_defer = ("article__text", "article__paragraph_kinds")
    search_fields = ("article__title",)
    search_columns = ("article__title",)
    ordering = ("-pk",)
    sortable_by = ()


@admin.register(CopyVerdict)
class CopyVerdictAdmin(ReadOnlyAdmin):
    """A curator's word on two articles; it is given on the page of either."""

    list_display = ("lower", "higher", "is_copy", "decided_by", "decided_at")
    list_select_related = ("lower", "higher", "decided_by")
    list_defer = ("lower__text", "lower__paragraph_kinds", "higher__text", "higher__paragraph_kinds")
    list_filter = ("is_copy",)
    search_fields = ("lower__title", "higher__title")
    search_columns = ("lower__title", "higher__title")
    searches_newest = 50_000
    ordering = ("-pk",)
    sortable_by = ()
