"""What classifiers of topics learn from: articles with accepted and refused tags."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from django.db import connection
from django.db.models import Count

from articles.extract.topic_model import LearnedText
from articles.models import Article, Tagging, Topic

FEWEST_ACCEPTED: Final = 30  # articles that a topic needs to be learned
MOST_TEXTS: Final = 20_000  # articles that are learned from
MOST_PER_TOPIC: Final = 1_000  # of them, where the archive has more, that carry one topic
_BY_PEOPLE_OR_RULES: Final = (Tagging.How.RULE, Tagging.How.CURATOR)
_ALL_PUBLIC: Final = """
    SELECT article_id FROM articles_searchentry WHERE is_canonical
    ORDER BY hashint4(article_id), article_id LIMIT %s
"""
_OF_TOPIC: Final = """
    SELECT entry.article_id FROM articles_searchentry entry JOIN articles_tagging tagging USING (article_id)
    WHERE entry.is_canonical AND tagging.topic_id = %s AND tagging.how IN ('rule', 'curator')
      AND tagging.decision IN ('accepted', 'rejected')
    ORDER BY tagging.how, hashint4(entry.article_id), entry.article_id LIMIT %s
"""  # by the index on topic; curators' words first ('curator' < 'rule'), then as chance has it, always the same


@dataclass(frozen=True, slots=True, kw_only=True)
class Lessons:
    """What is to be learned: articles, their texts, and for each topic whether each has it (None: nobody knows).

    `refusals` counts those without a topic that a curator refused it.
    """

    article_ids: tuple[int, ...]
    texts: tuple[LearnedText, ...]
    labels: dict[str, tuple[bool | None, ...]]
    refusals: dict[str, int]


def gather_lessons() -> Lessons:
    """What the archive's accepted and refused tags teach of every topic with at least FEWEST_ACCEPTED articles.

    Copies folded under another article teach nothing new and would sit on both sides of a trial. What classifiers gave
    counts as not given, so that the same decisions always teach the same.
    """
    slugs = _topics_with_enough()
    article_ids = _chosen_articles(slugs)
    position = {pk: number for number, pk in enumerate(article_ids)}
    labels: dict[int, list[bool | None]] = {pk: [False] * len(article_ids) for pk in slugs}
    refusals: Counter[str] = Counter()
    rows = Tagging.objects.filter(article_id__in=article_ids, topic_id__in=slugs, how__in=_BY_PEOPLE_OR_RULES)
    for article_id, topic_id, decision in rows.order_by().values_list("article_id", "topic_id", "decision"):
        is_known, has_topic = decision != Tagging.Decision.OPEN, decision == Tagging.Decision.ACCEPTED
        refusals[slugs[topic_id or 0]] += is_known and not has_topic
        labels[topic_id or 0][position[article_id]] = has_topic if is_known else None
    taught = {slugs[pk]: tuple(told) for pk, told in labels.items() if {True, False} <= set(told)}
    return Lessons(article_ids=article_ids, texts=_texts(article_ids), labels=taught, refusals=refusals)


def _topics_with_enough() -> dict[int, str]:
    """`{id: slug}` of the topics that can be learned."""
    accepted = Tagging.objects.filter(
        topic__isnull=False,
        decision=Tagging.Decision.ACCEPTED,
        how__in=_BY_PEOPLE_OR_RULES,
        article__search_entry__is_canonical=True,
    )
    counted = accepted.order_by().values("topic").annotate(count=Count("pk")).filter(count__gte=FEWEST_ACCEPTED)
    rows = Topic.objects.filter(pk__in=[row["topic"] for row in counted])
    return dict(rows.order_by("slug").values_list("pk", "slug"))


def _chosen_articles(topics: Collection[int]) -> tuple[int, ...]:
    """The articles to learn from: all, or of a large archive some with each topic and others as chance has it."""
    if not topics:
        return ()
    chosen: dict[int, None] = {}
    per_topic = min(MOST_PER_TOPIC, MOST_TEXTS // (2 * len(topics)))
    with connection.cursor() as cursor:
        for topic_id in topics:
            cursor.execute(_OF_TOPIC, [topic_id, per_topic])
            chosen.update((row[0], None) for row in cursor.fetchall())
        cursor.execute(_ALL_PUBLIC, [MOST_TEXTS])
        chosen.update((row[0], None) for row in cursor.fetchall())
    return tuple(sorted(list(chosen)[:MOST_TEXTS]))


def _texts(article_ids: Sequence[int]) -> tuple[LearnedText, ...]:
    """What classifiers read of the articles, in their order."""
    rows = Article.objects.filter(pk__in=article_ids).order_by("pk")
    return tuple(
        LearnedText(title="" if is_derived else title, text=text)
        for title, is_derived, text in rows.values_list("title", "title_is_derived", "text").iterator()
    )
