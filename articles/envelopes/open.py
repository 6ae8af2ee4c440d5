"""Any capture, opened."""

from __future__ import annotations

from articles.documents import RawCapture, Rejection
from articles.envelopes.message import open_message
from articles.envelopes.opened import MESSAGE, MHTML, ROW, Opened
from articles.envelopes.row import open_row
from articles.envelopes.saved_page import with_saved_note


def open_capture(raw: RawCapture) -> Opened | Rejection:
    """The page in a capture by its media type; one that is wrapped in nothing is its own page."""
    kind = raw.media_type.partition(";")[0].strip().lower()
    if kind in (MESSAGE, MHTML):
        return open_message(raw)
    if kind == ROW:
        return open_row(raw)
    return Opened(pages=(with_saved_note(raw),))


def with_provenance(raw: RawCapture) -> RawCapture:
    """`raw` with the address, time and publisher that stand in its own bytes, where nobody else told them."""
    opened = open_capture(raw)
    if isinstance(opened, Rejection):
        return raw
    page = opened.pages[0]
    return RawCapture(
        content=raw.content,
        media_type=raw.media_type,
        name=raw.name,
        url=page.url,
        captured_at=page.captured_at,
        source_name=page.source_name,
    )
