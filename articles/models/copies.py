"""Which articles are copies of one another, and what they are found by."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from articles.models.article import Article
from articles.models.history import tracked


class CopyGroup(models.Model):
    """Articles that tell one text. Made by the rules, and made again when they change."""

    canonical = models.OneToOneField(
        Article, on_delete=models.CASCADE, related_name="canonical_of", help_text="The one that is counted and listed."
    )

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"copies of article {self.canonical_id}"


class Fingerprint(models.Model):
    """What an article's copies are found by, and the group that it is in. A hidden article has none."""

    article = models.OneToOneField(Article, on_delete=models.CASCADE, primary_key=True, related_name="fingerprint")
    hashes: ArrayField[list[int], list[int]] = ArrayField(
        models.BigIntegerField(), default=list, help_text="The sketch of its text, ascending."
    )
    shingle_count = models.PositiveIntegerField(help_text="Different runs of words in its text.")
    group = models.ForeignKey(CopyGroup, null=True, blank=True, on_delete=models.SET_NULL, related_name="fingerprints")

    class Meta:
        ordering = ["article_id"]

    def __str__(self) -> str:
        return f"fingerprint of article {self.article_id}"


class SketchHash(models.Model):
    """The sketches turned round: which articles hold a hash.

    A table with an index rather than an index over arrays: of a hash that very many articles hold, a look-up reads the
    first few and stops, so that it costs the same whatever the archive holds.
    """

    pk = models.CompositePrimaryKey("hash", "article")
    hash = models.BigIntegerField()
    # Forty rows an article: the store keeps them, and a check of each would double the cost of storing.
    article = models.ForeignKey(Article, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")

    class Meta:
        verbose_name_plural = "sketch hashes"

    def __str__(self) -> str:
        return f"{self.hash} in article {self.article_id}"


class CopyPair(models.Model):
    """Two articles of which one repeats the other, or a good part of it."""

    shorter = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="pairs_as_shorter")
    longer = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="pairs_as_longer")
    containment = models.FloatField(help_text="Share of the shorter text that stands in the longer.")
    coverage = models.FloatField(help_text="Share of the longer text that stands in the shorter.")

    class Meta:
        ordering = ["shorter_id", "longer_id"]
        constraints = [
            models.UniqueConstraint(fields=["shorter", "longer"], name="copy_pair_unique"),
            models.CheckConstraint(condition=~Q(shorter=F("longer")), name="copy_pair_of_two"),
        ]
        indexes = [
            models.Index(
                fields=["-coverage", "-id"],
                condition=Q(coverage__gte=0.5, coverage__lt=0.7),  # near the limit of articles.similar.comparison
                name="copy_pair_doubtful",
            )
        ]

    def __str__(self) -> str:
        return f"articles {self.shorter_id} and {self.longer_id}"


@pghistory.track(*tracked(inserts=True))
class CopyChoice(models.Model):
    """An article that a curator chose to stand for its copies, whichever they are and whenever they come."""

    article = models.OneToOneField(Article, on_delete=models.CASCADE, related_name="copy_choice")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL)
    decided_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-decided_at", "-pk"]

    def __str__(self) -> str:
        return f"article {self.article_id} stands for its copies"


@pghistory.track(*tracked(inserts=True))
class CopyVerdict(models.Model):
    """A curator's word on two articles: copies or not, whatever their texts say."""

    lower = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="verdicts_as_lower")
    higher = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="verdicts_as_higher")
    is_copy = models.BooleanField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL)
    decided_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["lower_id", "higher_id"]
        constraints = [
            models.UniqueConstraint(fields=["lower", "higher"], name="copy_verdict_unique"),
            models.CheckConstraint(condition=Q(lower__lt=F("higher")), name="copy_verdict_ordered"),
        ]

    def __str__(self) -> str:
        return f"articles {self.lower_id} and {self.higher_id}: {'copies' if self.is_copy else 'no copies'}"
