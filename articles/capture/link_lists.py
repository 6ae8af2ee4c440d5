"""Lists of links saved as HTML: Pocket's older export, and the bookmarks of browsers.

Sources: ril_export.html as Pocket wrote it until 2024; the Netscape bookmark file format that browsers still write.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Final

from articles.capture.found import Link
from articles.envelopes.opened import web_address
from articles.envelopes.row import read_moment

_HEAD_BYTES: Final = 2_048
_MARKS: Final = re.compile(rb"<title>\s{0,20}Pocket Export|<!DOCTYPE\s{1,5}NETSCAPE-Bookmark-file-1", re.I)
_LINK: Final = re.compile(r"<a\s(?P<attributes>[^>]{1,10000})>(?P<title>[^<]{0,2000})", re.I)
_ADDRESS: Final = re.compile(r"\bhref\s?=\s?[\"'](?P<url>https?://[^\"'\s]{1,4000})[\"']", re.I)
_TIME: Final = re.compile(r"\b(?:time_added|add_date)\s?=\s?[\"'](?P<time>\d{9,13})[\"']", re.I)


def is_link_list(head: bytes) -> bool:
    """Whether an HTML file begins as a list of links."""
    return _MARKS.search(head[:_HEAD_BYTES]) is not None


def read_links(name: str, content: bytes) -> Iterator[Link]:
    """The links of a list in its order, each named by the file, '#' and its number from 1."""
    text = content.decode("utf-8", "replace")
    number = 0
    for found in _LINK.finditer(text):
        address = _ADDRESS.search(found["attributes"])
        url = web_address(html.unescape(address["url"])) if address is not None else ""
        if not url:
            continue
        number += 1
        time = _TIME.search(found["attributes"])
        yield Link(
            name=f"{name}#{number}",
            url=url,
            title=" ".join(html.unescape(found["title"]).split()),
            saved_at=read_moment(time["time"]) if time else None,
        )
