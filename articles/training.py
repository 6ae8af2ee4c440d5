"""Learning topics from the archive's own tags: classifiers that suggest further articles and doubt wrong tags."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, Q

from articles.documents import ExtractedArticle
from articles.extract.topic_learning import Training, train
from articles.extract.topic_model import TopicModel, Verdict
from articles.models import Article, LearnedTopic, Tagging
from articles.store.drafts import draft_of
from articles.store.learning import forget_other_topics, save_model, sync_learned
from articles.store.lessons import Lessons, gather_lessons

MOST_TERMS: Final = 50_000  # 12 MB of weights for 60 topics
_BATCH: Final = 500  # articles


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicReport:
    """What was learned of a topic, and the tags that came of it: suggested or accepted unasked, and doubted."""

    slug: str
    accepted: int
    rejected: int
    precision: float
    recall: float
    suggested: int
    accepted_unasked: int
    doubted: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingReport:
    """One training: its version (None where there was nothing to learn) and what it learned."""

    version: int | None
    texts: int
    terms: int
    topics: tuple[TopicReport, ...]


def train_topics() -> TrainingReport:
    """Learn every topic that has enough accepted articles, keep the model, and look through the archive with it.

    Articles learned from are judged by trial classifiers that had not seen them, since one that was told an article's
    topics only repeats them. Batches are committed as they are done; a second run makes up for one broken off.
    """
    lessons = gather_lessons()
    if not lessons.labels:
        forget_other_topics(slugs=())
        return TrainingReport(version=None, texts=len(lessons.texts), terms=0, topics=())
    training = train(lessons.texts, lessons.labels, most_terms=MOST_TERMS)
    model = save_model(training=training, lessons=lessons)
    forget_other_topics(slugs=lessons.labels.keys())
    trials = _trials_by_article(lessons, training)
    for articles in _public_articles():
        sync_learned(found=_judged(articles, model, trials), slugs=lessons.labels.keys())
    return TrainingReport(
        version=model.version, texts=len(lessons.texts), terms=model.term_count, topics=_reports(model.version)
    )


def _trials_by_article(lessons: Lessons, training: Training) -> dict[int, dict[str, Verdict]]:
    """`{article id: {slug: verdict of classifiers that had not seen it}}`."""
    found: dict[int, dict[str, Verdict]] = defaultdict(dict)
    for slug, trial in training.trials.items():
        for article_id, verdict in zip(lessons.article_ids, trial.verdicts, strict=True):
            found[article_id][slug] = verdict
    return found


def _public_articles() -> Iterator[list[Article]]:
    """All public articles in batches, by id."""
    last = 0
    while True:
        rows = Article.objects.public().filter(pk__gt=last).select_related("source").order_by("pk")
        batch = list(rows[:_BATCH])
        if not batch:
            return
        yield batch
        last = batch[-1].pk


def _judged(
    articles: list[Article], model: TopicModel, trials: Mapping[int, Mapping[str, Verdict]]
) -> dict[int, ExtractedArticle]:
    """What the classifiers say of each article: of its tags, and of what they suggest."""
    tagged: dict[int, set[str]] = defaultdict(set)
    rows = Tagging.objects.filter(article__in=articles, topic__isnull=False, how=Tagging.How.RULE).order_by()
    for article_id, slug in rows.values_list("article_id", "topic__slug"):
        tagged[article_id].add(slug or "")
    found = {}
    for article in articles:
        draft = draft_of(article)
        learned = model.judge(draft, about=tagged[article.pk], trials=trials.get(article.pk))
        found[article.pk] = ExtractedArticle(draft=draft, learned=learned)
    return found


def _reports(version: int) -> tuple[TopicReport, ...]:
    learned = Q(how=Tagging.How.LEARNED)
    tags = Tagging.objects.filter(topic__isnull=False).filter(learned | Q(doubt__isnull=False)).order_by()
    counts: dict[int | None, dict[str, Any]] = {
        row["topic"]: dict(row)
        for row in tags.values("topic").annotate(
            suggested=Count("pk", filter=learned & Q(decision=Tagging.Decision.OPEN)),
            accepted_unasked=Count("pk", filter=learned & Q(decision=Tagging.Decision.ACCEPTED)),
            doubted=Count("pk", filter=Q(doubt__isnull=False)),
        )
    }
    return tuple(
        TopicReport(
            slug=row.topic.slug,
            accepted=row.accepted,
            rejected=row.rejected,
            precision=row.precision,
            recall=row.recall,
            suggested=counts.get(row.topic_id, {}).get("suggested", 0),
            accepted_unasked=counts.get(row.topic_id, {}).get("accepted_unasked", 0),
            doubted=counts.get(row.topic_id, {}).get("doubted", 0),
        )
        for row in LearnedTopic.objects.filter(model=version).select_related("topic").order_by("topic__slug")
    )
