"""Captures are read as what their bytes are."""

from __future__ import annotations

import pytest

from articles.clean.page import clean_capture, looks_like_html
from articles.clean.sources import SourceBook, load_sources
from articles.documents import CleanPage, RawCapture, Rejection

SOURCES = SourceBook(load_sources())
SENTENCE = "The company said on Monday that its sales had risen by a tenth in the first half of the year. "


@pytest.mark.parametrize(
    ("content", "media_type", "expected"),
    [
        (b"<!DOCTYPE html><html><body>", "text/plain", True),
        (b"\xef\xbb\xbf<html>", "text/plain", True),
        (b"<!-- saved --> <html>", "text/plain", True),
        ("<html><body>".encode("utf-16"), "text/plain", True),
        (b"<p>One</p><p>Two</p><p>Three</p>", "text/plain", True),
        (b"Plain words of a scrape", "text/html", False),
        (b"Is 3 < 4? Use <b>bold</b>.", "text/plain", False),
    ],
)
def test_what_the_bytes_hold_decides(content, media_type, expected):
    assert looks_like_html(content, media_type) is expected


def test_html_named_text_is_read_as_html():
    content = (
        f"<html><body><article><h1>Sales rise</h1><p>{SENTENCE * 4}</p><p>{SENTENCE * 3}</p></article></body></html>"
    )
    page = clean_capture(RawCapture(content=content.encode(), media_type="text/plain", name="a.txt"), sources=SOURCES)
    assert isinstance(page, CleanPage)
    assert not any("<" in block.text for block in page.blocks)


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x89PNG\r\n", "PNG"),
        (b"PK\x03\x04abc", "ZIP"),
        (bytes(range(256)) * 40 + b"\x00" * 500, "binary"),
    ],
)
def test_what_is_no_page_is_rejected_with_the_reason(content, word):
    result = clean_capture(RawCapture(content=content, media_type="text/plain", name="x"), sources=SOURCES)
    assert isinstance(result, Rejection)
    assert word in result.reason
