"""The rows that search reads."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from articles.admin.base import ReadOnlyAdmin
from articles.admin.filters import KindFilter, LanguageFilter
from articles.models import Lexeme, SearchEntry


@admin.register(SearchEntry)
class SearchEntryAdmin(ReadOnlyAdmin):
    """What search knows of an article, to see why it finds it or does not."""

    list_display = ("article", "published_at", "source_id", "kind", "language", "word_count")
    list_filter = (KindFilter, LanguageFilter)
    list_select_related = ("article",)
    list_defer = ("vector", "article__text", "article__paragraph_kinds")
    search_fields = ("article__title",)
    search_columns = ("article__title",)
    ordering = ("-pk",)
    sortable_by = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[SearchEntry]:
        """Entries with the titles of their articles."""
        return super().get_queryset(request).select_related("article")


@admin.register(Lexeme)
class LexemeAdmin(ReadOnlyAdmin):
    """How many articles hold a word, as last counted."""

    list_display = ("lexeme", "articles")
    search_fields = ("lexeme",)
    search_columns = ("lexeme",)
    search_help_text = "A word's stem, or its exact form behind '='."
    ordering = ("lexeme",)
    sortable_by = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Lexeme]:
        """All but the row that stands for every article."""
        return super().get_queryset(request).exclude(pk=Lexeme.EVERY_ARTICLE)
