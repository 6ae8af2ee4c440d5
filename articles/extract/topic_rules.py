"""The tree of topics as shipped, and how a topic's rule is read."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path

from articles.documents import TopicEntry
from articles.query.parse import parse
from articles.query.tree import ParsedQuery

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
    return parse(rule, longest=LONGEST_RULE)
