"""Pages by their address: pasted, fetched, each with its receipt; and the servers that are asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import Truncator

from articles.admin.base import ReadOnlyAdmin, curator, tell_of_act
from articles.admin.linking import row_link
from articles.collecting.pages import Collected, Postponed, fetch_pages
from articles.curating.added import record_added
from articles.models import PageFetch, WebServer
from articles.rules import present_rules
from articles.store.fetching import ask_for
from articles.store.receipts import Receipt
from articles.tasks import notice
from articles.tasks.collecting import fetch_asked

MOST_PASTED: Final = 200  # addresses at a time
SECONDS_AT_ONCE: Final = 20  # after which no further page is begun within the request


class FetchForm(forms.Form):
    """Addresses, one a line."""

    urls = forms.CharField(
        label="Addresses, one a line",
        widget=forms.Textarea(attrs={"rows": 8, "class": "vLargeTextField", "spellcheck": "false"}),
        max_length=400_000,
    )
    source = forms.CharField(label="Publisher, where the pages do not say", max_length=200, required=False)

    def clean_urls(self) -> list[str]:
        """The addresses as a list, each once."""
        lines = (line.strip() for line in self.cleaned_data["urls"].splitlines())
        urls = list(dict.fromkeys(line for line in lines if line))
        if len(urls) > MOST_PASTED:
            raise ValidationError(f"That is {len(urls)} addresses; at most {MOST_PASTED} are taken at a time.")
        return urls


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchReceipt:
    """A line for the curator: the address, what came of it, why, and links to the articles."""

    url: str
    outcome: str
    reason: str
    articles: tuple[tuple[int, str], ...] = ()


@admin.register(PageFetch)
class PageFetchAdmin(ReadOnlyAdmin):
    """Every page that was asked for, and why one did not come."""

    list_display = (
        "url_shown",
        "state",
        "outcome",
        "reason_shown",
        "capture_link",
        "attempts",
        "asked_at",
        "next_try_at",
    )
    list_filter = ("state", "obeys_robots")
    search_fields = ("url",)
    search_columns = ("url", "reason")
    ordering = ("-pk",)
    sortable_by = ()
    raw_id_fields = ("capture", "asked_by")
    actions = ("fetch_again",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Adding one is asking for a page."""
        return request.user.has_perm("articles.add_pagefetch")

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Paste addresses; what can be fetched at once is, and the rest waits for a worker or the command."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = FetchForm(request.POST or None)
        receipts: list[FetchReceipt] = []
        if request.method == "POST" and form.is_valid():
            told = form.cleaned_data
            pages = ask_for(urls=told["urls"], by=curator(request), source_name=told["source"].strip())
            receipts = self._fetch(request, pages)
            form = FetchForm()
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Fetch pages",
            "form": form,
            "receipts": receipts,
        }
        return TemplateResponse(request, "admin/articles/pagefetch/fetch.html", context)

    def has_fetch_permission(self, request: HttpRequest) -> bool:
        """Whether the account may have pages fetched."""
        return self.has_add_permission(request)

    @admin.action(description="Fetch again", permissions=["fetch"])
    def fetch_again(self, request: HttpRequest, queryset: QuerySet[PageFetch]) -> None:
        """Ask again for the selected pages."""
        urls = list(queryset.order_by("pk").values_list("url", flat=True)[:MOST_PASTED])
        receipts = self._fetch(request, ask_for(urls=urls, by=curator(request)))
        self.message_user(
            request, "; ".join(f"{one.url}: {one.outcome} {one.reason}".strip() for one in receipts)[:2_000]
        )

    @admin.display(description="address")
    def url_shown(self, page: PageFetch) -> str:
        """The address, cut to a line."""
        return Truncator(page.url).chars(100)

    @admin.display(description="why")
    def reason_shown(self, page: PageFetch) -> str:
        """The reason, cut to a line."""
        return Truncator(page.reason).chars(120)

    @admin.display(description="capture")
    def capture_link(self, page: PageFetch) -> str:
        """A link to what came."""
        return row_link("capture", page.capture_id) if page.capture_id else "–"

    def _fetch(self, request: HttpRequest, pages: list[PageFetch]) -> list[FetchReceipt]:
        """Fetch while there is time, and leave the rest to a worker; a receipt for each page in the order asked."""
        ids = [page.pk for page in pages]
        found = list(fetch_pages(ids=ids, make_rules=present_rules, seconds=SECONDS_AT_ONCE))
        act = record_added(found, by=curator(request))
        if act is not None:
            tell_of_act(self, request, act, f"{act.what.capitalize()}.")
        done = {one.name: one for one in found}
        if left := [page.pk for page in pages if page.url not in done]:
            what = f"Fetching {len(left)} pages"
            self.message_user(request, notice(fetch_asked.queue(label=what, by=curator(request), ids=left), what))
        return [_receipt(page.url, done.get(page.url)) for page in pages]


@admin.register(WebServer)
class WebServerAdmin(ReadOnlyAdmin):
    """Servers that were asked: when the next turn is, and what their robots.txt says."""

    list_display = ("origin", "next_at", "robots", "robots_read_at")
    list_filter = ("robots",)
    list_defer = ("robots_text",)
    search_fields = ("origin",)
    search_columns = ("origin",)
    sortable_by = ()

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nothing is lost with one: it is made again at the next request."""
        return request.user.has_perm("articles.delete_webserver")


def _receipt(url: str, one: Collected | None) -> FetchReceipt:
    if one is None:
        return FetchReceipt(url=url, outcome="waiting", reason="a worker fetches it, or the command fetch --waiting")
    if isinstance(one, Receipt):
        links = tuple((pk, reverse("admin:articles_article_change", args=[pk])) for pk in one.article_ids)
        return FetchReceipt(url=url, outcome=one.outcome, reason=one.reason, articles=links)
    if isinstance(one, Postponed):
        return FetchReceipt(url=url, outcome="later", reason=f"{one.reason} ({one.until:%H:%M} UTC)")
    again = f"; tried again after {one.retry_at:%H:%M} UTC" if one.retry_at else ""
    return FetchReceipt(url=url, outcome="failed", reason=f"{one.reason}{again}")
