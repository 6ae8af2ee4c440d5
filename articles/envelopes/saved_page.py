"""The note that a browser or a tool leaves at the top of a page it saves: the page's address, and when.

Sources: SingleFile's comment ('Page saved with SingleFile', url, saved date); the mark of the web that Chromium and
Internet Explorer write ('saved from url=(0023)https://...'); HTTrack's 'Mirrored from'. Read from files saved by them,
2026-11-21.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Final

from articles.documents import RawCapture
from articles.envelopes.opened import bounded_moment, web_address

_HEAD_BYTES: Final = 8_192
_CONTENT: Final = re.compile(rb"<(?:head|body|title|meta|script|style|div|p)\b", re.I)
_SINGLE_FILE: Final = re.compile(
    r"<!--\s{0,20}Page saved with SingleFile\s{1,20}url:\s{0,10}(?P<url>\S{1,4000})\s{1,20}saved date:\s{0,10}"
    r"(?P<date>[^\n]{1,120})"
)
_MARK_OF_THE_WEB: Final = re.compile(r"<!--\s{0,5}saved from url=\(\d{4,5}\)(?P<url>\S{1,4000}?)\s{0,5}-->")
_HTTRACK: Final = re.compile(
    r"<!--\s{0,5}Mirrored from (?P<url>\S{1,4000}) by HTTrack [^,>]{1,80}(?:\[[^\]>]{0,60}\])?, "
    r"(?P<date>[^>]{1,60}?)\s{0,5}-->"
)
_WRITTEN_BY_JAVASCRIPT: Final = re.compile(r"^\w{3} (\w{3} \d{1,2} \d{4} \d{2}:\d{2}:\d{2}) GMT([+-]\d{4})")


def with_saved_note(raw: RawCapture) -> RawCapture:
    """`raw` with the address and time that its own note tells, where nobody else told them."""
    if (raw.url and raw.captured_at) or "html" not in raw.media_type:
        return raw
    head = raw.content[:_HEAD_BYTES]
    content = _CONTENT.search(head)
    note = head[: content.start() if content else len(head)].decode("utf-8", "replace")
    if "<!--" not in note:
        return raw
    for pattern in (_SINGLE_FILE, _MARK_OF_THE_WEB, _HTTRACK):
        if found := pattern.search(note):
            url = found["url"] if pattern is not _HTTRACK else f"https://{found['url'].removeprefix('https://')}"
            told = found.groupdict()
            return replace(
                raw,
                url=raw.url or web_address(url),
                captured_at=raw.captured_at or _moment(told.get("date") or ""),
            )
    return raw


def _moment(text: str) -> datetime | None:
    """A date as JavaScript or HTTP writes it."""
    written = _WRITTEN_BY_JAVASCRIPT.match(text.strip())
    try:
        if written:
            return bounded_moment(datetime.strptime(f"{written[1]} {written[2]}", "%b %d %Y %H:%M:%S %z"))
        return bounded_moment(parsedate_to_datetime(text.strip()))
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
