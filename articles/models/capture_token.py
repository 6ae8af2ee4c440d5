"""Tokens by which programs send captures."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone


class CaptureTokenQuerySet(models.QuerySet["CaptureToken"]):
    """Reads of tokens."""

    def in_force(self) -> CaptureTokenQuerySet:
        """Those that nobody revoked."""
        return self.filter(revoked_at__isnull=True)


class CaptureToken(models.Model):
    """A right to send captures, and to do nothing else. The token itself is shown once and kept nowhere."""

    name = models.CharField(max_length=100, unique=True, help_text="What it is for: the program or the machine.")
    start = models.CharField(max_length=12, help_text="How the token begins, to tell it from others.")
    sha256 = models.CharField("SHA-256", max_length=64, unique=True, help_text="Of the token, in hexadecimal.")
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    last_used_at = models.DateTimeField(null=True, blank=True, help_text="To the minute.")
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = CaptureTokenQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name
