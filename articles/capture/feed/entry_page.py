"""The text of a feed's entry as a page, so that it goes the way of every other capture."""

from __future__ import annotations

from datetime import datetime
from html import escape

from articles.capture.feed.entries import FeedEntry
from articles.documents import RawCapture


def page_of_entry(entry: FeedEntry, *, moment: datetime, source_name: str = "") -> RawCapture:
    """A page with what the feed says of an entry and its text as it came; the same entry gives the same bytes."""
    told = [f"<title>{escape(entry.title)}</title>"]
    if entry.link:
        told.append(f'<link rel="canonical" href="{escape(entry.link)}">')
    if entry.published is not None:
        told.append(f'<meta property="article:published_time" content="{entry.published.isoformat()}">')
    told += [f'<meta name="author" content="{escape(author)}">' for author in entry.authors]
    language = f' lang="{escape(entry.language[:20])}"' if entry.language else ""
    page = (
        f'<!doctype html>\n<html{language}><head><meta charset="utf-8">\n{"".join(told)}</head>\n'
        f"<body><article><h1>{escape(entry.title)}</h1>\n{entry.body}\n</article></body></html>\n"
    )
    return RawCapture(
        content=page.encode("utf-8", "replace"),
        media_type="text/html; charset=utf-8",
        name=entry.link,
        url=entry.link,
        captured_at=moment,
        source_name=source_name,
    )
