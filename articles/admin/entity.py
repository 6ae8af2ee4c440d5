"""The closed vocabularies: companies with their aliases, people, places."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from articles.admin.base import ArchiveAdmin, VocabularyAdmin
from articles.admin.filters import chosen
from articles.admin.history import Trail
from articles.admin.linking import articles_link
from articles.models import Company, CompanyAlias, Person, Place


class CompanyAliasInline(admin.TabularInline):  # type: ignore[type-arg]  # generic only in the stubs
    """The ways to write a company's name."""

    model = CompanyAlias
    extra = 1


class EntityAdmin(VocabularyAdmin):
    """What companies, people and places have in common."""

    search_fields = ("name",)
    search_columns = ("name",)
    prepopulated_fields = {"slug": ("name",)}
    sortable_by = ()

    @admin.display(description="articles")
    def articles(self, thing: Any) -> str:
        """A link to the articles that carry the tag."""
        return articles_link(thing)


@admin.register(Company)
class CompanyAdmin(EntityAdmin):
    """A company, its aliases and its parent."""

    inlines = (CompanyAliasInline,)
    list_display = ("name", "ticker", "exchange", "country", "sector", "parent", "is_news_source", "articles")
    list_filter = ("is_news_source", "country", chosen(Company, column="parent"))
    list_select_related = ("parent",)
    search_help_text = "Words of the name, of an alias, or a ticker."
    autocomplete_fields = ("parent",)
    trails = (Trail(model="Company"), Trail(model="CompanyAlias", column="company_id"))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Companies found by name, ticker or alias, each once."""
        by_name, _ = super().get_search_results(request, queryset, search_term)
        words = search_term.replace("\x00", "").strip()
        if not words:
            return by_name, False
        aliases = CompanyAlias.objects.filter(text__iexact=words).values("company")
        found = queryset.filter(pk__in=by_name.order_by().values("pk"))
        return found | queryset.filter(ticker__iexact=words) | queryset.filter(pk__in=aliases), False


@admin.register(CompanyAlias)
class CompanyAliasAdmin(ArchiveAdmin):
    """Every way to write a company's name, across companies."""

    list_display = ("text", "company", "kind", "needs_evidence", "until")
    list_filter = ("kind", "needs_evidence", chosen(Company, column="company"))
    list_select_related = ("company",)
    search_fields = ("text",)
    search_columns = ("text",)
    autocomplete_fields = ("company",)
    sortable_by = ()
    trails = (Trail(model="CompanyAlias"),)


@admin.register(Person)
class PersonAdmin(EntityAdmin):
    """A person named in the news."""

    list_display = ("name", "slug", "created_at", "articles")
    trails = (Trail(model="Person"),)

    def view_on_site(self, obj: Person) -> str:
        """The person's public page."""
        return reverse("articles:person", args=[obj.slug])


@admin.register(Place)
class PlaceAdmin(EntityAdmin):
    """A country or a large city."""

    list_display = ("name", "kind", "country", "articles")
    list_filter = ("kind",)
    trails = (Trail(model="Place"),)

    def view_on_site(self, obj: Place) -> str:
        """The place's public page."""
        return reverse("articles:place", args=[obj.slug])
