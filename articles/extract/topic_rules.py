"""The tree of topics as shipped, and how a topic's rule is read."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from articles.documents import TopicEntry
from articles.query.parse import parse
from articles.query.terms import scope_of
from articles.query.tree import Everything, Name, Node, ParsedQuery, Scope, named_leaves, text_leaves

TOPICS_FILE = Path(__file__).parent / "data" / "topics.toml"
LONGEST_RULE = 20_000  # characters
DEFAULT_THRESHOLD = 0.5


def load_topics(path: Path = TOPICS_FILE) -> tuple[TopicEntry, ...]:
    """The topics of a data file, in its order: parents before the topics below them."""
    with path.open("rb") as file:
        rows = tomllib.load(file)["topic"]
    return tuple(
        TopicEntry(
            slug=row["slug"],
            name=row["name"],
            description=row["description"],
            rule=" ".join(row.get("rule", "").split()),
            parent=row.get("parent", ""),
            threshold=row.get("threshold", DEFAULT_THRESHOLD),
        )
        for row in rows
    )


@lru_cache(maxsize=1_000)
def parse_rule(rule: str) -> ParsedQuery:
    """A topic's rule as a query. Never raises; an empty rule is the tree Everything, which finds nothing as a rule."""
    parsed = parse(rule, longest=LONGEST_RULE)
    return replace(parsed, hints=(*parsed.hints, *_hints(parsed.tree)))


def _hints(tree: Node) -> Iterator[str]:
    """What can be searched and is nothing for a rule."""
    if any(leaf.name is Name.TOPIC for leaf in named_leaves(tree)):
        yield "'topic:' finds nothing in a rule, since topics are not known before the rules were tried."
    if not isinstance(tree, Everything) and all(scope_of(leaf) is Scope.AUTHOR for leaf in text_leaves(tree)):
        yield "The rule asks for no words of title or text, so nothing gets the topic: a tag shows what earned it."
