"""Feeds: followed, polled, their health seen, and moved in and out as OPML."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.text import Truncator

from articles.admin.base import LoggedAdmin, ReadOnlyAdmin, curator
from articles.admin.filters import chosen
from articles.admin.linking import row_link
from articles.admin.meanwhile import SeenForm
from articles.capture.feed.entries import FeedError
from articles.capture.feed.opml import MOST_BYTES, Subscription, read_opml, write_opml
from articles.capture.fetching.urls import UrlError
from articles.collecting import asking
from articles.collecting.subscriptions import follow
from articles.models import Feed, FeedItem
from articles.store.feeds import make_due
from articles.tasks import notice
from articles.tasks.collecting import poll_due_feeds

_SHOWN: Final = 120  # characters of an error in the list


class FeedForm(SeenForm):
    """A feed, its address checked as it is before every request."""

    class Meta:
        model = Feed
        fields = ("url", "title", "source_name", "text", "is_active", "interval_minutes")
        widgets: ClassVar[Any] = {"url": forms.TextInput(attrs={"class": "vLargeTextField", "spellcheck": "false"})}

    def clean_url(self) -> str:
        """The address in its one writing."""
        try:
            return asking.read_address(self.cleaned_data["url"]).url
        except UrlError as error:
            raise ValidationError(f"This address is not asked: {error}.") from error


class OpmlForm(forms.Form):
    """An OPML file."""

    file = forms.FileField(label="OPML file")

    def clean_file(self) -> list[Subscription]:
        """The feeds that it lists."""
        try:
            return read_opml(self.cleaned_data["file"].read(MOST_BYTES + 1))
        except FeedError as error:
            raise ValidationError(f"This file cannot be read: {error}.") from error


@admin.register(Feed)
class FeedAdmin(LoggedAdmin):
    """A feed, and how its last polls went."""

    form = FeedForm
    change_list_template = "admin/articles/feed/list.html"
    list_display = ("name", "health", "last_poll_at", "last_new_at", "failures", "next_poll_at", "is_active", "items")
    list_filter = ("is_active", "text")
    search_fields = ("title", "url")
    search_columns = ("title", "url", "last_error")
    ordering = ("-failures", "title", "pk")
    sortable_by = ()
    actions = ("poll",)
    fieldsets: ClassVar[Any] = (
        (None, {"fields": ("url", "title", "source_name", "text", ("interval_minutes", "is_active"))}),
        (
            "Health",
            {"fields": ("last_error", ("failures", "next_poll_at"), ("last_poll_at", "last_new_at"), "kind", "items")},
        ),
    )
    readonly_fields = ("last_error", "failures", "next_poll_at", "last_poll_at", "last_new_at", "kind", "items")

    def get_urls(self) -> list[URLPattern]:
        """OPML in and out, beside the usual pages."""
        own = [
            path("import/", self.admin_site.admin_view(self.import_view), name="articles_feed_import"),
            path("export/", self.admin_site.admin_view(self.export_view), name="articles_feed_export"),
        ]
        return own + super().get_urls()

    def has_poll_permission(self, request: HttpRequest) -> bool:
        """Whether the account may have feeds polled."""
        return request.user.has_perm("articles.change_feed")

    @admin.action(description="Poll now", permissions=["poll"])
    def poll(self, request: HttpRequest, queryset: QuerySet[Feed]) -> None:
        """Make the selected feeds due, and have a worker ask them."""
        ids = list(queryset.filter(is_active=True).values_list("pk", flat=True)[:1_000])
        make_due(ids=ids)
        what = f"Polling {len(ids)} feed{'' if len(ids) == 1 else 's'}"
        self.message_user(request, notice(poll_due_feeds.queue(label=what, by=curator(request), once="now"), what))

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """Follow what an OPML file lists."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = OpmlForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            self._follow(request, form.cleaned_data["file"])
            return redirect(reverse("admin:articles_feed_changelist"))
        context = {**self.admin_site.each_context(request), "opts": self.opts, "title": "Import feeds", "form": form}
        return TemplateResponse(request, "admin/articles/feed/import.html", context)

    def export_view(self, request: HttpRequest) -> HttpResponse:
        """Every feed as OPML."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        feeds = (Subscription(url=feed.url, title=feed.title) for feed in Feed.objects.order_by("title", "pk"))
        content = write_opml(feeds, title="Feeds of newsarchive")
        headers = {"Content-Disposition": 'attachment; filename="feeds.opml"'}
        return HttpResponse(content, content_type="text/x-opml; charset=utf-8", headers=headers)

    @admin.display(description="feed", ordering="title")
    def name(self, feed: Feed) -> str:
        """The title, or the address where there is none."""
        return Truncator(str(feed)).chars(80)

    @admin.display(description="health")
    def health(self, feed: Feed) -> str:
        """What went wrong last, or that nothing did."""
        if feed.last_error:
            return Truncator(feed.last_error).chars(_SHOWN)
        return "well" if feed.last_poll_at else "not polled yet"

    @admin.display(description="items")
    def items(self, feed: Feed) -> str:
        """A link to what was seen in it."""
        if feed.pk is None:
            return "–"
        address = reverse("admin:articles_feeditem_changelist")
        return format_html('<a href="{}?feed={}">items</a>', address, feed.pk)

    def _follow(self, request: HttpRequest, subscriptions: list[Subscription]) -> None:
        followed = follow(subscriptions)
        self.message_user(request, followed.summary())
        for url, reason in list(followed.refused.items())[:20]:
            self.message_user(request, f"Refused: {url[:100]}: {reason}", messages.WARNING)


@admin.register(FeedItem)
class FeedItemAdmin(ReadOnlyAdmin):
    """Items of feeds, and what became of each."""

    list_display = ("id", "link_shown", "feed", "page_link", "capture_link", "reason", "seen_at")
    list_filter = (chosen(Feed, column="feed"),)
    list_select_related = ("feed",)
    search_fields = ("link",)
    search_columns = ("link", "reason")
    ordering = ("-pk",)
    sortable_by = ()
    raw_id_fields = ("feed", "page", "capture")

    @admin.display(description="link")
    def link_shown(self, item: FeedItem) -> str:
        """The link, cut to a line."""
        return Truncator(item.link).chars(100)

    @admin.display(description="page")
    def page_link(self, item: FeedItem) -> str:
        """A link to the fetching of its page."""
        return row_link("pagefetch", item.page_id) if item.page_id else "–"

    @admin.display(description="capture")
    def capture_link(self, item: FeedItem) -> str:
        """A link to its text."""
        return row_link("capture", item.capture_id) if item.capture_id else "–"
