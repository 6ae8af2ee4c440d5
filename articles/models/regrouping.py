"""What curators joined and parted in the closed vocabularies, and the addresses that lead elsewhere since."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from articles.models.entity import Company, Person, Place
from articles.models.source import Source
from articles.models.topic import Topic

KINDS = ("company", "person", "place", "topic", "source")


class ExactEncoder(DjangoJSONEncoder):
    """JSON that keeps the microseconds of a time."""

    def default(self, o: Any) -> Any:
        """Times in full, the rest as Django writes it."""
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


class Regrouping(models.Model):
    """One merge or split, with all that undoing it needs."""

    class Act(models.TextChoices):
        """What was done."""

        MERGE = "merge", "merged into"
        SPLIT = "split", "split off from"

    act = models.CharField(max_length=5, choices=Act)
    kind = models.CharField(max_length=10, choices=[(kind, kind) for kind in KINDS])
    kept_id = models.IntegerField(help_text="What stayed.")
    kept_name = models.CharField(max_length=200)
    other_id = models.IntegerField(help_text="What was merged away, or split off.")
    other_name = models.CharField(max_length=200)
    other_slug = models.CharField(max_length=200)
    articles = models.PositiveIntegerField(default=0, help_text="How many were touched.")
    journal: models.JSONField[dict[str, object], dict[str, object]] = models.JSONField(
        default=dict, encoder=ExactEncoder, help_text="The rows moved, changed, made and dropped."
    )
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-pk"]
        verbose_name = "merge or split"
        verbose_name_plural = "merges and splits"

    def __str__(self) -> str:
        return f"{self.kind} {self.other_name} {self.get_act_display()} {self.kept_name}"


def _one_thing() -> Q:
    """A condition that holds where one of the columns is set and the others are null."""
    condition = Q()
    for chosen in KINDS:
        condition |= Q(**{f"{name}__isnull": name != chosen for name in KINDS})
    return condition


class MovedAddress(models.Model):
    """The former address of something that was merged: where its pages, filters and findings lead now."""

    slug = models.CharField(max_length=200)
    company = models.ForeignKey(
        Company, null=True, blank=True, on_delete=models.CASCADE, related_name="moved_addresses"
    )
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.CASCADE, related_name="moved_addresses")
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.CASCADE, related_name="moved_addresses")
    topic = models.ForeignKey(Topic, null=True, blank=True, on_delete=models.CASCADE, related_name="moved_addresses")
    source = models.ForeignKey(Source, null=True, blank=True, on_delete=models.CASCADE, related_name="moved_addresses")

    class Meta:
        ordering = ["slug", "pk"]
        verbose_name_plural = "moved addresses"
        constraints = [
            models.CheckConstraint(condition=_one_thing(), name="moved_address_of_one_thing"),
            *(
                models.UniqueConstraint(
                    fields=["slug"], condition=Q(**{f"{kind}__isnull": False}), name=f"moved_address_{kind}_unique"
                )
                for kind in KINDS
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    @property
    def thing(self) -> Company | Person | Place | Topic | Source:
        """Where the address leads."""
        for kind in KINDS:
            if getattr(self, f"{kind}_id") is not None:
                found: Company | Person | Place | Topic | Source = getattr(self, kind)
                return found
        raise ValueError("an address that leads nowhere")  # the constraint moved_address_of_one_thing forbids it
