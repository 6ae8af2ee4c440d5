"""Articles and their versions."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import BaseModelFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html_join
from django.utils.text import Truncator
from django.views.decorators.http import require_POST

from articles.admin.article_form import ADDITIONS, ArticleForm
from articles.admin.base import ArchiveAdmin, ReadOnlyAdmin, curator, tell_of_act
from articles.admin.captured_text import beside, differences, pieces, preformatted
from articles.admin.copy_form import FIELDS as COPY_FIELDS
from articles.admin.filters import DOUBT_FILTERS, TAG_FILTERS, LanguageFilter, OfArticle, OfSource, PublishedFilter
from articles.admin.history import Trail
from articles.admin.inlines import TaggingInline, save_taggings
from articles.admin.linking import row_link
from articles.admin.purging import ask_for_purge, is_confirmed, purge_articles
from articles.admin.reprocessing import reprocess_captures
from articles.curating.deciding import decide_tags, move_pieces, set_state
from articles.curating.editing import edit_article, give_back, restore
from articles.desk.bulk import asked_about
from articles.models import Article, ArticleVersion, Tagging
from articles.store.articles import CURATED_COLUMNS
from articles.store.restoring import removed_pieces

FOUND_AT_MOST: Final = 2_000
STATES_AT_MOST: Final = 1_000  # in one request


@admin.register(Article)
class ArticleAdmin(ArchiveAdmin):
    """One story: edited through `store`, so that what a curator decides outlives every re-run."""

    form = ArticleForm
    inlines = (TaggingInline,)
    list_display = ("short_title", "source", "date", "kind", "state", "word_count", "edited")
    list_display_links = ("short_title",)
    list_filter = (
        "state",
        "kind",
        PublishedFilter,
        *DOUBT_FILTERS,
        LanguageFilter,
        OfSource,
        *TAG_FILTERS,
    )
    list_select_related = ("source",)
    list_defer = ("text", "paragraph_kinds", "published_evidence", "canonical_url", "state_reason")
    search_fields = ("title",)
    search_columns = ("title",)
    finds_newest = FOUND_AT_MOST
    search_help_text = f"Words of the title, or an article's number; the newest {FOUND_AT_MOST:,} that fit."
    autocomplete_fields = ("source",)
    sortable_by = ()
    trails = (Trail(model="Article", restorable=tuple(CURATED_COLUMNS)), Trail(model="Tagging", column="article_id"))
    actions = ("publish", "send_to_review", "hide", "reprocess", "curate", "purge")
    readonly_fields = (
        "slug",
        "canonical_url",
        "title_is_derived",
        "kind_evidence",
        "published_basis",
        "published_is_inferred",
        "published_evidence",
        "word_count",
        "is_damaged",
        "capture",
        "removed",
        "captured",
        "beside",
        "original",
        "created_at",
        "updated_at",
    )
    fieldsets: ClassVar[Any] = (
        (None, {"fields": ("title", ("text", "beside"), ("state", "state_reason"))}),
        ("Add tags", {"fields": tuple(ADDITIONS.values())}),
        ("About it", {"fields": ("source", "authors", ("section", "kind", "language"), "kind_evidence")}),
        (
            "When it was published",
            {
                "fields": (
                    ("published_at", "published_precision"),
                    ("published_basis", "published_is_inferred"),
                    "published_evidence",
                )
            },
        ),
        ("Yours", {"fields": ("release",)}),
        ("Copies", {"classes": ("collapse",), "fields": COPY_FIELDS}),
        ("What cleaning took out", {"classes": ("collapse",), "fields": ("put_back", "take_out_again")}),
        (
            "Where it came from",
            {"classes": ("collapse",), "fields": ("capture", "captured", "canonical_url", "original")},
        ),
        (
            "Kept by the archive",
            {
                "classes": ("collapse",),
                "fields": (("slug", "word_count"), ("title_is_derived", "is_damaged"), ("created_at", "updated_at")),
            },
        ),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Articles come from captures."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Purging is the only way anything goes."""
        return False

    def has_purge_permission(self, request: HttpRequest) -> bool:
        """Whether the account may take articles down."""
        return request.user.has_perm("articles.delete_article")

    def get_fieldsets(self, request: HttpRequest, obj: Article | None = None) -> Any:
        """The fieldsets; who may only look sees what was taken out without being asked about it."""
        if self.has_change_permission(request, obj):
            return self.fieldsets
        pieces_asked = ("put_back", "take_out_again")
        return tuple(
            (name, {**options, "fields": ("removed",) if options["fields"] == pieces_asked else options["fields"]})
            for name, options in self.fieldsets
            if options["fields"] != COPY_FIELDS
        )

    def get_urls(self) -> list[URLPattern]:
        """The admin's addresses, and the one that brings an earlier state of a field back."""
        own = path("<int:pk>/restore/", self.admin_site.admin_view(self.restore_view), name="articles_article_restore")
        return [own, *super().get_urls()]

    @method_decorator(require_POST)
    def restore_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Let a field be as it stood before a change that the history shows."""
        article = get_object_or_404(Article, pk=pk)
        if not self.has_change_permission(request, article):
            raise PermissionDenied
        event, field = request.POST.get("event", ""), request.POST.get("field", "")
        is_number = event.isascii() and event.isdecimal() and len(event) < 18
        act = restore(article, event_id=int(event), field=field, by=curator(request)) if is_number else None
        if act is None:
            self.message_user(request, "Nothing was changed: it is so already.", messages.WARNING)
        else:
            self.log_change(request, article, f"{act.what.capitalize()}.")
            self.message_user(request, f"{act.what.capitalize()}. It is yours now.", messages.SUCCESS)
        return redirect("admin:articles_article_history", pk)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The history, with a button beside each change whose earlier value can be had back."""
        own = {"can_restore": self.has_change_permission(request)}
        return super().history_view(request, object_id, {**own, **(extra_context or {})})

    def view_on_site(self, obj: Article) -> str | None:
        """The public page, where there is one."""
        return None if obj.state == Article.State.HIDDEN else obj.get_absolute_url()

    def save_model(self, request: HttpRequest, obj: Article, form: Any, change: bool) -> None:
        """Hand the curator's edits to `store`."""
        edits = form.edits()
        if edits:
            obj = edit_article(obj, edits, by=curator(request))
        released = set(form.cleaned_data.get("release", ())) - set(edits)
        if released:
            give_back(obj, released, by=curator(request))
        move_pieces(obj, back=form.pieces_to_put_back(), out=form.pieces_to_take_out(), by=curator(request))
        if problem := form.decide_on_copies(by=curator(request)):
            self.message_user(request, problem, messages.WARNING)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Decide on the tags listed, then add those chosen by hand."""
        super().save_related(request, form, formsets, change)
        accepted = Tagging.Decision.ACCEPTED.value
        decide_tags([(form.instance.pk, thing, accepted) for thing in form.additions()], by=curator(request))

    def save_formset(self, request: HttpRequest, form: Any, formset: BaseModelFormSet, change: bool) -> None:  # type: ignore[type-arg]
        """Hand decisions on tags to `store`."""
        save_taggings(formset, by=curator(request))

    @admin.display(description="title", ordering="title")
    def short_title(self, article: Article) -> str:
        """The title in one line."""
        return Truncator(article.title).chars(110) or f"article {article.pk}"

    @admin.display(description="published")
    def date(self, article: Article) -> str:
        """The date as finely as it is known; a question mark where it was inferred."""
        if article.published_at is None:
            return "undated"
        formats = {"month": "%Y-%m", "year": "%Y"}
        shown = article.published_at.strftime(formats.get(article.published_precision, "%Y-%m-%d"))
        return f"{shown} ?" if article.published_is_inferred else shown

    @admin.display(description="curator's fields")
    def edited(self, article: Article) -> str:
        """The fields a curator decided."""
        return ", ".join(article.curated_fields).replace("_", " ")

    @admin.display(description="capture")
    def capture(self, article: Article) -> str:
        """Links to the captures that the article was made from, newest first."""
        versions = article.versions.select_related("capture").defer("text", "capture__content", "capture__removed")
        return format_html_join(
            ", ",
            '<a href="{}">{}</a>{}',
            (
                (
                    reverse("admin:articles_capture_change", args=[version.capture_id]),
                    version.capture,
                    "" if version.is_current else " (earlier)",
                )
                for version in versions[:20]
            ),
        )

    @admin.display(description="what tells the kind")
    def kind_evidence(self, article: Article) -> str:
        """What the rules know the kind by, whatever a curator decided."""
        version = article.versions.filter(is_current=True).only("found").first()
        return (version.found.get("kind_evidence") if version else "") or "nothing but the text: news"

    @admin.display(description="taken out by cleaning")
    def removed(self, article: Article) -> str:
        """The pieces that cleaning took out of the article, each with its rule."""
        return pieces([{"text": piece.text, "rule": piece.rule} for piece in removed_pieces(article)])

    @admin.display(description="the newest capture against your text")
    def captured(self, article: Article) -> str:
        """Where the text is a curator's: what would change if it were given back to the rules."""
        if not {"title", "text"} & set(article.curated_fields):
            return "no edit: the article follows its newest capture"
        version = article.versions.filter(is_current=True).only("title", "text").first()
        yours = f"{article.title}\n\n{article.text}"
        changed = differences(yours, f"{version.title}\n\n{version.text}") if version else ""
        return changed or "the newest capture says what you wrote"

    @admin.display(description="the page as captured")
    def beside(self, article: Article) -> str:
        """All the visible text of the present capture; what the article has of it is marked."""
        from articles.clean.page_places import visible_lines  # with the cleaning stages, which lists never need

        version = article.versions.filter(is_current=True).select_related("capture").defer("text", "removed").first()
        if version is None or not version.capture.content:
            return "no capture is kept"
        return beside(visible_lines(version.capture.raw(), version.capture.media_type), article.text)

    @admin.display(description="the capture as text")
    def original(self, article: Article) -> str:
        """The bytes of the present capture as plain text."""
        version = article.versions.filter(is_current=True).select_related("capture").defer("text", "removed").first()
        return preformatted(version.capture.source_text()) if version else "-"

    @admin.action(description="Publish", permissions=["change"])
    def publish(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        """Make the selected articles public."""
        self._set_state(request, queryset, Article.State.PUBLISHED)

    @admin.action(description="Send to review (stays public)", permissions=["change"])
    def send_to_review(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        """Mark the selected articles as needing a person's eye."""
        self._set_state(request, queryset, Article.State.NEEDS_REVIEW)

    @admin.action(description="Hide", permissions=["change"])
    def hide(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        """Take the selected articles from public view."""
        self._set_state(request, queryset, Article.State.HIDDEN)

    @admin.action(description="Process again from their captures", permissions=["change"])
    def reprocess(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        """Run the present rules over the captures of the selected articles."""
        captures = ArticleVersion.objects.filter(article__in=queryset.order_by().values("pk"), is_current=True)
        reprocess_captures(self, request, captures.order_by().values_list("capture", flat=True))

    @admin.action(
        description="Curate: tag, set source, kind or state, with a preview and an undo …", permissions=["change"]
    )
    def curate(self, request: HttpRequest, queryset: QuerySet[Article]) -> HttpResponse:
        """Ask what to do with the selected articles."""
        return asked_about(request, list(queryset.order_by().values_list("pk", flat=True)))

    @admin.action(description="Purge: take down for good …", permissions=["purge"])
    def purge(self, request: HttpRequest, queryset: QuerySet[Article]) -> TemplateResponse | None:
        """Ask for a reason, then take the selected articles and their captures down."""
        if not is_confirmed(request):
            return ask_for_purge(self, request, queryset, has_siblings=True)
        purge_articles(self, request, queryset)
        return None

    def _set_state(self, request: HttpRequest, queryset: QuerySet[Article], state: Article.State) -> None:
        wanted = queryset.exclude(state=state)
        if wanted.order_by()[: STATES_AT_MOST + 1].count() > STATES_AT_MOST:
            self.message_user(request, f"At most {STATES_AT_MOST} articles at a time.", messages.WARNING)
            return
        ids = list(wanted.order_by("pk").values_list("pk", flat=True))
        act = set_state(ids, state.value, by=curator(request))
        tell_of_act(self, request, act, f"{act.total if act else 0} now {state.label}.")


@admin.register(ArticleVersion)
class ArticleVersionAdmin(ReadOnlyAdmin):
    """What each capture, under the rules of its time, made of an article."""

    list_display = (
        "id",
        "title",
        "article_link",
        "capture_link",
        "position",
        "pipeline_version",
        "is_current",
        "created_at",
    )
    list_filter = ("is_current", OfArticle)
    list_defer = ("text", "removed", "found")
    search_fields = ("article__title",)
    search_columns = ("article__title",)
    sortable_by = ()
    raw_id_fields = ("article", "capture")

    @admin.display(description="article")
    def article_link(self, version: ArticleVersion) -> str:
        """A link to the article."""
        return row_link("article", version.article_id)

    @admin.display(description="capture")
    def capture_link(self, version: ArticleVersion) -> str:
        """A link to the capture."""
        return row_link("capture", version.capture_id)
