"""Whether an answer is a page, by its content type and by its first bytes."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Final

from articles.capture.file_types import HEAD_BYTES, container_of, media_type_of

_DATA: Final = Path(__file__).parent / "data" / "content.toml"
_FEED_OPENING: Final = re.compile(
    rb"^(?:\xef\xbb\xbf)?\s{0,200}(?:<\?xml[^>]{0,200}>\s{0,200})?(?:<!--.{0,600}?-->\s{0,200}){0,3}"
    rb"<(?:rss|feed|rdf:RDF|urlset|sitemapindex)[\s>]",
    re.IGNORECASE | re.DOTALL,
)
_NO_PAGE: Final = "neither HTML nor plain text"


def name_of(declared: str) -> str:
    """'text/html' of 'Text/HTML; charset=utf-8'."""
    return declared.partition(";")[0].strip().lower()


def reason_by_type(declared: str) -> str:
    """Why an answer of this content type is no page, empty where it may be one."""
    name = name_of(declared)
    data = _data()
    if not name or name in data["pages"].split() or name in data["silent"].split():
        return ""
    family = f"{name.partition('/')[0]}/*"
    for entry in data["refused"]:
        if name in entry["types"].split() or family in entry["types"].split():
            reason: str = entry["reason"]
            return reason
    return f"{_NO_PAGE} (its type is “{name[:80]}”)"


def reason_by_content(declared: str, content: bytes) -> str:
    """Why bytes are no page whatever their type says, empty where they may be one."""
    head = content[:HEAD_BYTES]
    if not content.strip():
        return "empty"
    if container := container_of(head):
        return f"{container}, not a page"
    for opening, reason in _data()["openings"].items():
        if head.startswith(bytes.fromhex(opening)):
            return str(reason)
    if _FEED_OPENING.match(head):
        return "a feed, not a page; add it to the feeds"
    if name_of(declared) not in _data()["pages"].split() and not media_type_of("", head):
        return f"{_NO_PAGE}, and the server does not say what it is"
    return ""


def reason_not_a_feed(declared: str) -> str:
    """Why an answer of this content type is surely no feed; feeds come under many names, so nearly all are read."""
    name = name_of(declared)
    if name.partition("/")[0] in ("image", "audio", "video", "font") or name == "application/pdf":
        return reason_by_type(declared)
    return ""


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(_DATA.read_text(encoding="utf-8"))
