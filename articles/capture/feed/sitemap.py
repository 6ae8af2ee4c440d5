"""News sitemaps (sitemaps.org 0.9 with Google's news extension), and the indexes that lead to them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from itertools import islice
from typing import Final

from lxml import etree

from articles.capture.feed.entries import (
    MOST_ENTRIES,
    FeedDocument,
    FeedEntry,
    FeedError,
    absolute,
    make_entry,
    plain,
    sensible,
)

MOST_SITEMAPS: Final = 10  # of one index that are read in one poll
_MOST_LISTED: Final = 50_000  # the standard's own bound
_NEWS: Final = "news"
_LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)


def parse_xml(text: str) -> etree._Element:
    """The root of a document made safe. Raises FeedError. Resolves no entity, and neither reads nor asks anything."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False, recover=False
    )
    try:
        return etree.fromstring(text.encode("utf-8"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise FeedError("XML that cannot be read") from error


def read_sitemap(text: str, *, url: str) -> FeedDocument:
    """The news that a sitemap lists, newest first, or the sitemaps that an index lists. Raises FeedError."""
    root = parse_xml(text)
    if _name(root) == "sitemapindex":
        return FeedDocument(kind="sitemap index", sitemaps=_listed(root, url))
    entries = sorted(
        _entries(root, url), key=lambda one: one.published or datetime.min.replace(tzinfo=UTC), reverse=True
    )
    if not entries and len(root):
        raise FeedError("a sitemap that lists no news")
    return FeedDocument(kind="news sitemap", entries=tuple(entries[:MOST_ENTRIES]))


def _entries(root: etree._Element, url: str) -> Iterator[FeedEntry]:
    for place in islice(root, _MOST_LISTED):
        news = next((part for part in place if _name(part) == _NEWS), None)
        if _name(place) != "url" or news is None:
            continue
        link = _text(place, "loc")
        entry = make_entry(
            identity=link,
            link=link,
            base=url,
            title=plain(_text(news, "title")),
            published=_moment(_text(news, "publication_date") or _text(place, "lastmod")),
            language=_text(next((part for part in news if _name(part) == "publication"), news), "language")[:20],
        )
        if entry is not None and entry.link:
            yield entry


def _listed(root: etree._Element, url: str) -> tuple[str, ...]:
    """The sitemaps of an index: those that call themselves news first, then the ones changed last."""
    found = []
    for place in islice(root, _MOST_LISTED):
        link = absolute(_text(place, "loc"), url)
        if _name(place) == "sitemap" and link:
            changed = _moment(_text(place, "lastmod")) or _LONG_AGO
            found.append(("news" in link.lower(), changed, link))
    found.sort(key=lambda one: one[:2], reverse=True)
    return tuple(dict.fromkeys(link for _, _, link in found))[:MOST_SITEMAPS]


def _text(element: etree._Element, name: str) -> str:
    return next(((part.text or "").strip() for part in element if _name(part) == name), "")


def _name(element: etree._Element) -> str:
    """An element's name without its namespace; comments have none."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _moment(text: str) -> datetime | None:
    with suppress(ValueError, OverflowError):
        return sensible(datetime.fromisoformat(text[:40]))
    return None
