"""A raw capture -> CleanPage, by what its bytes are: HTML or plain text, whatever the caller called them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from articles.clean.html import clean_html
from articles.clean.plain_text import clean_plain_text
from articles.clean.wrapped import clean_found_text, with_stated
from articles.documents import CleanPage, RawCapture, Rejection
from articles.envelopes.open import open_capture
from articles.prose.sources import SourceBook

_SNIFFED: Final = 4096  # bytes from the start
_HTML_START: Final = re.compile(
    rb"(?:\xef\xbb\xbf)?\s{0,512}(?:<\?xml[^>]{0,200}>\s{0,100})?(?:<!--.{0,1000}?-->\s{0,100})?"
    rb"<(?:!doctype\s+html|html|head|body|meta|title|script|div|article|section|main|p|table|link)\b",
    re.I | re.S,
)
_HTML_MARKS: Final = re.compile(rb"</(?:div|p|a|span|script|head|title|li|td|article|section|h[1-6])\s{0,5}>", re.I)
_ENOUGH_MARKS: Final = 3
_CONTROLS: Final = bytes([*range(9), *range(14, 27), *range(28, 32)])
_BINARY_SHARE: Final = 0.02
_OTHER_KINDS: Final = (
    (b"%PDF-", "a PDF document"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x1f\x8b", "gzipped data"),
    (b"RIFF", "a media file"),
    (b"\xd0\xcf\x11\xe0", "an office document"),
)


def clean_capture(raw: RawCapture, *, sources: SourceBook) -> CleanPage | Rejection:
    """Clean a capture. What is neither HTML nor text, or is empty, is rejected with the reason."""
    if not raw.content.strip():
        return Rejection(name=raw.name, reason="The capture is empty.")
    opened = open_capture(raw)
    if isinstance(opened, Rejection):
        return opened
    if opened.is_one_article:
        title = opened.stated.title if opened.stated else ""
        page = clean_found_text(opened.pages[0], title=title, sources=sources)
    else:
        page = _first_readable(opened.pages, sources)
    if isinstance(page, Rejection):
        return page
    if opened.stated is not None:
        page = with_stated(page, opened.stated)
    return replace(page, removed=(*page.removed, *opened.left_out)) if opened.left_out else page


def _first_readable(pages: Sequence[RawCapture], sources: SourceBook) -> CleanPage | Rejection:
    """The first of several forms of one page that holds an article; the reason that the first holds none, otherwise."""
    first = _clean(pages[0], sources)
    if not isinstance(first, Rejection):
        return first
    others = (_clean(page, sources) for page in pages[1:])
    return next((page for page in others if not isinstance(page, Rejection)), first)


def _clean(raw: RawCapture, sources: SourceBook) -> CleanPage | Rejection:
    """Clean a page that is wrapped in nothing."""
    other = next((name for start, name in _OTHER_KINDS if raw.content.startswith(start)), "")
    if not other and _is_binary(raw.content):
        other = "binary data"
    if other:
        return Rejection(name=raw.name, reason=f"Not a page: the capture is {other}.")
    if looks_like_html(raw.content, raw.media_type):
        return clean_html(raw, sources=sources)
    return clean_plain_text(raw, sources=sources)


def looks_like_html(content: bytes, media_type: str) -> bool:
    """Whether bytes are HTML. What they hold decides; `media_type` only where they leave it open."""
    head = content[:_SNIFFED]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.decode("utf-16", "ignore").encode()
    if _HTML_START.match(head):
        return True
    marks = len(_HTML_MARKS.findall(head))
    return marks >= _ENOUGH_MARKS or (marks > 0 and "html" in media_type.lower())


def _is_binary(content: bytes) -> bool:
    """Control characters that no text holds, in more than a few of the first kilobytes; UTF-16 is told by its mark."""
    head = content[:_SNIFFED]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    return len(head) - len(head.translate(None, _CONTROLS)) > len(head) * _BINARY_SHARE
