"""Pages asked for by their address, and the servers that are asked."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models.functions import MD5

from articles.models.capture import Capture


class PageFetchQuerySet(models.QuerySet["PageFetch"]):
    """Reads of pages asked for."""

    def due(self, now: datetime) -> PageFetchQuerySet:
        """Pages that wait to be fetched, or to be tried again, at this moment."""
        return self.filter(next_try_at__lte=now)


class PageFetch(models.Model):
    """A page that somebody or a feed asked for, and what came of asking last. One row an address."""

    class State(models.TextChoices):
        """How far it has come."""

        WAITING = "waiting", "waiting"
        FETCHED = "fetched", "fetched"
        FAILED = "failed", "failed"

    url = models.TextField("URL")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    reason = models.TextField(blank=True, help_text="Why nothing came, or what became of what came.")
    outcome = models.CharField(max_length=20, blank=True, help_text="What the archive made of it: new, duplicate, …")
    status = models.PositiveSmallIntegerField(null=True, blank=True, help_text="The server's, where it refused.")
    final_url = models.TextField("final URL", blank=True, help_text="Where the redirects ended.")
    capture = models.ForeignKey(Capture, null=True, blank=True, on_delete=models.SET_NULL, related_name="fetches")
    attempts = models.PositiveSmallIntegerField(default=0)
    obeys_robots = models.BooleanField(
        default=False, help_text="The archive found the address by itself, and does as the site's robots.txt asks."
    )
    source_name = models.CharField(max_length=200, blank=True, help_text="The publisher as the caller named it.")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL)
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    next_try_at = models.DateTimeField(
        null=True, blank=True, help_text="When it is due; empty where it is done, or given up."
    )

    objects = PageFetchQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "fetched page"
        constraints = [
            # By its hash: an index row holds 2,704 bytes and no more.
            models.UniqueConstraint(MD5("url"), name="page_fetch_url_unique")
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"], condition=models.Q(next_try_at__isnull=False), name="page_fetch_next_try"
            ),
        ]

    def __str__(self) -> str:
        return self.url


class WebServer(models.Model):
    """A server of the web: when it may be asked next, and what its robots.txt says."""

    class Robots(models.TextChoices):
        """What is known of its robots.txt."""

        UNREAD = "unread", "not read yet"
        READ = "read", "read"
        NONE = "none", "there is none"
        UNREACHABLE = "unreachable", "could not be had"

    origin = models.CharField(max_length=300, unique=True, help_text="Protocol, host and port: https://example.org")
    next_at = models.DateTimeField(help_text="Nothing is asked of it before.")
    robots = models.CharField("robots.txt", max_length=12, choices=Robots, default=Robots.UNREAD)
    robots_text = models.TextField("text of robots.txt", blank=True)
    robots_read_at = models.DateTimeField("robots.txt read at", null=True, blank=True)

    class Meta:
        ordering = ["origin"]

    def __str__(self) -> str:
        return self.origin
