"""JSON Feed (jsonfeed.org, versions 1 and 1.1)."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import datetime
from html import escape
from typing import Any, Final

from articles.capture.feed.entries import (
    MOST_ENTRIES,
    FeedDocument,
    FeedEntry,
    FeedError,
    make_entry,
    plain,
    sensible,
    text_of,
)

_VERSION: Final = "jsonfeed.org/version/"


def read_json_feed(content: bytes, *, url: str) -> FeedDocument:
    """The feed in JSON bytes. Raises FeedError."""
    try:
        told = json.loads(content.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError) as error:
        raise FeedError("JSON that cannot be read") from error
    if not isinstance(told, dict) or _VERSION not in text_of(told, "version"):
        raise FeedError("JSON, but no JSON Feed")
    items = told.get("items")
    language = text_of(told, "language")
    found = (_entry(item, url, language) for item in (items if isinstance(items, list) else [])[:MOST_ENTRIES])
    return FeedDocument(
        kind="JSON Feed", title=plain(text_of(told, "title")), entries=tuple(one for one in found if one is not None)
    )


def _entry(item: Any, url: str, language: str) -> FeedEntry | None:
    if not isinstance(item, dict):
        return None
    identity = item.get("id")
    html, text = text_of(item, "content_html"), text_of(item, "content_text")
    if not html and text:
        html = "".join(f"<p>{escape(part)}</p>" for part in text.split("\n") if part.strip())
    return make_entry(
        # Version 1 let numbers be ids.
        identity=str(identity) if isinstance(identity, str | int | float) else "",
        link=text_of(item, "url") or text_of(item, "external_url"),
        base=url,
        title=plain(text_of(item, "title")),
        body=html or escape(text_of(item, "summary")),
        is_content=bool(html),
        published=_moment(text_of(item, "date_published") or text_of(item, "date_modified")),
        authors=_authors(item),
        language=text_of(item, "language") or language,
    )


def _authors(item: dict[str, Any]) -> tuple[str, ...]:
    listed = item.get("authors")
    people = [*(listed if isinstance(listed, list) else []), item.get("author")][:10]
    return tuple(filter(None, (plain(text_of(one, "name")) for one in people if isinstance(one, dict))))


def _moment(text: str) -> datetime | None:
    with suppress(ValueError, OverflowError):
        return sensible(datetime.fromisoformat(text[:40]))
    return None
