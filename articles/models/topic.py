"""The tree of topics."""

from __future__ import annotations

import pghistory
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

    objects = TopicQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(threshold__gte=0, threshold__lte=1), name="topic_threshold_in_range"
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
