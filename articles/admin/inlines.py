"""An article's tags, decided in place."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.forms import BaseModelFormSet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from articles.curating.deciding import decide_tags
from articles.models import Tagging

ORDER = {Tagging.Decision.OPEN: 0, Tagging.Decision.ACCEPTED: 1, Tagging.Decision.REJECTED: 2}


class TaggingInline(admin.TabularInline):  # type: ignore[type-arg]  # generic only in the stubs
    """The tags of an article: what is open first. To tick 'delete' rejects, and the rejection is remembered."""

    model = Tagging
    extra = 0
    fields = ("tag", "decision", "how", "role", "sureness", "evidence", "decided_by")
    readonly_fields = ("tag", "how", "role", "sureness", "evidence", "decided_by")
    verbose_name_plural = "tags"
    template = "admin/articles/tags.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Tagging]:
        """Tags with what they name, the open ones first."""
        place = Case(
            *(When(decision=decision, then=Value(number)) for decision, number in ORDER.items()),
            output_field=IntegerField(),
        )
        related = ("topic", "company", "person", "place", "decided_by")
        return super().get_queryset(request).select_related(*related).order_by(place, "-confidence", "pk")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Tags are added by name, above."""
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Who may see the article sees its tags."""
        return request.user.has_perm("articles.view_article") or self.has_change_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Who may change the article decides its tags."""
        return request.user.has_perm("articles.change_article")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """To delete a tag is to reject it, which is a decision."""
        return self.has_change_permission(request, obj)

    @admin.display(description="tag")
    def tag(self, tagging: Tagging) -> str:
        """What the tag names, linked to its own page here."""
        thing = tagging.thing
        url = reverse(f"admin:articles_{thing._meta.model_name}_change", args=[thing.pk])
        return format_html('{} <a href="{}">{}</a>', thing._meta.verbose_name, url, thing)

    @admin.display(description="confidence")
    def sureness(self, tagging: Tagging) -> str:
        """Confidence in hundredths and the version that has it, with the doubt in it; none where a curator spoke."""
        if tagging.how == Tagging.How.CURATOR:
            return ""
        version = tagging.model_version if tagging.how == Tagging.How.LEARNED else tagging.rule_version
        maker = "training" if tagging.how == Tagging.How.LEARNED else "rule version"
        parts = [f"{tagging.confidence:.2f}"]
        if version is not None:
            parts.append(f"({maker} {version})")
        if tagging.doubt is not None:
            parts.append(f"doubted: {tagging.doubt:.2f}")
        return " ".join(parts)


def save_taggings(formset: BaseModelFormSet[Any, Any], *, by: AbstractBaseUser) -> None:
    """Hand the decisions of a tags formset to the desk; nothing is written or deleted otherwise.

    They go by the thing named, not by the row: an edit of the text in the same form may have remade the row.
    """
    formset.save(commit=False)
    rejected = [(tag.article_id, tag.thing, Tagging.Decision.REJECTED.value) for tag in formset.deleted_objects]
    changed = [
        (tag.article_id, tag.thing, str(tag.decision)) for tag, names in formset.changed_objects if "decision" in names
    ]
    decide_tags([*rejected, *changed], by=by)
