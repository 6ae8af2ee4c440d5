"""The tree of topics and the rules that find them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest

from articles.admin.base import VocabularyAdmin
from articles.admin.filters import chosen
from articles.admin.history import Trail
from articles.admin.linking import articles_link
from articles.extract.topic_rules import parse_rule
from articles.models import Tagging, Topic
from articles.store.search_entries import index_articles

INDEXED_AT_A_TIME = 1_000


class TopicForm(forms.ModelForm):  # type: ignore[type-arg]  # generic only in the stubs
    """A topic whose place in the tree leads to a root."""

    class Meta:
        model = Topic
        fields = ("name", "slug", "parent", "description", "rule", "threshold")

    def clean_parent(self) -> Topic | None:
        """Refuse a parent that stands below the topic itself."""
        parent: Topic | None = self.cleaned_data["parent"]
        above = parent
        while above is not None and self.instance.pk is not None:
            if above.pk == self.instance.pk:
                raise forms.ValidationError("This would put the topic below itself.")
            above = above.parent
        return parent


@admin.register(Topic)
class TopicAdmin(VocabularyAdmin):
    """A topic: its place in the tree, and the query that finds it."""

    form = TopicForm
    uses = ("taggings", "children")
    list_display = ("name", "parent", "rule_shown", "threshold", "articles")
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
        """Save the topic, say what its rule was read as, tag what it touches, index its articles under new parents."""
        super().save_model(request, obj, form, change)
        if "rule" in form.changed_data:
            for hint in parse_rule(obj.rule).hints:
                self.message_user(request, f"In the rule: {hint}", messages.WARNING)
        if {"rule", "threshold"} & set(form.changed_data):
            from articles.retagging import retag_topic  # with all its stages, which other pages never need

            self.message_user(request, str(retag_topic(topic_id=obj.pk)), messages.SUCCESS)
        if change and "parent" in form.changed_data:
            _index_articles_below(obj)

    @admin.display(description="articles")
    def articles(self, topic: Topic) -> str:
        """A link to the articles that carry the tag."""
        return articles_link(topic)

    @admin.display(description="rule")
    def rule_shown(self, topic: Topic) -> str:
        """The rule, cut to a line."""
        return topic.rule if len(topic.rule) <= 90 else topic.rule[:90] + "…"


def _index_articles_below(topic: Topic) -> None:
    """Write the search entries of the articles under a topic again: they hold its ancestors."""
    below, level = {topic.pk}, {topic.pk}
    while level := set(Topic.objects.filter(parent__in=level).values_list("pk", flat=True)) - below:
        below |= level
    tagged = Tagging.objects.filter(topic__in=below, decision=Tagging.Decision.ACCEPTED)
    ids = sorted(set(tagged.order_by().values_list("article", flat=True)))
    for start in range(0, len(ids), INDEXED_AT_A_TIME):
        index_articles(article_ids=ids[start : start + INDEXED_AT_A_TIME])
