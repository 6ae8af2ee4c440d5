"""What classifiers learned, and the tags they suggest or doubt."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from articles.documents import ExtractedArticle
from articles.extract.topic_model import TopicModel
from articles.extract.topic_trials import Trials
from articles.models import Article, LearnedModel, LearnedTopic, Tagging, Topic
from articles.store.earned_tags import (
    EARNED_FIELDS,
    TagKey,
    acceptance_limits,
    doubts_of,
    new_tagging,
    suggested_tags,
)
from articles.store.entities import entity_ids
from articles.store.history import machine_write
from articles.store.lessons import Lessons
from articles.store.search_entries import index_tags

if TYPE_CHECKING:
    from articles.extract.topic_learning import Training


def archive_model() -> TopicModel | None:
    """The classifiers of the newest training, read once in a process; None where nothing was ever learned."""
    newest = archive_version()
    return _model(newest) if newest is not None else None


def archive_version() -> int | None:
    """The number of the training in use."""
    return LearnedModel.objects.exclude(content=b"").newest_first().values_list("pk", flat=True).first()


@transaction.atomic
def save_model(*, training: Training, lessons: Lessons) -> TopicModel:
    """Keep what was learned as the model in use; earlier ones keep their figures only."""
    content = training.model.to_bytes()
    if len(content) > LearnedModel.LARGEST:
        raise ValueError(f"the model has {len(content):,} bytes, of at most {LearnedModel.LARGEST:,}")
    row = LearnedModel.objects.create(
        texts=len(lessons.texts),
        terms=training.model.term_count,
        content=content,
        trials=Trials(article_ids=lessons.article_ids, trials=training.trials).to_bytes(),
    )
    LearnedModel.objects.exclude(pk=row.pk).exclude(content=b"").update(content=b"", trials=b"")
    topics = dict(Topic.objects.filter(slug__in=training.trials).values_list("slug", "pk"))
    LearnedTopic.objects.bulk_create(
        LearnedTopic(
            model=row,
            topic_id=topics[slug],
            accepted=sum(one is True for one in lessons.labels[slug]),
            rejected=lessons.refusals[slug],
            precision=trial.precision,
            recall=trial.recall,
        )
        for slug, trial in training.trials.items()
        if slug in topics
    )
    return TopicModel.from_bytes(content, version=row.pk)


def model_and_trials(version: int) -> tuple[TopicModel, Trials] | None:
    """A training's classifiers and their trials; None where another training has taken its place."""
    row = LearnedModel.objects.exclude(content=b"").filter(pk=version).values_list("content", "trials").first()
    if row is None:
        return None
    return TopicModel.from_bytes(bytes(row[0]), version=version), Trials.from_bytes(bytes(row[1]))


def sync_learned(*, found: Mapping[int, ExtractedArticle], slugs: Collection[str]) -> None:
    """Make suggestions and doubts of articles what classifiers say of the topics `slugs`; `found` holds that alone.

    Tags by rules stay, with or without a doubt; what a curator decided stays as decided, a rejected suggestion too.
    """
    ids = entity_ids(found=found.values())
    topic_ids = set(Topic.objects.filter(slug__in=slugs).values_list("pk", flat=True))
    with machine_write():
        list(Article.objects.filter(pk__in=found).select_for_update(no_key=True).order_by("pk").only("pk"))
        limits = acceptance_limits(found.values(), ids)
        present: dict[int, dict[TagKey, Tagging]] = defaultdict(dict)
        for tagging in Tagging.objects.filter(article_id__in=found, topic_id__in=topic_ids):
            present[tagging.article_id]["topic", tagging.topic_id or 0] = tagging
        new: list[Tagging] = []
        changed: list[Tagging] = []
        gone: list[Tagging] = []
        for article_id, article in found.items():
            suggested = dict(suggested_tags(article, ids, limits))
            doubts = doubts_of(article, ids)
            for key, tag in suggested.items():
                if key not in present[article_id]:
                    new.append(new_tagging(article_id, key, tag, doubt=None))
            for key, tagging in present[article_id].items():
                if tagging.how == Tagging.How.LEARNED and key not in suggested:
                    gone.append(tagging)
                elif tagging.how == Tagging.How.LEARNED and suggested[key].differs_from(tagging):
                    suggested[key].write_to(tagging)
                    changed.append(tagging)
                elif tagging.how == Tagging.How.RULE and tagging.doubt != doubts.get(key):
                    tagging.doubt = doubts.get(key)
                    changed.append(tagging)
        Tagging.objects.filter(pk__in=[tagging.pk for tagging in gone]).delete()
        Tagging.objects.bulk_update(changed, (*EARNED_FIELDS, "doubt"), batch_size=500)
        Tagging.objects.bulk_create(new, batch_size=500)
        index_tags(article_ids={tagging.article_id for tagging in (*new, *changed, *gone)})


def forget_other_topics(*, slugs: Collection[str]) -> None:
    """Take back the suggestions and doubts of topics that are learned no more."""
    others = Tagging.objects.filter(topic__isnull=False).exclude(topic__slug__in=slugs)
    with machine_write():
        stale = others.filter(how=Tagging.How.LEARNED)
        article_ids = set(stale.order_by().values_list("article_id", flat=True))
        stale.delete()
        others.filter(doubt__isnull=False).update(doubt=None)
        index_tags(article_ids=article_ids)


def apply_acceptance(*, topic_id: int) -> int:
    """Accept the suggestions above the topic's limit, open those below; how many changed."""
    with machine_write():
        topic = Topic.objects.select_for_update(no_key=True).get(pk=topic_id)
        suggested = Tagging.objects.filter(topic=topic, how=Tagging.How.LEARNED)
        above = Q(confidence__gt=topic.accept_above) if topic.accept_above is not None else Q(pk__in=[])
        changes = ((above, Tagging.Decision.ACCEPTED), (~above, Tagging.Decision.OPEN))
        article_ids: set[int] = set()
        for condition, decision in changes:
            rows = suggested.filter(condition).exclude(decision=decision)
            article_ids |= set(rows.order_by().values_list("article_id", flat=True))
            rows.update(decision=decision)
        index_tags(article_ids=article_ids)
    return len(article_ids)


@lru_cache(maxsize=1)
def _model(version: int) -> TopicModel:
    content = LearnedModel.objects.values_list("content", flat=True).get(pk=version)
    return TopicModel.from_bytes(bytes(content), version=version)
