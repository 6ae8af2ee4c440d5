"""What sort of text an HTML page holds, from what it says of itself. The names known stand in data/html_kinds.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from articles.documents import Kind

_KINDS = tomllib.loads((Path(__file__).parent / "data" / "html_kinds.toml").read_text(encoding="utf-8"))
ARTICLE_TYPES = frozenset(_KINDS["article_types"])
WEAK_TYPES = frozenset(_KINDS["weak_types"])

# The first that applies counts: a sponsored opinion is an advertorial, a live blog of opinions a live blog.
_ORDER = (
    ("press_release", Kind.PRESS_RELEASE),
    ("advertorial", Kind.PRESS_RELEASE),
    ("live_blog", Kind.OTHER),
    ("video", Kind.OTHER),
    ("opinion", Kind.OPINION),
)
_RULES = {name: {part: frozenset(values) for part, values in _KINDS[name].items()} for name, _ in _ORDER}


def types_of(node: dict[str, Any]) -> set[str]:
    """The schema.org types of a JSON-LD object, lower case, without the vocabulary's address."""
    types = node.get("@type")
    values = types if isinstance(types, list) else [types]
    return {value.rsplit("/", 1)[-1].lower() for value in values if isinstance(value, str)}


def find_kind(*, types: Iterable[str], url: str, section: str) -> tuple[Kind, str] | None:
    """The kind and the evidence for it, None where nothing speaks against plain news.

    `types` are the lower-case JSON-LD types of the object that stands for the page.
    """
    types = set(types)
    if types & WEAK_TYPES and types & ARTICLE_TYPES:
        types -= WEAK_TYPES
    address = urlsplit(url) if url.startswith(("http://", "https://")) else urlsplit("")
    host = (address.hostname or "").removeprefix("www.")
    segments = {segment.lower() for segment in address.path.split("/")[:-1]}
    folded = section.strip().lower()
    for name, kind in _ORDER:
        rule = _RULES[name]
        for part, values in (("types", types), ("hosts", {host}), ("path", segments), ("section", {folded})):
            common = rule[part] & values
            if common:
                return kind, f"{name.replace('_', ' ')}: {part} {sorted(common)[0]}"
    return None
