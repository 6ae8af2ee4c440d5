"""What a feed lists, whatever its format. All of it is the sender's word: bounded here, escaped where it is shown."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from html import unescape
from pathlib import Path
from typing import Any, Final
from urllib.parse import urljoin

LONGEST_TITLE: Final = 300
LONGEST_LINK: Final = 4_000
MOST_ENTRIES: Final = 1_000
_YEARS: Final = range(1900, 2101)
_TAG: Final = re.compile(r"<[^<>]{0,2000}>")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_DATA: Final = Path(__file__).parent / "data" / "teasers.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """One item. `key` is the same whenever the feed lists it; `link` is absolute or empty.

    `body` is HTML, of what the feed calls content where `is_content`, else of what it calls a summary.
    """

    key: str
    link: str
    title: str = ""
    body: str = ""
    is_content: bool = False
    published: datetime | None = None
    authors: tuple[str, ...] = ()
    language: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether `body` is long enough for the whole article, and does not end as a teaser does."""
        data = _data()
        words = plain(self.body, limit=len(self.body)).split()
        fewest: int = data["content_words" if self.is_content else "summary_words"]
        if len(words) < fewest:
            return False
        end = " ".join(words[-12:]).lower()
        return not end.endswith(tuple(data["endings"])) and not any(phrase in end for phrase in data["phrases"])


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedDocument:
    """A feed as it was read. `sitemaps` are those that a sitemap index leads to, the newest first."""

    kind: str  # 'RSS 2.0', 'Atom 1.0', 'JSON Feed', 'news sitemap', 'sitemap index'
    title: str = ""
    entries: tuple[FeedEntry, ...] = ()
    sitemaps: tuple[str, ...] = ()


class FeedError(Exception):
    """Bytes that are no feed; the message is a reason for people."""


def make_entry(*, identity: str, link: str, base: str, **told: Any) -> FeedEntry | None:
    """An entry of what a feed tells, None where nothing tells it from others."""
    link = absolute(link, base)
    identity = identity.strip() or link
    if not identity:
        return None
    return FeedEntry(key=sha256(identity.encode("utf-8", "replace")).hexdigest(), link=link, **told)


def absolute(link: str, base: str) -> str:
    """A link as an absolute address of the web, empty where it is none."""
    link = link.strip()
    if not link or len(link) > LONGEST_LINK or _CONTROL.search(link):
        return ""
    try:
        joined = urljoin(base, link)
    except ValueError:
        return ""
    return joined if joined.startswith(("http://", "https://")) else ""


def plain(text: str, *, limit: int = LONGEST_TITLE) -> str:
    """Text without markup, control and direction characters, on one line of at most `limit` characters."""
    text = _TAG.sub(" ", text) if "<" in text else text
    text = unescape(text) if "&" in text else text
    return " ".join(_CONTROL.sub(" ", text).split())[:limit]


def sensible(moment: datetime | None) -> datetime | None:
    """A moment as UTC, which it is taken for where it names no zone; None where no newspaper can have printed then."""
    if moment is None or moment.year not in _YEARS:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def text_of(told: Mapping[str, Any], name: str) -> str:
    """A string of a mapping from outside, empty where it is none."""
    value = told.get(name)
    return value if isinstance(value, str) else ""


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(_DATA.read_text(encoding="utf-8"))
