"""Feeds that are followed, and the items that were seen in them."""

from __future__ import annotations

from datetime import datetime

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import MD5

from articles.models.capture import Capture
from articles.models.fetching import PageFetch


class FeedQuerySet(models.QuerySet["Feed"]):
    """Reads of feeds."""

    def due(self, now: datetime) -> FeedQuerySet:
        """Feeds that are followed and to be asked at this moment."""
        return self.filter(is_active=True, next_poll_at__lte=now)


class Feed(models.Model):
    """A feed or news sitemap that is asked for what is new, and how that went last."""

    class Text(models.TextChoices):
        """Where an item's text is taken from."""

        AUTO = "auto", "the feed where it carries the whole text, otherwise the linked page"
        PAGE = "page", "the linked page, always"
        FEED = "feed", "the feed, always"

    url = models.TextField("URL", help_text="Of an RSS, Atom or JSON feed, a news sitemap, or an index of those.")
    title = models.CharField(max_length=300, blank=True, help_text="Taken from the feed where empty.")
    source_name = models.CharField(
        "publisher", max_length=200, blank=True, help_text="Of its articles, where their pages do not say."
    )
    text = models.CharField("text from", max_length=4, choices=Text, default=Text.AUTO)
    is_active = models.BooleanField("followed", default=True)
    interval_minutes = models.PositiveIntegerField(
        "minutes between polls", default=60, validators=[MinValueValidator(5), MaxValueValidator(10_080)]
    )
    kind = models.CharField(max_length=40, blank=True, help_text="Its format, as it was read last.")
    etag = models.TextField("ETag", blank=True)
    last_modified = models.TextField(blank=True)
    last_poll_at = models.DateTimeField("last poll", null=True, blank=True)
    last_new_at = models.DateTimeField("last new item", null=True, blank=True)
    last_error = models.TextField(blank=True, help_text="Why the last poll failed; empty where it did not.")
    failures = models.PositiveSmallIntegerField("failures in a row", default=0)
    next_poll_at = models.DateTimeField("next poll", auto_now_add=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = FeedQuerySet.as_manager()

    class Meta:
        ordering = ["title", "pk"]
        constraints = [
            # By its hash: an index row holds 2,704 bytes and no more.
            models.UniqueConstraint(
                MD5("url"), name="feed_url_unique", violation_error_message="This feed is followed already."
            )
        ]
        indexes = [models.Index(fields=["next_poll_at"], condition=models.Q(is_active=True), name="feed_next_poll")]

    def __str__(self) -> str:
        return self.title or self.url


class FeedItem(models.Model):
    """One item that was seen in a feed, so that it is taken once; it led to a page, or its text was taken in."""

    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="items")
    key = models.CharField(max_length=64, help_text="SHA-256 of what the feed tells its items apart by.")
    link = models.TextField(blank=True)
    page = models.ForeignKey(PageFetch, null=True, blank=True, on_delete=models.SET_NULL, related_name="feed_items")
    capture = models.ForeignKey(Capture, null=True, blank=True, on_delete=models.SET_NULL, related_name="feed_items")
    reason = models.TextField(blank=True, help_text="Why nothing was made of it.")
    seen_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["feed", "key"], name="feed_item_key_unique")]

    def __str__(self) -> str:
        return self.link or self.key[:12]
