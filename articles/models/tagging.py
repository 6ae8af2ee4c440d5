"""Mentions of entities in articles, and the tags that articles carry."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q

from articles import documents
from articles.models.article import Article
from articles.models.entity import Company, Person, Place
from articles.models.history import tracked
from articles.models.topic import Topic

ENTITY_FIELDS = ("company", "person", "place")
TAG_FIELDS = ("topic", *ENTITY_FIELDS)


def _exactly_one(names: tuple[str, ...]) -> Q:
    """A condition that holds where one of the foreign keys is set and the others are null."""
    condition = Q()
    for chosen in names:
        condition |= Q(**{f"{name}__isnull": name != chosen for name in names})
    return condition


class Mention(models.Model):
    """One place in an article that names an entity. Made by the rules, and made again when they change."""

    class Field(models.TextChoices):
        """Which text the span counts its characters in."""

        TITLE = documents.MentionField.TITLE.value, "title"
        TEXT = documents.MentionField.TEXT.value, "text"

    class Role(models.TextChoices):
        """What part the entity plays there."""

        SUBJECT = documents.Role.SUBJECT.value, "subject"
        MENTIONED = documents.Role.MENTIONED.value, "mentioned"
        SOURCE = documents.Role.SOURCE.value, "source quoted"

    id = models.BigAutoField(primary_key=True)  # made again at every reprocessing, so 2^31 would not last
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="mentions")
    company = models.ForeignKey(Company, null=True, blank=True, on_delete=models.CASCADE, related_name="mentions")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.CASCADE, related_name="mentions")
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.CASCADE, related_name="mentions")
    field = models.CharField(max_length=5, choices=Field, default=Field.TEXT)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    surface = models.TextField()
    rule = models.CharField(max_length=60)
    confidence = models.FloatField()
    role = models.CharField(max_length=10, choices=Role, default=Role.MENTIONED)

    class Meta:
        ordering = ["article_id", "-field", "start", "pk"]
        constraints = [
            models.CheckConstraint(condition=_exactly_one(ENTITY_FIELDS), name="mention_of_one_entity"),
            models.CheckConstraint(condition=Q(end__gt=models.F("start")), name="mention_span_not_empty"),
            models.CheckConstraint(
                condition=Q(confidence__gte=0, confidence__lte=1), name="mention_confidence_in_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.surface!r} at {self.start}"


@pghistory.track(*tracked(inserts=True))
class Tagging(models.Model):
    """A tag on an article: who or what gave it, the sentence that earned it, and what was decided of it."""

    class How(models.TextChoices):
        """Who gave or last decided the tag. A curator's word outlives every re-run."""

        RULE = "rule", "rule"
        LEARNED = "learned", "learned"
        CURATOR = "curator", "curator"

    class Decision(models.TextChoices):
        """Whether the tag stands. Only accepted tags are shown and counted."""

        ACCEPTED = "accepted", "accepted"
        REJECTED = "rejected", "rejected"
        OPEN = "open", "open"

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="taggings")
    topic = models.ForeignKey(Topic, null=True, blank=True, on_delete=models.CASCADE, related_name="taggings")
    company = models.ForeignKey(Company, null=True, blank=True, on_delete=models.CASCADE, related_name="taggings")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.CASCADE, related_name="taggings")
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.CASCADE, related_name="taggings")
    how = models.CharField(max_length=10, choices=How, default=How.RULE)
    decision = models.CharField(max_length=10, choices=Decision, default=Decision.ACCEPTED)
    role = models.CharField(max_length=10, choices=Mention.Role, default=Mention.Role.MENTIONED)
    confidence = models.FloatField(default=1.0)
    evidence = models.TextField(blank=True, help_text="The sentence that earned the tag.")
    evidence_field = models.CharField(max_length=5, choices=Mention.Field, default=Mention.Field.TEXT)
    evidence_start = models.PositiveIntegerField(null=True, blank=True)
    sentences = models.JSONField(
        default=list, db_default=[], blank=True, help_text="What carries a topic: [[field, start, end, score], ...]."
    )
    rule_version = models.PositiveIntegerField(
        null=True, blank=True, help_text="The version of the topic's rule that gave the tag."
    )
    model_version = models.PositiveIntegerField(
        null=True, blank=True, help_text="The training of the classifiers that suggested the tag."
    )
    doubt = models.FloatField(
        null=True, blank=True, help_text="How sure a classifier is that the rule's tag is wrong; empty where it is not."
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["article_id", "pk"]
        indexes = [
            models.Index(
                fields=["-confidence", "-id"],
                condition=Q(how="learned", decision="open"),
                name="tagging_suggested",
            ),
            models.Index(fields=["-id"], condition=~Q(decision="accepted"), name="tagging_not_accepted"),
            models.Index(fields=["-id"], condition=~Q(how="rule"), name="tagging_not_by_rule"),
            models.Index(fields=["-doubt", "-id"], condition=Q(doubt__isnull=False), name="tagging_doubted"),
            models.Index(
                fields=["-confidence", "-id"], condition=Q(how="rule", decision="open"), name="tagging_uncertain"
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=_exactly_one(TAG_FIELDS), name="tagging_of_one_thing"),
            *(
                models.UniqueConstraint(
                    fields=["article", name], condition=Q(**{f"{name}__isnull": False}), name=f"tagging_{name}_unique"
                )
                for name in TAG_FIELDS
            ),
        ]

    def __str__(self) -> str:
        return f"{self.thing} on article {self.article_id} ({self.decision})"

    @property
    def thing(self) -> Topic | Company | Person | Place:
        """What the article is tagged with."""
        for name in TAG_FIELDS:
            if getattr(self, f"{name}_id") is not None:
                found: Topic | Company | Person | Place = getattr(self, name)
                return found
        raise ValueError("a tagging without a topic or entity")  # the constraint tagging_of_one_thing forbids it
