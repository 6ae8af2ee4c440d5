"""Articles and their versions."""

from __future__ import annotations

from typing import Any

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from articles import documents
from articles.models.capture import Capture
from articles.models.history import tracked
from articles.models.source import Source


class ArticleQuerySet(models.QuerySet["Article"]):
    """Reads of articles."""

    def public(self) -> ArticleQuerySet:
        """What anyone may see: all but the hidden."""
        return self.exclude(state=Article.State.HIDDEN)

    def hidden(self) -> ArticleQuerySet:
        """Those that nobody finds."""
        return self.filter(state=Article.State.HIDDEN)

    def newest_first(self) -> ArticleQuerySet:
        """By publication, newest first, the undated last."""
        return self.order_by(F("published_at").desc(nulls_last=True), "-pk")


@pghistory.track(*tracked(deletes=False), exclude=["updated_at", "created_at"])
class Article(models.Model):
    """One story as the archive holds it. It keeps its id and its address for life."""

    class State(models.TextChoices):
        """Who may see it: 'needs review' is public, 'hidden' is not."""

        PUBLISHED = "published", "published"
        NEEDS_REVIEW = "needs_review", "needs review"
        HIDDEN = "hidden", "hidden"

    class Kind(models.TextChoices):
        """What sort of text it is."""

        NEWS = documents.Kind.NEWS.value, "news"
        PRESS_RELEASE = documents.Kind.PRESS_RELEASE.value, "press release"
        OPINION = documents.Kind.OPINION.value, "opinion"
        LIVE_BLOG = documents.Kind.LIVE_BLOG.value, "live blog"
        VIDEO = documents.Kind.VIDEO.value, "video page"
        OTHER = documents.Kind.OTHER.value, "other"

    class Precision(models.TextChoices):
        """How finely the publication date is known."""

        SECOND = documents.Precision.SECOND.value, "to the second"
        DAY = documents.Precision.DAY.value, "to the day"
        MONTH = documents.Precision.MONTH.value, "to the month"
        YEAR = documents.Precision.YEAR.value, "to the year"
        UNKNOWN = documents.Precision.UNKNOWN.value, "unknown"

    title = models.TextField()
    title_is_derived = models.BooleanField(
        default=False, help_text="Made from the text, since the capture has no headline."
    )
    slug = models.SlugField(max_length=100, allow_unicode=False)
    authors = ArrayField(models.TextField(), default=list, blank=True)
    source = models.ForeignKey(Source, null=True, blank=True, on_delete=models.PROTECT, related_name="articles")
    section = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.NEWS)
    published_at = models.DateTimeField(
        null=True, blank=True, help_text="UTC; the start of the period where only a day, month or year is known."
    )
    published_precision = models.CharField(max_length=10, choices=Precision, default=Precision.UNKNOWN)
    published_basis = models.CharField(max_length=40, blank=True, help_text="The rule that found the date.")
    published_is_inferred = models.BooleanField(default=False)
    published_evidence = models.TextField(blank=True, help_text="The words that gave the date.")
    language = models.CharField(max_length=8, blank=True)
    canonical_url = models.TextField("canonical URL", blank=True)
    text = models.TextField(help_text="Paragraphs, separated by one empty line.")
    paragraph_kinds = ArrayField(
        models.CharField(max_length=10),
        default=list,
        blank=True,
        help_text="One for each paragraph, in the same order.",
    )
    word_count = models.PositiveIntegerField(default=0)
    is_damaged = models.BooleanField(default=False, help_text="Words were lost in the capture.")
    state = models.CharField(max_length=15, choices=State, default=State.PUBLISHED)
    state_reason = models.TextField(blank=True)
    curated_fields = ArrayField(
        models.CharField(max_length=40),
        default=list,
        blank=True,
        help_text="Fields a curator decided; reprocessing leaves them alone.",
    )
    restored = models.JSONField(
        default=list,
        db_default=[],
        blank=True,
        help_text="Removed pieces that a curator put back: [{text, rule, after, place}]; "
        "processing puts them back too.",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        ordering = [F("published_at").desc(nulls_last=True), "-pk"]
        indexes = [
            models.Index(F("published_at").desc(nulls_last=True), F("id").desc(), name="article_newest"),
            models.Index(fields=["source", "-id"], name="article_source"),
            models.Index(fields=["state", "-id"], name="article_state"),
            models.Index(fields=["kind", "-id"], name="article_kind"),
            GinIndex(fields=["title"], opclasses=["gin_trgm_ops"], name="article_title_trigram"),
            # What waits for a person, newest first; see articles.curating.
            models.Index(
                fields=["-id"],
                condition=Q(published_at__isnull=True, published_basis="") & ~Q(state="hidden"),
                name="article_undated",
            ),
            models.Index(
                fields=["-id"],
                condition=Q(published_is_inferred=True) & ~Q(state="hidden"),
                name="article_date_doubted",
            ),
            models.Index(
                fields=["-id"], condition=Q(title_is_derived=True) & ~Q(state="hidden"), name="article_title_derived"
            ),
            models.Index(fields=["-id"], condition=Q(is_damaged=True) & ~Q(state="hidden"), name="article_damaged"),
            models.Index(fields=["-id"], condition=Q(state="needs_review", is_damaged=False), name="article_to_review"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(published_at__isnull=True, published_precision="unknown")
                | Q(published_at__isnull=False) & ~Q(published_precision="unknown"),
                name="article_date_has_precision",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The article's public page."""
        return reverse("articles:article", args=[self.pk, self.slug])

    def paragraphs(self) -> list[tuple[str, str, int]]:
        """Its paragraphs as (text, kind, start), start being the character position in `text`."""
        found: list[tuple[str, str, int]] = []
        start = 0
        for number, paragraph in enumerate(self.text.split(documents.PARAGRAPH_BREAK)):
            kind = self.paragraph_kinds[number] if number < len(self.paragraph_kinds) else "paragraph"
            found.append((paragraph, kind, start))
            start += len(paragraph) + len(documents.PARAGRAPH_BREAK)
        return found


class ArticleVersion(models.Model):
    """What one capture, under the rules of one time, made of an article."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="versions")
    capture = models.ForeignKey(Capture, on_delete=models.PROTECT, related_name="versions")
    position = models.PositiveIntegerField(help_text="Among the articles of the capture, from 0.")
    title = models.TextField()
    text = models.TextField()
    removed = models.JSONField(default=list, blank=True, help_text="What cleaning took out: [{text, rule}].")
    found: models.JSONField[Any, Any] = models.JSONField(
        default=dict, blank=True, help_text="The other fields as the rules found them, before a curator's edits."
    )
    pipeline_version = models.CharField(max_length=20)
    is_latest = models.BooleanField(
        default=True, db_default=True, help_text="What the last processing of its capture made."
    )
    is_current = models.BooleanField(default=True, help_text="What the article shows: of its newest capture.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["capture", "position"], condition=Q(is_current=True), name="article_capture_position_unique"
            ),
            models.UniqueConstraint(
                fields=["article"], condition=Q(is_current=True), name="article_current_version_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.pk} of article {self.article_id}"
