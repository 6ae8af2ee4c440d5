"""Paragraphs that sites repeat under their stories, and the captures that told so."""

from __future__ import annotations

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models

from articles.models.capture import Capture
from articles.models.history import tracked


class SitePage(models.Model):
    """Which paragraphs one capture of a site holds, as numbers. Only the newest of each site are kept."""

    capture = models.OneToOneField(Capture, on_delete=models.CASCADE, primary_key=True, related_name="site_page")
    site = models.CharField(max_length=255, help_text="A host, or 'source:' and a publisher's name.")
    title = models.BigIntegerField(help_text="The title as a number: pages of one title tell one story.")
    paragraphs: ArrayField[list[int], list[int]] = ArrayField(models.BigIntegerField())
    letters: ArrayField[list[int], list[int]] = ArrayField(
        models.IntegerField(), help_text="Of each paragraph, in the same order."
    )

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["site", "-capture"], name="site_page_newest")]

    def __str__(self) -> str:
        return f"capture {self.capture_id} of {self.site}"


@pghistory.track(*tracked())
class SiteFurniture(models.Model):
    """A paragraph that recurs on a site. It is taken out of the site's articles, unless a curator says otherwise."""

    class Verdict(models.TextChoices):
        """What a curator decided."""

        OPEN = "open", "taken out by rule"
        REMOVE = "remove", "taken out by a curator's word"
        KEEP = "keep", "kept in articles"

    site = models.CharField(max_length=255, help_text="A host, or 'source:' and a publisher's name.")
    number = models.BigIntegerField(help_text="What the paragraph is known by, whatever its case and punctuation.")
    text = models.TextField(help_text="As it stood where it was noticed.")
    stories = models.PositiveIntegerField(help_text="Stories that held it when it was noticed.")
    verdict = models.CharField(max_length=10, choices=Verdict, default=Verdict.OPEN)
    first_seen = models.DateTimeField(auto_now_add=True)
    last_seen = models.DateTimeField(auto_now_add=True, help_text="To the day.")

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = "site furniture"
        constraints = [models.UniqueConstraint(fields=["site", "number"], name="site_furniture_unique")]

    def __str__(self) -> str:
        return f"{self.site}: {self.text[:80]}"
