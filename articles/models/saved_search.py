"""Searches that people keep."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse


class SavedSearch(models.Model):
    """A search under a name. `query` is the query part of its address, without the question mark.

    What is new is told by article ids: those above `seen_up_to`, and of the last before it those that were not among
    the results then, since an article can be committed after one with a higher id.
    """

    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False, help_text="Names it in its address.")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_searches")
    name = models.CharField(max_length=120)
    query = models.TextField()
    seen_up_to = models.BigIntegerField(default=0)
    seen_lately: ArrayField[list[int], list[int]] = ArrayField(models.BigIntegerField(), default=list)
    looked_at = models.DateTimeField(auto_now_add=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "pk"]
        verbose_name_plural = "saved searches"
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="saved_search_name_unique")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The address that runs it, for its owner and whoever is given it."""
        return reverse("articles:saved_search", args=[self.token])
