"""What classifiers learned from the archive's own tags."""

from __future__ import annotations

from django.db import models

from articles.models.topic import Topic


class LearnedModelQuerySet(models.QuerySet["LearnedModel"]):
    """Reads of models."""

    def newest_first(self) -> LearnedModelQuerySet:
        """The model in use first."""
        return self.order_by("-pk")


class LearnedModel(models.Model):
    """One training: the classifiers of all topics and the terms they share. The newest is in use.

    `content` is NumPy's compressed format without pickles, so that to read it runs nothing; so are `trials`, for
    looking through the archive. An earlier training keeps its figures and loses both.
    """

    LARGEST = 64 * 1024 * 1024  # bytes of content

    trained_at = models.DateTimeField(auto_now_add=True)
    texts = models.PositiveIntegerField(help_text="Articles that were learned from.")
    terms = models.PositiveIntegerField(help_text="Stems that the classifiers weigh.")
    content = models.BinaryField(blank=True, default=b"")
    trials = models.BinaryField(
        blank=True, default=b"", help_text="What trial classifiers said of the articles learned from."
    )

    objects = LearnedModelQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"training {self.pk}"


class LearnedTopic(models.Model):
    """What one training learned of one topic, with its cross-validated precision and recall."""

    model = models.ForeignKey(LearnedModel, on_delete=models.CASCADE, related_name="topics")
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="trainings")
    accepted = models.PositiveIntegerField(help_text="Articles learned from that carry the topic.")
    rejected = models.PositiveIntegerField(help_text="Articles learned from that curators refused the topic.")
    precision = models.FloatField()
    recall = models.FloatField()

    class Meta:
        ordering = ["-model_id", "topic_id"]
        constraints = [
            models.UniqueConstraint(fields=["model", "topic"], name="learned_topic_unique"),
            models.CheckConstraint(
                condition=models.Q(precision__gte=0, precision__lte=1, recall__gte=0, recall__lte=1),
                name="learned_topic_figures_in_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic} in {self.model}"
