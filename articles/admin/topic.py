"""The tree of topics and the rules that find them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from articles.admin.base import ReadOnlyAdmin, VocabularyAdmin
from articles.admin.filters import chosen
from articles.admin.history import Trail
from articles.admin.linking import articles_link
from articles.admin.meanwhile import SeenForm
from articles.admin.regrouping import RegroupableAdmin
from articles.admin.trying import TryingAdmin
from articles.extract.topic_rules import parse_rule
from articles.models import LearnedModel, LearnedTopic, Topic, TopicRule

if TYPE_CHECKING:
    from articles.sandbox import Trial


class TopicForm(SeenForm):
    """A topic whose place in the tree leads to a root."""

    class Meta:
        model = Topic
        fields = ("name", "slug", "parent", "description", "rule", "threshold", "accept_above")

    def clean_parent(self) -> Topic | None:
        """Refuse a parent that stands below the topic itself."""
        parent: Topic | None = self.cleaned_data["parent"]
        above = parent
        while above is not None and self.instance.pk is not None:
            if above.pk == self.instance.pk:
                raise forms.ValidationError("This would put the topic below itself.")
            above = above.parent
        return parent


class TopicRuleInline(admin.TabularInline):  # type: ignore[type-arg]  # generic only in the stubs
    """Every version of a topic's rule, the newest first."""

    model = TopicRule
    fields = readonly_fields = ("version", "rule", "threshold", "made_at", "made_by")
    ordering = ("-version",)
    extra = 0
    can_delete = False
    verbose_name_plural = "versions of the rule"

    def get_queryset(self, request: HttpRequest) -> QuerySet[TopicRule]:
        """Versions with who made them."""
        return super().get_queryset(request).select_related("made_by")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Versions are noted when the rule changes."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was is not changed."""
        return False


@admin.register(Topic)
class TopicAdmin(TryingAdmin, RegroupableAdmin, VocabularyAdmin):
    """A topic: its place in the tree, and the query that finds it."""

    change_form_template = "admin/articles/topic_form.html"
    form = TopicForm
    inlines = (TopicRuleInline,)
    uses = ("taggings", "children")
    list_display = ("name", "parent", "rule_shown", "threshold", "rule_version", "articles", "to_decide")
    list_filter = (chosen(Topic, column="parent"),)
    list_select_related = ("parent",)
    list_per_page = 200
    search_fields = ("name",)
    search_columns = ("name", "rule")
    autocomplete_fields = ("parent",)
    prepopulated_fields = {"slug": ("name",)}
    sortable_by = ()
    trails = (Trail(model="Topic"),)

    def save_model(self, request: HttpRequest, obj: Topic, form: Any, change: bool) -> None:
        """Save the topic, and say what of its rule was not read as written."""
        super().save_model(request, obj, form, change)
        if "rule" in form.changed_data:
            for hint in parse_rule(obj.rule).hints:
                self.message_user(request, f"In the rule: {hint}", messages.WARNING)

    def try_out(self, row: Any) -> Trial:
        """Which articles the rule would give the topic and take it from."""
        from articles.sandbox import try_topic  # with all the stages, which other pages never need

        return try_topic(row)

    @admin.display(description="articles")
    def articles(self, topic: Topic) -> str:
        """A link to the articles that carry the tag."""
        return articles_link(topic)

    @admin.display(description="to decide")
    def to_decide(self, topic: Topic) -> str:
        """Links to what classifiers suggest and doubt."""
        address = reverse("admin:articles_tagging_changelist")
        return format_html(
            '<a href="{0}?to_decide=suggested&amp;topic={1}">suggestions</a>, '
            '<a href="{0}?to_decide=doubted&amp;topic={1}">doubts</a>',
            address,
            topic.pk,
        )

    @admin.display(description="rule")
    def rule_shown(self, topic: Topic) -> str:
        """The rule, cut to a line."""
        return topic.rule if len(topic.rule) <= 90 else topic.rule[:90] + "…"


@admin.register(TopicRule)
class TopicRuleAdmin(ReadOnlyAdmin):
    """Every version of every rule."""

    list_display = ("topic", "version", "rule", "threshold", "made_at", "made_by")
    list_filter = (chosen(Topic, column="topic"),)
    list_select_related = ("topic", "made_by")
    search_fields = ("rule",)
    sortable_by = ()


class LearnedTopicInline(admin.TabularInline):  # type: ignore[type-arg]  # generic only in the stubs
    """What a training learned, by topic."""

    model = LearnedTopic
    fields = readonly_fields = ("topic", "accepted", "rejected", "precision", "recall")
    extra = 0
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[LearnedTopic]:
        """Figures with the topics' names."""
        return super().get_queryset(request).select_related("topic", "model").order_by("topic__name")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only training adds any."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Figures are measured, not edited."""
        return False


@admin.register(LearnedModel)
class LearnedModelAdmin(ReadOnlyAdmin):
    """Every training of the classifiers; the newest is in use."""

    inlines = (LearnedTopicInline,)
    list_display = ("__str__", "trained_at", "texts", "terms")
    fields = ("trained_at", "texts", "terms")
    search_fields = ("pk",)
    list_defer = ("content", "trials")
    ordering = ("-pk",)
    sortable_by = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[LearnedModel]:
        """Trainings without their bytes."""
        return super().get_queryset(request).defer("content", "trials")


@admin.register(LearnedTopic)
class LearnedTopicAdmin(ReadOnlyAdmin):
    """What trainings learned of topics, with cross-validated precision and recall."""

    list_display = ("topic", "model", "accepted", "rejected", "precision", "recall")
    list_filter = (chosen(Topic, column="topic"),)
    search_fields = ("topic__name",)
    ordering = ("-model", "topic__name")
    sortable_by = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[LearnedTopic]:
        """Figures with names, and without the models' bytes."""
        return super().get_queryset(request).select_related("topic", "model").defer("model__content", "model__trials")
