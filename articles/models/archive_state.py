"""What the archive remembers of itself."""

from __future__ import annotations

from typing import Any

from django.db import models


class ArchiveState(models.Model):
    """One remembered fact: that the samples were taken in once, or which word lists were loaded."""

    key = models.CharField(max_length=60, primary_key=True)
    value: models.JSONField[Any, Any] = models.JSONField(default=dict, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["key"]
        verbose_name_plural = "archive state"

    def __str__(self) -> str:
        return self.key
