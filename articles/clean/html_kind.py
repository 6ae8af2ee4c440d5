"""What sort of text an HTML page holds, from what it says of itself. The names known stand in data/html_kinds.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from articles.clean.html_blocks import PageBlock
from articles.documents import Kind

_KINDS = tomllib.loads((Path(__file__).parent / "data" / "html_kinds.toml").read_text(encoding="utf-8"))
ARTICLE_TYPES = frozenset(_KINDS["article_types"])
WEAK_TYPES = frozenset(_KINDS["weak_types"])

# The first that applies counts: a sponsored opinion is an advertorial, a live blog of opinions a live blog.
_ORDER = (
    ("press_release", Kind.PRESS_RELEASE),
    ("advertorial", Kind.PRESS_RELEASE),
    ("live_blog", Kind.LIVE_BLOG),
    ("video", Kind.VIDEO),
    ("opinion", Kind.OPINION),
)
_PARTS = ("types", "hosts", "path", "section", "og")
_RULES = {name: {part: frozenset(_KINDS[name].get(part, ())) for part in _PARTS} for name, _ in _ORDER}
_TITLES = {
    name: re.compile("|".join(f"(?:{pattern})" for pattern in _KINDS[name].get("title", ())) or "(?!)", re.I)
    for name, _ in _ORDER
}
_TITLE_CHARACTERS = 300
_TIME = re.compile(
    r"(?:(?:updated|posted) )?(?:at )?\d{1,2}[:.h]\d{2}(?::\d{2})?(?: ?[ap]\.?m\.?)?"
    r"(?: ?\(?[A-Z]{2,5}\)?)?(?: (?:today|yesterday))?"
    r"|\d{1,2} (?:min|mins|minutes|hour|hours|hr|hrs|h|m)(?: ago)?",
    re.I,
)
_TIME_WORDS = 5
LIVE_ENTRIES = 5  # times with running text below each: fewer are a list of other stories, or an article's own times
_ENTRY_REACH = 3  # blocks below a time in which its text begins


def types_of(node: dict[str, Any]) -> set[str]:
    """The schema.org types of a JSON-LD object, lower case, without the vocabulary's address."""
    types = node.get("@type")
    values = types if isinstance(types, list) else [types]
    return {value.rsplit("/", 1)[-1].lower() for value in values if isinstance(value, str)}


def find_kind(
    *, types: Iterable[str], url: str, section: str, title: str = "", og_type: str = ""
) -> tuple[Kind, str] | None:
    """The kind and the evidence for it, None where nothing speaks against plain news.

    `types` are the lower-case JSON-LD types of the object that stands for the page, `og_type` its Open Graph type.
    """
    types = set(types)
    if types & WEAK_TYPES and types & ARTICLE_TYPES:
        types -= WEAK_TYPES
    address = urlsplit(url) if url.startswith(("http://", "https://")) else urlsplit("")
    host = (address.hostname or "").removeprefix("www.")
    segments = {segment.lower() for segment in address.path.split("/")[:-1]}
    said = (types, {host}, segments, {section.strip().lower()}, {og_type.strip().lower()})
    for name, kind in _ORDER:
        shown = name.replace("_", " ")
        for part, values in zip(_PARTS, said, strict=True):
            common = _RULES[name][part] & values
            if common:
                return kind, f"{shown}: {part} {sorted(common)[0]}"
        found = _TITLES[name].search(title[:_TITLE_CHARACTERS])
        if found:
            return kind, f"{shown}: title ‘{found[0].strip()}’"
    return None


def names_kind(label: str) -> bool:
    """Whether a label is the name of a section whose articles are of one kind ('Opinion', 'Press releases')."""
    return any(label.strip().lower() in rules["section"] for rules in _RULES.values())


def find_live_entries(blocks: Sequence[PageBlock], kept: Sequence[bool]) -> int:
    """How many times stand on the page, each as a line of its own, with running text of the article below it."""
    times = [i for i, block in enumerate(blocks) if block.words <= _TIME_WORDS and _TIME.fullmatch(block.text)]
    return sum(
        any(kept[j] and blocks[j].words > 2 * _TIME_WORDS for j in range(i + 1, min(i + 1 + _ENTRY_REACH, len(blocks))))
        for i in times
    )
