"""Stories: renamed, joined, split, and articles put in and taken out; what rules made of them stands beside."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from articles.admin.base import ArchiveAdmin, ReadOnlyAdmin, curator
from articles.admin.history import Trail
from articles.admin.meanwhile import SeenForm, with_seen
from articles.curating.deciding import story_act
from articles.models import Article, Story, StoryLink, StoryMember, StoryPin, StoryTerms
from articles.store.story_decisions import (
    LONGEST_TITLE,
    merge_stories,
    put_in,
    rename_story,
    split_story,
    take_out,
)

SHOWN_AT_MOST: Final = 200  # articles of a story in its form
JOINED_AT_MOST: Final = 20  # stories in one request
_WIDE: Final = ("text", "paragraph_kinds", "published_evidence")


class StoryForm(SeenForm):
    """A story's name, and what is to become of its articles."""

    title = forms.CharField(
        max_length=LONGEST_TITLE,
        required=False,
        widget=forms.TextInput(attrs={"class": "vLargeTextField"}),
        help_text="Yours from then on. Leave it empty to have the title of the first article again.",
    )
    chosen = forms.TypedMultipleChoiceField(
        label="articles", coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    what = forms.ChoiceField(
        label="the ticked ones",
        choices=[("", "stay"), ("out", "do not belong here"), ("split", "are a story of their own")],
        required=False,
        widget=forms.RadioSelect,
    )
    added = forms.IntegerField(
        label="put in article number", required=False, min_value=1, help_text="The number in its address."
    )

    class Meta:
        model = Story
        fields = ("title",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields.get("chosen")
        if isinstance(chosen, forms.TypedMultipleChoiceField):
            rows = Article.objects.filter(story_member__story=self.instance.pk).order_by("published_at", "pk")
            chosen.choices = [
                (pk, f"{moment:%Y-%m-%d %H:%M} {title}" if moment else f"undated {title}")
                for pk, moment, title in rows.values_list("pk", "published_at", "title")[:SHOWN_AT_MOST]
            ]

    def clean_added(self) -> int | None:
        """Refuse a number that no article has, or a hidden one."""
        added: int | None = self.cleaned_data["added"]
        if added is not None and not Article.objects.public().filter(pk=added).exists():
            raise forms.ValidationError("No public article has this number.")
        return added

    def clean(self) -> dict[str, Any]:
        """Refuse a split that leaves nothing."""
        cleaned = super().clean() or self.cleaned_data
        chosen = cleaned.get("chosen") or ()
        if cleaned.get("what") and not chosen:
            self.add_error("chosen", "Tick the articles.")
        if cleaned.get("what") == "split" and len(chosen) >= self.instance.article_count:
            self.add_error("chosen", "Leave at least one article in the story.")
        return cleaned


@admin.register(Story)
class StoryAdmin(ArchiveAdmin):
    """One story: every change is a decision handed to `store`, which outlives every re-run of the rules."""

    form = StoryForm
    list_display = ("title", "starts_at", "ends_at", "article_count", "title_is_pinned", "merged_into")
    list_filter = ("title_is_pinned",)
    list_select_related = ("merged_into",)
    search_fields = ("title",)
    search_columns = ("title",)
    sortable_by = ()
    trails = (Trail(model="Story"), Trail(model="StoryPin", column="story_id"))
    actions = ("join",)
    readonly_fields = ("starts_at", "ends_at", "article_count", "merged_into")
    fieldsets: ClassVar[Any] = (
        (None, {"fields": ("title",)}),
        ("Its articles", {"fields": ("chosen", "what", "added")}),
        ("Kept by the archive", {"fields": (("starts_at", "ends_at", "article_count"), "merged_into")}),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Stories come from articles: split one off another."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A story goes when it has no articles any more."""
        return False

    def get_fieldsets(self, request: HttpRequest, obj: Story | None = None) -> Any:
        """The fieldsets; who may only look is not asked what to do."""
        if self.has_change_permission(request, obj):
            return with_seen(self.fieldsets, is_edited=True)
        return tuple((name, options) for name, options in self.fieldsets if "chosen" not in options["fields"])

    def view_on_site(self, obj: Story) -> str | None:
        """The public page, where there is one."""
        return obj.get_absolute_url() if obj.article_count and not obj.merged_into_id else None

    def save_model(self, request: HttpRequest, obj: Story, form: Any, change: bool) -> None:
        """Hand the decisions to `store`."""
        by, given = curator(request), form.cleaned_data
        articles = [*given["chosen"], *([given["added"]] if given["added"] else ())]
        with story_act("edited a story", article_ids=articles, story_ids=[obj.pk], by=by):
            if "title" in form.changed_data:
                rename_story(story_id=obj.pk, title=given["title"], by=by)
            if given["what"] == "out":
                take_out(article_ids=given["chosen"], by=by)
            elif given["what"] == "split":
                made = split_story(story_id=obj.pk, article_ids=given["chosen"], by=by)
                if made is not None:
                    self.message_user(request, f"The ticked articles are story {made} now.", messages.SUCCESS)
            if given["added"]:
                put_in(article_id=given["added"], story_id=obj.pk, by=by)

    @admin.action(description="Join into one story", permissions=["change"])
    def join(self, request: HttpRequest, queryset: QuerySet[Story]) -> None:
        """Make one story of the selected ones; the addresses of all lead to it."""
        ids = list(
            queryset.order_by().filter(merged_into__isnull=True).values_list("pk", flat=True)[: JOINED_AT_MOST + 1]
        )
        if not 1 < len(ids) <= JOINED_AT_MOST:
            self.message_user(request, f"Choose two to {JOINED_AT_MOST} stories.", messages.WARNING)
            return
        with story_act(f"made one story of {len(ids)}", story_ids=ids, by=curator(request)):
            heir = Story.objects.get(pk=merge_stories(story_ids=ids, by=curator(request)))
        self.log_change(request, heir, f"Joined with {', '.join(str(pk) for pk in sorted(ids) if pk != heir.pk)}.")
        self.message_user(request, f"{len(ids)} stories are story {heir.pk} now.", messages.SUCCESS)


@admin.register(StoryMember)
class StoryMemberAdmin(ReadOnlyAdmin):
    """One article a row, and the story that it is in."""

    list_display = ("article", "story")
    list_select_related = ("article", "story")
    list_defer = tuple(f"article__{column}" for column in _WIDE)
    search_fields = ("article__title",)
    search_columns = ("article__title",)
    ordering = ("-pk",)
    sortable_by = ()


@admin.register(StoryPin)
class StoryPinAdmin(ReadOnlyAdmin):
    """One decision of a curator a row."""

    list_display = ("article", "decision", "story", "decided_by", "decided_at")
    list_filter = ("decision",)
    list_select_related = ("article", "story", "decided_by")
    list_defer = tuple(f"article__{column}" for column in _WIDE)
    search_fields = ("article__title",)
    search_columns = ("article__title",)
    ordering = ("-pk",)
    sortable_by = ()


@admin.register(StoryLink)
class StoryLinkAdmin(ReadOnlyAdmin):
    """Two articles a row, and how likely they tell of one event."""

    list_display = ("first", "second", "score")
    list_select_related = ("first", "second")
    list_defer = tuple(f"{name}__{column}" for name in ("first", "second") for column in _WIDE)
    search_fields = ("first__title", "second__title")
    search_columns = ("first__title", "second__title")
    ordering = ("-pk",)
    sortable_by = ()


@admin.register(StoryTerms)
class StoryTermsAdmin(ReadOnlyAdmin):
    """One article a row, and the words that tell it from others."""

    list_display = ("article", "stems")
    list_select_related = ("article",)
    list_defer = tuple(f"article__{column}" for column in _WIDE)
    search_fields = ("article__title",)
    search_columns = ("article__title",)
    ordering = ("-pk",)
    sortable_by = ()
