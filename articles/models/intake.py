"""What was read from outside and is no capture: files that were taken in, how far, and what was refused of them."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import MD5


class TakenFile(models.Model):
    """A file that was read, wholly or up to a place from which reading goes on. Another content is another file."""

    path = models.TextField(help_text="As it was given; of a web archive in a WACZ, with its name in there.")
    size = models.BigIntegerField(help_text="In bytes.")
    modified_ns = models.BigIntegerField("modified", help_text="Nanoseconds since 1970, as the file system tells.")
    sha256 = models.CharField(
        "SHA-256", max_length=64, help_text="In hexadecimal; of a file beyond 64 MB, of its first and last 32 MB."
    )
    position = models.BigIntegerField(default=0, help_text="Where in the file reading goes on, in bytes.")
    within = models.BigIntegerField(default=0, help_text="Records from there on that are done.")
    records = models.BigIntegerField(default=0, help_text="Records that are done.")
    is_done = models.BooleanField(default=False)
    outcome = models.TextField(blank=True, help_text="What became of it, where a watched folder brought it.")
    is_rejected = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["sha256"], name="taken_file_sha256")]
        constraints = [
            # The path by its hash: an index row holds 2,704 bytes and no more.
            models.UniqueConstraint(MD5("path"), "size", "modified_ns", "sha256", name="taken_file_unique"),
            models.CheckConstraint(
                condition=models.Q(position__gte=0, within__gte=0, records__gte=0), name="taken_file_place"
            ),
        ]

    def __str__(self) -> str:
        return self.path


class RefusedInput(models.Model):
    """A file, a member or a record that could not even become a capture, and why. Its bytes stay where they were."""

    name = models.TextField(help_text="The path as given, with the member's name or the record's number.")
    reason = models.TextField()
    is_skipped = models.BooleanField(
        "skipped",
        default=False,
        db_default=False,
        help_text="Met in a folder or a ZIP, where files that are no pages are nothing amiss.",
    )
    seen_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(MD5("name"), MD5("reason"), name="refused_input_unique")]

    def __str__(self) -> str:
        return self.name
