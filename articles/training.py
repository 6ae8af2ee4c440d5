"""Learning topics from the archive's own tags: classifiers that suggest further articles and doubt wrong tags."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, Q

from articles.documents import ExtractedArticle
from articles.extract.topic_model import TopicModel
from articles.extract.topic_trials import Trials
from articles.models import Article, LearnedModel, LearnedTopic, Tagging
from articles.store.drafts import draft_of
from articles.store.learning import archive_version, forget_other_topics, model_and_trials, save_model, sync_learned
from articles.store.lessons import gather_lessons

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

    @property
    def in_words(self) -> str:
        """A line."""
        return f"{len(self.topics)} topics learned from {self.texts:,} articles."


def train_topics() -> TrainingReport:
    """Learn every topic that has enough accepted articles, keep the model, and look through the archive with it."""
    begun = learn()
    if begun.version is None:
        return begun
    for _ in look_through(version=begun.version):
        pass
    return report(version=begun.version)


def learn(*, note: Callable[[int, int], None] = lambda done, total: None) -> TrainingReport:
    """Learn, and keep the model: from then on it is in use. `note` is told how many topics are learned, of how many."""
    lessons = gather_lessons()
    if not lessons.labels:
        forget_other_topics(slugs=())
        return TrainingReport(version=None, texts=len(lessons.texts), terms=0, topics=())
    from articles.extract.topic_learning import train  # scikit-learn, a second that nothing else here needs

    training = train(lessons.texts, lessons.labels, most_terms=MOST_TERMS, note=note)
    model = save_model(training=training, lessons=lessons)
    return TrainingReport(version=model.version, texts=len(lessons.texts), terms=model.term_count, topics=())


def look_through(*, version: int, after: int = 0) -> Iterator[tuple[int, int]]:
    """Suggest and doubt tags of the public articles past `after`; gives each batch's last id and how many it had.

    Articles learned from are judged by trial classifiers that had not seen them, since one that was told an article's
    topics only repeats them. Each batch is a transaction of its own. Ends where another training took this one's place.
    """
    kept = model_and_trials(version)
    if kept is None:
        return
    model, trials = kept
    if not after:
        forget_other_topics(slugs=model.classifiers.keys())
    while articles := _public_articles(after):
        if archive_version() != version:
            return
        sync_learned(found=_judged(articles, model, trials), slugs=model.classifiers.keys())
        after = articles[-1].pk
        yield after, len(articles)


def count_to_judge(*, after: int) -> int:
    """How many articles `look_through` will look at."""
    return Article.objects.public().filter(pk__gt=after).count()


def report(*, version: int) -> TrainingReport:
    """What a training learned, and the suggestions and doubts that stand now."""
    row = LearnedModel.objects.get(pk=version)
    return TrainingReport(version=version, texts=row.texts, terms=row.terms, topics=_reports(version))


def _public_articles(after: int) -> list[Article]:
    """The next public articles, by id."""
    rows = Article.objects.public().filter(pk__gt=after).select_related("source").order_by("pk")
    return list(rows[:_BATCH])


def _judged(articles: list[Article], model: TopicModel, trials: Trials) -> dict[int, ExtractedArticle]:
    """What the classifiers say of each article: of its tags, and of what they suggest."""
    tagged: dict[int, set[str]] = defaultdict(set)
    rows = Tagging.objects.filter(article__in=articles, topic__isnull=False, how=Tagging.How.RULE).order_by()
    for article_id, slug in rows.values_list("article_id", "topic__slug"):
        tagged[article_id].add(slug or "")
    found = {}
    for article in articles:
        draft = draft_of(article)
        learned = model.judge(draft, about=tagged[article.pk], trials=trials.of(article.pk))
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
