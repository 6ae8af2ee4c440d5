"""The closed vocabularies: companies with their aliases, people, places."""

from __future__ import annotations

import pghistory
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.urls import reverse

from articles.models.history import tracked


class CompanyQuerySet(models.QuerySet["Company"]):
    """Reads of companies."""

    def with_aliases(self) -> CompanyQuerySet:
        """The same companies, their aliases read in one further query."""
        return self.prefetch_related("aliases")


@pghistory.track(*tracked())
class Company(models.Model):
    """A company, agency or other organisation that business news names."""

    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=200, unique=True)
    ticker = models.CharField(max_length=20, blank=True)
    exchange = models.CharField(max_length=40, blank=True)
    country = models.CharField(max_length=2, blank=True, help_text="ISO 3166-1 alpha-2.")
    sector = models.CharField(max_length=80, blank=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    is_news_source = models.BooleanField(default=False, help_text="Often quoted: 'told Reuters' is not about Reuters.")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = CompanyQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name_plural = "companies"
        indexes = [GinIndex(fields=["name"], opclasses=["gin_trgm_ops"], name="company_name_trigram")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The company's public page."""
        return reverse("articles:company", args=[self.slug])


@pghistory.track(*tracked(inserts=True))
class CompanyAlias(models.Model):
    """One way to write a company's name."""

    class Kind(models.TextChoices):
        """What sort of name it is."""

        NAME = "name", "name"
        SHORT = "short", "common name"
        BRAND = "brand", "brand"
        FORMER = "former", "former name"
        TICKER = "ticker", "ticker"

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="aliases")
    text = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.NAME)
    needs_evidence = models.BooleanField(default=False, help_text="Also an ordinary word or another name.")
    until = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Last year of a former name.")

    class Meta:
        ordering = ["text", "pk"]
        verbose_name_plural = "company aliases"
        constraints = [models.UniqueConstraint(fields=["company", "text"], name="company_alias_unique")]
        indexes = [GinIndex(fields=["text"], opclasses=["gin_trgm_ops"], name="company_alias_trigram")]

    def __str__(self) -> str:
        return self.text


@pghistory.track(*tracked())
class Person(models.Model):
    """A person named in the news."""

    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=200, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "pk"]
        verbose_name_plural = "people"
        indexes = [GinIndex(fields=["name"], opclasses=["gin_trgm_ops"], name="person_name_trigram")]

    def __str__(self) -> str:
        return self.name


@pghistory.track(*tracked())
class Place(models.Model):
    """A country or a large city."""

    class Kind(models.TextChoices):
        """What sort of place it is."""

        COUNTRY = "country", "country"
        CITY = "city", "city"

    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=200, unique=True)
    kind = models.CharField(max_length=10, choices=Kind)
    country = models.CharField(max_length=2, blank=True, help_text="ISO 3166-1 alpha-2.")
    aliases = models.JSONField(default=list, blank=True, help_text="Other ways to write it.")
    demonyms = models.JSONField(default=list, blank=True, help_text="Adjectives that stand for it.")

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name
