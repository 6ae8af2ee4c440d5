"""The closed vocabularies: companies with their aliases, people, places."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Case, QuerySet, Value, When
from django.db.models.functions import Length
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from articles.admin.base import LoggedAdmin, VocabularyAdmin
from articles.admin.filters import chosen
from articles.admin.history import Trail
from articles.admin.linking import articles_link
from articles.admin.meanwhile import SeenForm
from articles.admin.regrouping import RegroupableAdmin
from articles.admin.trying import TryingAdmin
from articles.models import Company, CompanyAlias, Person, Place

if TYPE_CHECKING:
    from articles.sandbox import Trial


class CompanyAliasInline(admin.TabularInline):  # type: ignore[type-arg]  # generic only in the stubs
    """The ways to write a company's name."""

    model = CompanyAlias
    form = SeenForm
    extra = 1


def likeliest_first(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Names that begin with `text`, then those one of whose words does, then the rest; of each the shortest first."""
    place = Case(
        When(name__istartswith=text, then=Value(0)), When(name__icontains=f" {text}", then=Value(1)), default=Value(2)
    )
    return rows.order_by(place, Length("name"), "name", "pk")


class EntityAdmin(RegroupableAdmin, VocabularyAdmin):
    """What companies, people and places have in common."""

    search_fields = ("name",)
    search_columns = ("name",)
    prepopulated_fields = {"slug": ("name",)}
    sortable_by = ()

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """What is found; where one is to be chosen, the names that begin with the words come first."""
        found, may_double = self.find(request, queryset, search_term)
        match = request.resolver_match
        if match is not None and match.url_name == "autocomplete":
            found = likeliest_first(found, search_term.replace("\x00", "").strip())
        return found, may_double

    def find(self, request: HttpRequest, queryset: QuerySet[Any], search_term: str) -> tuple[QuerySet[Any], bool]:
        """Rows that hold the words."""
        return super().get_search_results(request, queryset, search_term)

    @admin.display(description="articles")
    def articles(self, thing: Any) -> str:
        """A link to the articles that carry the tag."""
        return articles_link(thing)


class CompanyForm(SeenForm):
    """A company that stands below another, never below itself."""

    def clean_parent(self) -> Company | None:
        """Refuse a parent that stands below the company itself."""
        parent: Company | None = self.cleaned_data["parent"]
        above, seen = parent, set()
        while above is not None and self.instance.pk is not None and above.pk not in seen:
            if above.pk == self.instance.pk:
                raise forms.ValidationError("This would put the company below itself.")
            seen.add(above.pk)
            above = above.parent
        return parent


@admin.register(Company)
class CompanyAdmin(EntityAdmin):
    """A company, its aliases and its parent."""

    form = CompanyForm
    inlines = (CompanyAliasInline,)
    list_display = ("name", "ticker", "exchange", "country", "sector", "parent", "is_news_source", "articles")
    list_filter = ("is_news_source", "country", chosen(Company, column="parent"))
    list_select_related = ("parent",)
    search_help_text = "Words of the name, of an alias, or a ticker."
    autocomplete_fields = ("parent",)
    trails = (Trail(model="Company"), Trail(model="CompanyAlias", column="company_id"))

    def find(self, request: HttpRequest, queryset: QuerySet[Any], search_term: str) -> tuple[QuerySet[Any], bool]:
        """Companies found by name, ticker or alias, each once."""
        by_name, _ = super().find(request, queryset, search_term)
        words = search_term.replace("\x00", "").strip()
        if not words:
            return by_name, False
        aliases = CompanyAlias.objects.filter(text__iexact=words).values("company")
        found = queryset.filter(pk__in=by_name.order_by().values("pk"))
        return found | queryset.filter(ticker__iexact=words) | queryset.filter(pk__in=aliases), False


@admin.register(CompanyAlias)
class CompanyAliasAdmin(TryingAdmin, LoggedAdmin):
    """Every way to write a company's name, across companies."""

    change_form_template = "admin/articles/trying_form.html"
    list_display = ("text", "company", "kind", "needs_evidence", "until")
    list_filter = ("kind", "needs_evidence", chosen(Company, column="company"))
    list_select_related = ("company",)
    search_fields = ("text",)
    search_columns = ("text",)
    autocomplete_fields = ("company",)
    sortable_by = ()
    trails = (Trail(model="CompanyAlias"),)

    def try_out(self, row: Any) -> Trial:
        """Which articles the name would give the company and take it from."""
        from articles.sandbox import try_alias  # with all the stages, which other pages never need

        return try_alias(row)

    def response_add(
        self, request: HttpRequest, obj: CompanyAlias, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Back to the article whose words were made a name, where they came from one."""
        article = request.GET.get("article", "")
        if "_addanother" not in request.POST and article.isascii() and article.isdecimal() and len(article) < 10:
            self.message_user(request, f"“{obj}” is a name of {obj.company} now.", messages.SUCCESS)
            return HttpResponseRedirect(reverse("admin:articles_article_change", args=[int(article)]))
        return super().response_add(request, obj, post_url_continue)


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
