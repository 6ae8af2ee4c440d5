"""RSS and Atom, read by feedparser from text that was made safe; it opens nothing by itself."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, Final

import feedparser
from feedparser.api import SUPPORTED_VERSIONS

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

_CDATA: Final = "<![CDATA["
_TAG: Final = re.compile(r"""<(?:[^"'<>]++|"[^"]*+"|'[^']*+')*+""")
_QUOTED: Final = re.compile(r"""("|').*?\1""", re.DOTALL)
_MOST_TAGS: Final = 200_000  # measured: feedparser takes some 40 microseconds for each
_LONGEST_TAG: Final = 100_000  # characters, quoted ones apart; measured: feedparser takes 160 bytes for each
_MOST_ATTRIBUTES: Final = 1_000  # of one tag; measured: .01 s for these, 3 s for 20,000, minutes for 200,000


def read_syndication(text: str, *, url: str) -> FeedDocument:
    """The feed in a text; see `xml_text.safe_xml`. Raises FeedError."""
    _refuse_too_much(text)
    # A stream, since feedparser would take a string for an address or a file's name.
    parsed = feedparser.parse(
        BytesIO(text.encode("utf-8")),
        response_headers={"content-type": "application/xml; charset=utf-8", "content-location": url},
        sanitize_html=False,  # cleaning reads these texts as it reads any page
        resolve_relative_uris=False,
    )
    if not parsed.version and not parsed.entries:
        raise FeedError("neither RSS nor Atom")
    language = text_of(parsed.feed, "language")
    return FeedDocument(
        kind=SUPPORTED_VERSIONS.get(parsed.version) or "RSS",
        title=plain(text_of(parsed.feed, "title")),
        entries=tuple(_entries(parsed.entries[:MOST_ENTRIES], url, language)),
    )


def _refuse_too_much(text: str) -> None:
    """Raise FeedError for what would cost the parser minutes or gigabytes; in time that grows with the text alone."""
    at = tags = 0
    while (at := text.find("<", at)) >= 0:
        if text.startswith(_CDATA, at):
            end = text.find("]]>", at)
            if end < 0:  # cut short: what stands before is read
                return
            at = end
            continue
        tags += 1
        tag = _TAG.match(text, at)
        assert tag is not None  # it begins with the bracket
        if tags > _MOST_TAGS:
            raise FeedError("holds more elements than any feed")
        if text.count("=", at, tag.end()) > _MOST_ATTRIBUTES:
            raise FeedError("holds an element with more attributes than any")
        if tag.end() - at > _LONGEST_TAG and len(_QUOTED.sub("=", tag.group())) > _LONGEST_TAG:
            raise FeedError("holds an element with a longer tag than any")
        at = tag.end()


def _entries(found: Iterable[Any], url: str, language: str) -> Iterable[FeedEntry]:
    for told in found:
        content = next((text_of(part, "value") for part in told.get("content") or () if text_of(part, "value")), "")
        entry = make_entry(
            identity=text_of(told, "id"),
            link=text_of(told, "link"),
            base=url,
            title=plain(text_of(told, "title")),
            body=content or text_of(told, "summary"),
            is_content=bool(content),
            published=_moment(told.get("published_parsed") or told.get("updated_parsed")),
            authors=tuple(filter(None, (plain(text_of(one, "name")) for one in (told.get("authors") or ())[:10]))),
            language=language,
        )
        if entry is not None:
            yield entry


def _moment(parts: Any) -> datetime | None:
    """A time as feedparser gives it, in UTC."""
    if parts is None:
        return None
    with suppress(ValueError, OverflowError, TypeError, OSError):
        return sensible(datetime.fromtimestamp(calendar.timegm(parts), UTC))
    return None
