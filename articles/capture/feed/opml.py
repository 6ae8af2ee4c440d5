"""Lists of feeds as OPML 2.0, in and out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from lxml import etree

from articles.capture.feed.entries import LONGEST_LINK, FeedError, plain
from articles.capture.feed.sitemap import parse_xml
from articles.capture.feed.xml_text import root_name, safe_xml

MOST_BYTES: Final = 5 * 1024 * 1024
MOST_FEEDS: Final = 5_000
_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """One feed of a list."""

    url: str
    title: str = ""


def read_opml(content: bytes) -> list[Subscription]:
    """The feeds that a list names, folders left aside, each once. Raises FeedError."""
    if len(content) > MOST_BYTES:
        raise FeedError("larger than 5 MB")
    text = safe_xml(content)
    if root_name(text) != "opml":
        raise FeedError("no OPML")
    found: dict[str, Subscription] = {}
    for outline in parse_xml(text).iter("outline"):
        told = {name.lower(): value for name, value in outline.attrib.items() if isinstance(name, str)}
        url = str(told.get("xmlurl", "")).strip()
        if url and len(url) <= LONGEST_LINK and url not in found:
            found[url] = Subscription(url=url, title=plain(str(told.get("title") or told.get("text") or "")))
        if len(found) > MOST_FEEDS:
            raise FeedError(f"more than {MOST_FEEDS:,} feeds")
    return list(found.values())


def write_opml(feeds: Iterable[Subscription], *, title: str) -> bytes:
    """A list of feeds that any reader takes."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = _NOT_XML.sub("", title)
    body = etree.SubElement(root, "body")
    for feed in feeds:
        name = _NOT_XML.sub("", feed.title or feed.url)
        etree.SubElement(body, "outline", type="rss", text=name, title=name, xmlUrl=_NOT_XML.sub("", feed.url))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
