"""Tokens for sending captures: made, shown once, revoked."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache

from articles.admin.base import ArchiveAdmin, curator
from articles.models import CaptureToken
from articles.store.capture_tokens import make_token, revoke_tokens


@admin.register(CaptureToken)
class CaptureTokenAdmin(ArchiveAdmin):
    """Whoever has a token may send captures and do nothing else."""

    list_display = ("name", "start", "made_by", "made_at", "last_used_at", "revoked_at")
    list_select_related = ("made_by",)
    fields = ("name", "start", "made_by", "made_at", "last_used_at", "revoked_at")
    search_fields = ("name",)
    ordering = ("-pk",)
    sortable_by = ()
    actions = ("revoke",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A new one needs a name and nothing else."""
        return self.fields if obj else ("name",)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """None is changed; revoking is an action of the list."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Which tokens there were is kept."""
        return False

    def has_revoke_permission(self, request: HttpRequest) -> bool:
        """Who may make tokens may revoke them."""
        return self.has_add_permission(request)

    def save_model(self, request: HttpRequest, obj: CaptureToken, form: Any, change: bool) -> None:
        """Make the token; its text lives as long as the answer."""
        obj.text = make_token(token=obj, by=curator(request))  # type: ignore[attr-defined]  # for response_add

    def response_add(
        self, request: HttpRequest, obj: CaptureToken, post_url_continue: str | None = None
    ) -> HttpResponse:
        """The page that shows the token, this once: not by a message, which would go through a cookie."""
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"The token for “{obj.name}”",
            "text": obj.text,  # type: ignore[attr-defined]  # set a moment ago
            "address": request.build_absolute_uri(reverse("articles:api_captures")),
        }
        answer: Any = never_cache(lambda _: TemplateResponse(request, "admin/articles/token_made.html", context))
        response: HttpResponse = answer(request)
        return response

    @admin.action(description="Revoke the selected tokens", permissions=["revoke"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[CaptureToken]) -> None:
        """Let them count for nothing."""
        count = revoke_tokens(ids=queryset.values_list("pk", flat=True))
        for token in queryset:
            self.log_change(request, token, "Revoked.")
        self.message_user(request, f"Revoked: {count}.", messages.SUCCESS)
