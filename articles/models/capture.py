"""Raw captures, where they were seen, and the tombstones of those taken down."""

from __future__ import annotations

import zlib

from django.conf import settings
from django.db import models
from django.db.models.functions import MD5


class CaptureQuerySet(models.QuerySet["Capture"]):
    """Reads of captures."""

    def without_content(self) -> CaptureQuerySet:
        """The same captures, their bytes left in the database."""
        return self.defer("content")


class Capture(models.Model):
    """The bytes of one saved page, stored before anything is done with them."""

    class Status(models.TextChoices):
        """How far a capture has come."""

        STORED = "stored", "stored, not yet processed"
        PROCESSED = "processed", "processed"
        REJECTED = "rejected", "rejected"
        EMPTIED = "emptied", "bytes taken down"

    sha256 = models.CharField(
        "SHA-256", max_length=64, unique=True, help_text="Of the bytes as captured, in hexadecimal."
    )
    content = models.BinaryField(help_text="The bytes as captured, zlib-compressed; empty after a takedown.")
    size = models.PositiveIntegerField(help_text="Of the bytes as captured, uncompressed.")
    media_type = models.CharField(max_length=100)
    address_key = models.CharField(
        max_length=400,
        null=True,
        blank=True,
        help_text="The same for all addresses of its page; empty where that is unknown, null before it was looked for.",
    )
    encoding = models.CharField(
        max_length=40, blank=True, help_text="As cleaning found it; decodes the bytes for reading."
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.STORED)
    reason = models.TextField(blank=True, help_text="Why it was rejected.")
    removed = models.JSONField(
        default=list, blank=True, help_text="Pieces of the page that belong to none of its articles: [{text, rule}]."
    )
    is_rejection_right = models.BooleanField(
        default=False, db_default=False, help_text="A curator looked at it and agrees that it holds nothing."
    )
    pipeline_version = models.CharField(max_length=20, blank=True)
    is_sample = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    processed_at = models.DateTimeField(null=True, blank=True)

    objects = CaptureQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["status", "-id"], name="capture_status"),
            models.Index(fields=["-id"], condition=models.Q(is_sample=True), name="capture_sample"),
            models.Index(
                fields=["-id"],
                condition=models.Q(status="rejected", is_rejection_right=False),
                name="capture_rejection_open",
            ),
            models.Index(fields=["address_key"], condition=models.Q(address_key__gt=""), name="capture_address"),
        ]

    def __str__(self) -> str:
        return f"capture {self.pk} ({self.sha256[:12]})"

    @property
    def is_letter(self) -> bool:
        """Whether it is an e-mail, which names who received it and holds links that are theirs alone."""
        return self.media_type.startswith("message/")

    def raw(self) -> bytes:
        """The bytes as captured; none where they were taken down."""
        return zlib.decompress(bytes(self.content)) if self.content else b""

    def source_text(self) -> str:
        """The bytes decoded for reading; what does not decode shows as the replacement character."""
        return self.raw().decode(self.encoding or "utf-8", errors="replace").replace("\x00", "\ufffd")


class Sighting(models.Model):
    """One time and place the same bytes were met. Together a capture's sightings say what is known of it."""

    class How(models.TextChoices):
        """The way in."""

        FILE = "file", "file"
        ARCHIVE = "archive", "member of an archive"
        SAMPLE = "sample", "bundled sample"
        DESK = "desk", "added by hand"
        FETCHED = "fetched", "fetched by its address"
        FEED = "feed", "text of a feed"
        PROGRAM = "program", "sent by a program"
        PAGE = "page", "sent from the browser"

    capture = models.ForeignKey(Capture, on_delete=models.CASCADE, related_name="sightings")
    url = models.TextField("URL", blank=True)
    file_name = models.TextField(blank=True)
    captured_at = models.DateTimeField(null=True, blank=True)
    source_name = models.CharField(max_length=200, blank=True, help_text="The publisher as the caller named it.")
    how = models.CharField(max_length=10, choices=How, default=How.FILE)
    seen_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            # The long texts by their hash: an index row holds 2,704 bytes and no more.
            models.UniqueConstraint(
                "capture",
                MD5("url"),
                MD5("file_name"),
                "captured_at",
                "source_name",
                "how",
                name="sighting_unique",
                nulls_distinct=False,
            )
        ]
        indexes = [models.Index(MD5("url"), condition=models.Q(url__gt=""), name="sighting_url")]

    def __str__(self) -> str:
        return self.url or self.file_name or f"sighting {self.pk}"


class Tombstone(models.Model):
    """What is left of a capture that was taken down: its hash, so that it is not taken in again, and the reason."""

    sha256 = models.CharField("SHA-256", max_length=64, unique=True)
    reason = models.TextField()
    purged_at = models.DateTimeField(auto_now_add=True)
    purged_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL)

    class Meta:
        ordering = ["-purged_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.sha256[:12]}: {self.reason}"
