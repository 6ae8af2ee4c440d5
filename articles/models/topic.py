"""The tree of topics."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.urls import reverse

from articles.models.history import tracked


class TopicQuerySet(models.QuerySet["Topic"]):
    """Reads of topics."""

    def roots(self) -> TopicQuerySet:
        """Topics without a parent."""
        return self.filter(parent__isnull=True)


@pghistory.track(*tracked(inserts=True))
class Topic(models.Model):
    """A business topic, and the rule that finds it."""

    name = models.CharField(max_length=120, unique=True)
    slug = models.SlugField(max_length=120, unique=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    description = models.TextField(blank=True)
    rule = models.TextField(blank=True, help_text="A query in the archive's own language.")
    threshold = models.FloatField(default=0.5, help_text="The score, from 0 to 1, from which the tag is given.")

    rule_version = models.PositiveIntegerField(
        default=1, db_default=1, editable=False, help_text="Counts the changes of rule and threshold."
    )
    accept_above = models.FloatField(
        null=True,
        blank=True,
        help_text="The classifier's confidence, from 0 to 1, above which suggestions are accepted. Empty: never.",
    )

    objects = TopicQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(threshold__gte=0, threshold__lte=1), name="topic_threshold_in_range"
            ),
            models.CheckConstraint(
                condition=models.Q(accept_above__isnull=True) | models.Q(accept_above__gte=0, accept_above__lte=1),
                name="topic_accept_above_in_range",
            ),
            models.CheckConstraint(
                condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("id")),
                name="topic_not_its_own_parent",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The topic's public page."""
        return reverse("articles:topic", args=[self.slug])


class TopicRule(models.Model):
    """A topic's rule as it stood from some moment on. Tags remember the version that gave them."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="rules")
    version = models.PositiveIntegerField()
    rule = models.TextField(blank=True)
    threshold = models.FloatField()
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Empty where it came with the archive.",
    )

    class Meta:
        ordering = ["topic_id", "-version"]
        constraints = [models.UniqueConstraint(fields=["topic", "version"], name="topic_rule_version_unique")]

    def __str__(self) -> str:
        return f"{self.topic}, version {self.version}"
