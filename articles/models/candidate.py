"""Names that look like companies' and are not on the list, waiting for a curator."""

from __future__ import annotations

from typing import Any

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Count, Max, Min, Q

from articles.models.article import Article
from articles.models.entity import Company
from articles.models.history import tracked


class CompanyCandidateQuerySet(models.QuerySet["CompanyCandidate"]):
    """Reads of candidates."""

    def counted(self) -> models.QuerySet[CompanyCandidate, Any]:
        """Candidates with `articles`, how many published articles name them, and when the first and the last were."""
        published = Q(sightings__article__state=Article.State.PUBLISHED)
        return self.annotate(
            articles=Count("sightings", filter=published),
            first_seen=Min("sightings__article__published_at", filter=published),
            last_seen=Max("sightings__article__published_at", filter=published),
        )


@pghistory.track(*tracked(), exclude=["article_count"])
class CompanyCandidate(models.Model):
    """A name that articles give in the form of a company's ('Acme Inc', 'Acme, a maker of'). It is no tag."""

    class Decision(models.TextChoices):
        """What a curator made of it. A name that was rejected is not proposed again."""

        OPEN = "open", "open"
        ACCEPTED = "accepted", "accepted as a company"
        MERGED = "merged", "merged into a company"
        REJECTED = "rejected", "rejected"

    key = models.CharField(max_length=200, unique=True, help_text="What the ways to write the name share.")
    name = models.CharField(max_length=200, help_text="As it was written first.")
    decision = models.CharField(max_length=10, choices=Decision, default=Decision.OPEN)
    company = models.ForeignKey(Company, null=True, blank=True, on_delete=models.SET_NULL, related_name="candidates")
    article_count = models.PositiveIntegerField(
        default=0, db_default=0, help_text="Articles that name it, as last counted."
    )
    created_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = CompanyCandidateQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        indexes = [
            models.Index(fields=["-article_count", "id"], condition=Q(decision="open"), name="candidate_most_named")
        ]

    def __str__(self) -> str:
        return self.name


class CandidateSighting(models.Model):
    """One article that names a candidate, with the sentence. Made again whenever the article is tagged."""

    id = models.BigAutoField(primary_key=True)
    candidate = models.ForeignKey(CompanyCandidate, on_delete=models.CASCADE, related_name="sightings")
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="candidate_sightings")
    rule = models.CharField(max_length=60)
    sentence = models.TextField()

    class Meta:
        ordering = ["-article_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["candidate", "article"], name="candidate_sighting_once_an_article")
        ]

    def __str__(self) -> str:
        return f"candidate {self.candidate_id} in article {self.article_id}"
