"""The versions of topics' rules."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from articles.models import Topic, TopicRule


@transaction.atomic
def note_rules(*, topic_ids: Iterable[int] | None = None, by: AbstractBaseUser | None = None) -> int:
    """Keep every rule that is not what was noted last as a new version of its topic; of all topics unless told.

    Returns how many there were. Call it in the transaction that changed the rules.
    """
    topics = Topic.objects.all() if topic_ids is None else Topic.objects.filter(pk__in=topic_ids)
    rows = list(topics.select_for_update(no_key=True).order_by("pk").only("rule", "threshold", "rule_version"))
    last = {
        noted.topic_id: noted
        for noted in TopicRule.objects.filter(topic__in=[topic.pk for topic in rows])
        .order_by("topic_id", "-version")
        .distinct("topic_id")
    }
    changed: list[Topic] = []
    for topic in rows:
        noted = last.get(topic.pk)
        if noted is None or (noted.rule, noted.threshold) != (topic.rule, topic.threshold):
            topic.rule_version = noted.version + 1 if noted else 1
            changed.append(topic)
    Topic.objects.bulk_update(changed, ["rule_version"], batch_size=500)
    TopicRule.objects.bulk_create(
        [
            TopicRule(
                topic=topic,
                version=topic.rule_version,
                rule=topic.rule,
                threshold=topic.threshold,
                made_by_id=by.pk if by else None,
            )
            for topic in changed
        ]
    )
    return len(changed)
