"""What curators did at the desk, row by row, so that each act can be undone; and who is looking at what."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from articles.models.article import Article


class CurationActQuerySet(models.QuerySet["CurationAct"]):
    """Reads of acts."""

    def without_ids(self) -> CurationActQuerySet:
        """The same acts, the ids of a whole search left in the database."""
        return self.defer("article_ids")


class CurationAct(models.Model):
    """One act of one person: a decision in the queue, an edit, or the same done to many articles."""

    class State(models.TextChoices):
        """How far it has come."""

        RUNNING = "running", "under way"
        DONE = "done", "done"
        STOPPED = "stopped", "stopped"
        UNDOING = "undoing", "being undone"
        UNDONE = "undone", "undone"

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=40, help_text="The kind of the queue, 'edit', or what was done to many.")
    what = models.TextField(help_text="In words, without any of the captured text.")
    operation: models.JSONField[Any, Any] = models.JSONField(
        default=dict, blank=True, help_text="What was asked for, as the desk reads it."
    )
    subject = models.BigIntegerField(null=True, blank=True, help_text="The number of the queue's item.")
    search = models.TextField(blank=True, help_text="The search that was acted on, as it stands in an address.")
    article_ids: ArrayField[list[int], list[int]] = ArrayField(
        models.IntegerField(), default=list, blank=True, help_text="The articles of the search when it was confirmed."
    )
    total = models.PositiveIntegerField(default=1, help_text="Articles to go through.")
    position = models.PositiveIntegerField(default=0, help_text="Articles gone through; in an undoing, rows.")
    state = models.CharField(max_length=10, choices=State, default=State.DONE)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = CurationActQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "act"
        indexes = [
            models.Index(fields=["by", "-id"], name="curation_act_of_person"),
            models.Index(fields=["kind", "subject", "-id"], name="curation_act_of_item"),
        ]

    def __str__(self) -> str:
        return f"act {self.pk}"

    @property
    def is_bulk(self) -> bool:
        """Whether it was done to the articles of a search or a selection."""
        return bool(self.operation.get("is_bulk"))

    @property
    def counted(self) -> str:
        """What `total` and `position` count while it is done."""
        return "captures" if self.operation.get("name") == "reprocess_captures" else "articles"

    @property
    def is_under_way(self) -> bool:
        """Whether there is more of it to do."""
        return self.state in (self.State.RUNNING, self.State.UNDOING)

    @property
    def can_be_undone(self) -> bool:
        """Whether it was done and not undone."""
        return self.state in (self.State.DONE, self.State.STOPPED)


class CurationRow(models.Model):
    """What an act changed of one thing: as it was before, and as the act left it."""

    class State(models.TextChoices):
        """What became of the change."""

        CHANGED = "changed", "changed"
        UNDONE = "undone", "undone"
        LEFT = "left", "left: changed since by someone else"

    id = models.BigAutoField(primary_key=True)
    act = models.ForeignKey(CurationAct, on_delete=models.CASCADE, related_name="rows")
    sort = models.CharField(max_length=20, help_text="What kind of thing changed: says how to undo it.")
    # A takedown takes the row along: it may hold what the article said.
    article = models.ForeignKey(Article, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    subject = models.BigIntegerField(
        null=True, blank=True, help_text="The number of the thing, where it is no article."
    )
    before: models.JSONField[Any, Any] = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    after: models.JSONField[Any, Any] = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    state = models.CharField(max_length=10, choices=State, default=State.CHANGED)
    reason = models.TextField(blank=True, help_text="Why an undoing left it as it is.")

    class Meta:
        ordering = ["act_id", "pk"]
        verbose_name = "changed row"
        indexes = [models.Index(fields=["article", "-id"], name="curation_row_of_article")]

    def __str__(self) -> str:
        return f"{self.sort} of act {self.act_id}"


class QueueHold(models.Model):
    """A person's hand on an item of the queue: looking at it now, or having skipped it."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=40)
    subject = models.BigIntegerField(help_text="The number of the row that waits for a decision.")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    until = models.DateTimeField(null=True, blank=True, help_text="Until when nobody else is shown it.")
    skipped_at = models.DateTimeField(null=True, blank=True, help_text="Skipped items come last for who skipped them.")

    class Meta:
        ordering = ["pk"]
        verbose_name = "hold on the queue"
        verbose_name_plural = "holds on the queue"
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject", "user"], name="queue_hold_once_a_person"),
        ]
        indexes = [
            models.Index(fields=["user", "skipped_at"], name="queue_hold_skipped"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"
