"""Bytes of a feed, whatever its format -> what it lists."""

from __future__ import annotations

from io import BytesIO
from typing import Final

from articles.capture.feed.entries import FeedDocument, FeedError
from articles.capture.feed.json_feed import read_json_feed
from articles.capture.feed.sitemap import read_sitemap
from articles.capture.feed.syndication import read_syndication
from articles.capture.feed.xml_text import root_name, safe_xml
from articles.capture.file_types import is_gzip
from articles.capture.unpack import UnpackError, gunzip

MOST_BYTES: Final = 5 * 1024 * 1024  # of a feed, unpacked; the largest seen in the wild are a tenth of it
_SITEMAPS: Final = ("urlset", "sitemapindex")


def read_feed(content: bytes, *, url: str, media_type: str = "") -> FeedDocument:
    """What a feed lists: RSS, Atom, JSON Feed, a news sitemap or an index of those. Raises FeedError with the reason.

    The bytes tell the format, since servers call feeds by any name. `url` is where the feed was, for relative links.
    """
    if is_gzip(content):
        try:
            content = gunzip(BytesIO(content), max_bytes=MOST_BYTES)  # sitemaps come as .xml.gz
        except UnpackError as error:
            raise FeedError(str(error)) from error
    if len(content) > MOST_BYTES:
        raise FeedError("larger than 5 MB")
    if not content.strip():
        raise FeedError("empty")
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        return read_json_feed(content, url=url)
    text = safe_xml(content, media_type)
    root = root_name(text)
    if root in _SITEMAPS:
        return read_sitemap(text, url=url)
    if root == "html":
        raise FeedError("a web page, not a feed")
    if root not in ("rss", "feed", "rdf", "channel"):
        raise FeedError("neither RSS nor Atom nor a JSON Feed nor a news sitemap")
    return read_syndication(text, url=url)
