"""Publishers and the other ways pages write their names."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.widgets import AdminURLFieldWidget
from django.db import models

from articles.admin.base import LoggedAdmin, VocabularyAdmin
from articles.admin.filters import OfSource
from articles.admin.history import Trail
from articles.admin.linking import articles_link
from articles.admin.meanwhile import SeenForm
from articles.admin.regrouping import RegroupableAdmin
from articles.models import Source, SourceAlias


class SourceAliasInline(admin.TabularInline):  # type: ignore[type-arg]  # generic only in the stubs
    """Other names of a source, and the hosts its pages come from."""

    model = SourceAlias
    form = SeenForm
    extra = 1


@admin.register(Source)
class SourceAdmin(RegroupableAdmin, VocabularyAdmin):
    """A publisher."""

    inlines = (SourceAliasInline,)
    uses = ("articles",)
    list_display = ("name", "home_page", "is_sample", "created_at", "articles")
    list_filter = ("is_sample",)
    search_fields = ("name",)
    search_columns = ("name",)
    prepopulated_fields = {"slug": ("name",)}
    sortable_by = ()
    formfield_overrides: ClassVar[Any] = {models.URLField: {"widget": AdminURLFieldWidget, "assume_scheme": "https"}}
    trails = (Trail(model="Source"), Trail(model="SourceAlias", column="source_id"))

    @admin.display(description="articles")
    def articles(self, source: Source) -> str:
        """A link to the source's articles."""
        return articles_link(source)


@admin.register(SourceAlias)
class SourceAliasAdmin(LoggedAdmin):
    """Every other name of a source."""

    list_display = ("name", "source")
    list_filter = (OfSource,)
    list_select_related = ("source",)
    search_fields = ("name",)
    search_columns = ("name",)
    autocomplete_fields = ("source",)
    sortable_by = ()
    trails = (Trail(model="SourceAlias"),)
