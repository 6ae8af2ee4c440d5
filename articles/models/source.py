"""Publishers, and the other ways pages write their names."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse

from articles.models.history import tracked


class SourceQuerySet(models.QuerySet["Source"]):
    """Reads of sources."""

    def named(self, name: str) -> SourceQuerySet:
        """Sources that go by `name`, as name or alias, case ignored."""
        return self.filter(models.Q(name__iexact=name) | models.Q(aliases__name__iexact=name)).distinct()


@pghistory.track(*tracked())
class Source(models.Model):
    """A publisher: a newspaper, an agency, a blog, an aggregator."""

    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=200, unique=True)
    home_page = models.URLField(max_length=500, blank=True)
    is_sample = models.BooleanField(default=False, help_text="An invented outlet of the bundled sample captures.")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(Lower("name"), name="source_name_unique")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The source's public page."""
        return reverse("articles:source", args=[self.slug])


@pghistory.track(*tracked(inserts=True))
class SourceAlias(models.Model):
    """Another way to write a source's name ('Time of India'), or a host name its pages come from."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=200)

    class Meta:
        ordering = ["name", "pk"]
        verbose_name_plural = "source aliases"
        constraints = [models.UniqueConstraint(Lower("name"), name="source_alias_name_unique")]

    def __str__(self) -> str:
        return self.name
