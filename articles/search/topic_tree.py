"""The tree of topics with the number of articles of each."""

from __future__ import annotations

from dataclasses import dataclass, field

from articles.models import Topic
from articles.search.facets import facet_counts
from articles.search.live.selection import whole
from articles.search.live.snapshot import one_snapshot


@dataclass(frozen=True, slots=True)
class TopicNode:
    """A topic, the number of its public articles (those of its descendants included), and the topics below it."""

    topic: Topic
    count: int
    children: list[TopicNode] = field(default_factory=list)


def topic_tree() -> list[TopicNode]:
    """The topics without a parent, everything else below them, by name."""
    with one_snapshot() as view:
        counts = dict(facet_counts("topic", whole(view.entries, is_canonical=True)))
        topics = list(Topic.objects.order_by("name", "pk"))
    nodes = {topic.pk: TopicNode(topic, counts.get(str(topic.pk), 0)) for topic in topics}
    roots: list[TopicNode] = []
    for node in nodes.values():
        parent = nodes.get(node.topic.parent_id or 0)
        (parent.children if parent else roots).append(node)
    return roots
