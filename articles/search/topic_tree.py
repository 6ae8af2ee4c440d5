"""The tree of topics with the number of articles of each."""

from __future__ import annotations

from dataclasses import dataclass, field

from articles.models import SearchEntry, Topic
from articles.search.facets import facet_counts


@dataclass(frozen=True, slots=True)
class TopicNode:
    """A topic, the number of its public articles (those of its descendants included), and the topics below it."""

    topic: Topic
    count: int
    children: list[TopicNode] = field(default_factory=list)


def topic_tree() -> list[TopicNode]:
    """The topics without a parent, everything else below them, by name; two queries."""
    counts = dict(facet_counts({"topic": SearchEntry.objects.canonical()})["topic"])
    nodes = {topic.pk: TopicNode(topic, counts.get(str(topic.pk), 0)) for topic in Topic.objects.order_by("name", "pk")}
    roots: list[TopicNode] = []
    for node in nodes.values():
        parent = nodes.get(node.topic.parent_id or 0)
        (parent.children if parent else roots).append(node)
    return roots
