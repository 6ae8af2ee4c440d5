"""What recurs on sites and is taken out of their articles, with a switch for each."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from articles.admin.base import ReadOnlyAdmin, curator
from articles.admin.history import Trail
from articles.curating.vocabulary import decide_on_furniture
from articles.models import SiteFurniture, SitePage

_SHOWN = 160  # characters


@admin.register(SiteFurniture)
class SiteFurnitureAdmin(ReadOnlyAdmin):
    """A paragraph that a site repeats. What is decided here holds from the next processing on."""

    list_display = ("shown", "site", "stories", "verdict", "first_seen", "last_seen")
    list_filter = ("verdict",)
    search_fields = ("site", "text")
    sortable_by = ()
    actions = ("keep", "take_out", "leave_to_rules")
    trails: ClassVar[tuple[Trail, ...]] = (Trail(model="SiteFurniture"),)

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """Whether the account may decide on texts: it then may change articles."""
        return request.user.has_perm("articles.change_article")

    @admin.display(description="paragraph")
    def shown(self, furniture: SiteFurniture) -> str:
        """The paragraph, cut to a line or two."""
        return furniture.text if len(furniture.text) <= _SHOWN else furniture.text[:_SHOWN] + "…"

    @admin.action(description="Keep in articles", permissions=["decide"])
    def keep(self, request: HttpRequest, queryset: QuerySet[SiteFurniture]) -> None:
        """It is text."""
        self._decide(request, queryset, SiteFurniture.Verdict.KEEP)

    @admin.action(description="Take out of articles", permissions=["decide"])
    def take_out(self, request: HttpRequest, queryset: QuerySet[SiteFurniture]) -> None:
        """It is furniture."""
        self._decide(request, queryset, SiteFurniture.Verdict.REMOVE)

    @admin.action(description="Leave to the rules", permissions=["decide"])
    def leave_to_rules(self, request: HttpRequest, queryset: QuerySet[SiteFurniture]) -> None:
        """Nobody has decided."""
        self._decide(request, queryset, SiteFurniture.Verdict.OPEN)

    def _decide(self, request: HttpRequest, queryset: QuerySet[SiteFurniture], verdict: SiteFurniture.Verdict) -> None:
        ids = queryset.order_by().values_list("pk", flat=True)
        count = decide_on_furniture(ids, verdict, by=curator(request))
        self.message_user(
            request, f"{count} now {verdict.label}. Reprocess the site's captures to apply it.", messages.SUCCESS
        )


@admin.register(SitePage)
class SitePageAdmin(ReadOnlyAdmin):
    """A capture that furniture is learned from."""

    list_display = ("capture", "site")
    list_select_related = ("capture",)
    list_defer = ("capture__content", "capture__removed")
    search_fields = ("site",)
    sortable_by = ()
