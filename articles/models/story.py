"""Stories: articles that tell of one event, what joins them, and what curators decided."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from articles.models.article import Article
from articles.models.history import tracked


class StoryQuerySet(models.QuerySet["Story"]):
    """Reads of stories."""

    def told(self) -> StoryQuerySet:
        """Those that have articles and were not joined to another."""
        return self.filter(merged_into__isnull=True, article_count__gt=0)


@pghistory.track(*tracked(), exclude=["starts_at", "ends_at", "article_count", "updated_at"])
class Story(models.Model):
    """An event as several articles tell it. It keeps its number for life; one joined to another leads there."""

    title = models.TextField()
    title_is_pinned = models.BooleanField(
        default=False, help_text="A curator named it; the rules leave the name alone."
    )
    slug = models.SlugField(max_length=100, allow_unicode=False)
    starts_at = models.DateTimeField(null=True, blank=True, help_text="Of the first article, UTC.")
    ends_at = models.DateTimeField(null=True, blank=True, help_text="Of the last article, UTC.")
    article_count = models.PositiveIntegerField(default=0)
    merged_into = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="merged",
        help_text="The one it is part of.",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = StoryQuerySet.as_manager()

    class Meta:
        ordering = [F("ends_at").desc(nulls_last=True), "-pk"]
        verbose_name_plural = "stories"
        indexes = [models.Index(F("ends_at").desc(nulls_last=True), F("id").desc(), name="story_newest")]
        constraints = [
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="story_not_merged_into_itself"),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | Q(article_count=0), name="story_merged_has_no_articles"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The story's public page."""
        return reverse("articles:story", args=[self.pk, self.slug])


class StoryMember(models.Model):
    """An article of a story. It is in one story at most, and of copies only the one that is counted is in any."""

    article = models.OneToOneField(Article, on_delete=models.CASCADE, primary_key=True, related_name="story_member")
    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="members")

    class Meta:
        ordering = ["article_id"]

    def __str__(self) -> str:
        return f"article {self.article_id} in story {self.story_id}"


@pghistory.track(*tracked(inserts=True))
class StoryPin(models.Model):
    """A curator's word on an article and a story. It outlives every re-run of the rules."""

    class Decision(models.TextChoices):
        """Whether the article belongs to the story, whatever the rules find."""

        IN = "in", "in"
        OUT = "out", "out"

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="story_pins")
    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="pins")
    decision = models.CharField(max_length=3, choices=Decision)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["story_id", "article_id"]
        constraints = [
            models.UniqueConstraint(fields=["article", "story"], name="story_pin_unique"),
            models.UniqueConstraint(fields=["article"], condition=Q(decision="in"), name="story_pin_in_one_story"),
        ]

    def __str__(self) -> str:
        return f"article {self.article_id} {self.decision} story {self.story_id}"


class StoryTerms(models.Model):
    """The words that tell an article from others, weightiest first; what its story and related articles are found by.

    Public articles that are counted have a row. The arrays run side by side.
    """

    article = models.OneToOneField(Article, on_delete=models.CASCADE, primary_key=True, related_name="story_terms")
    published_at = models.DateTimeField(null=True, help_text="Null where the day is not known: such are never joined.")
    stems: ArrayField[list[str], list[str]] = ArrayField(models.TextField(db_collation="C"), default=list)
    rarities: ArrayField[list[int], list[int]] = ArrayField(
        models.SmallIntegerField(),
        default=list,
        help_text="Hundredths of the logarithm of articles to one with the word.",
    )
    weights: ArrayField[list[int], list[int]] = ArrayField(
        models.SmallIntegerField(), default=list, help_text="Hundredths."
    )
    names: ArrayField[list[int], list[int]] = ArrayField(
        models.SmallIntegerField(), default=list, help_text="Rare words that stand side by side have the same number."
    )
    in_title: ArrayField[list[bool], list[bool]] = ArrayField(models.BooleanField(), default=list)

    class Meta:
        verbose_name_plural = "story terms"
        indexes = [
            GinIndex(fields=["stems"], fastupdate=False, name="story_terms_stems"),
            models.Index(fields=["published_at"], name="story_terms_published"),
        ]

    def __str__(self) -> str:
        return f"terms of article {self.article_id}"


class StoryLink(models.Model):
    """Two articles that may tell of one event, and how likely."""

    first = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="story_links_as_first")
    second = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="story_links_as_second")
    score = models.FloatField(help_text="From 0 to 1.")

    class Meta:
        ordering = ["first_id", "second_id"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="story_link_unique"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="story_link_in_order"),
        ]
        indexes = [
            models.Index(
                fields=["-score", "-id"],
                condition=Q(score__gte=0.6, score__lt=0.75),  # below the limit of articles.similar.story_groups
                name="story_link_doubtful",
            )
        ]

    def __str__(self) -> str:
        return f"articles {self.first_id} and {self.second_id}"
