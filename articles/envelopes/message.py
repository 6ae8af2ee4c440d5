"""E-mails and pages saved as MHTML (RFC 2557): the page among the parts, and what the headers say of it.

A message is anybody's: the number of its parts, their depth and the length of its headers are bounded, and what no
mail program would write is a rejection.
"""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime
from typing import Final

from articles.documents import RawCapture, Rejection, Removed
from articles.envelopes.opened import Opened, Stated, bounded_moment, web_address

_NESTING: Final = re.compile(rb"boundary\s{0,5}=|message/(?:rfc822|global|partial|external-body|delivery-status)", re.I)
_MOST_NESTED: Final = 40  # boundaries and messages in messages; each costs the parser a look at every line
_MOST_PARTS: Final = 5_000
_DEEPEST_MESSAGE: Final = 3  # messages attached to one another
_MOST_HEADER: Final = 2_000  # characters read of one
_ATTACHMENTS_NAMED: Final = 50
_PAGES: Final = ("text/html", "application/xhtml+xml", "text/plain")
_PREFIX: Final = re.compile(r"^(?:(?:re|fwd?|aw|wg|tr|rv)\s?:\s{0,5}){1,10}", re.I)
_FAULTS: Final = (MessageError, ValueError, LookupError, TypeError, AttributeError, RecursionError, AssertionError)
NO_PAGE: Final = "a message without HTML or text in it"


@dataclass(frozen=True, slots=True)
class _Parts:
    """The parts of a message that may be its page, and the names of what is attached."""

    pages: list[Message]
    attached: list[str]
    messages: list[Message]


def open_message(raw: RawCapture) -> Opened | Rejection:
    """The page in an e-mail or MHTML file: HTML before text."""
    if len(_NESTING.findall(raw.content)) > _MOST_NESTED:
        return Rejection(name=raw.name, reason=f"a message with more than {_MOST_NESTED} parts within parts")
    try:
        message = email.message_from_bytes(raw.content)
        return _opened(raw, message, depth=0)
    except _FAULTS as error:
        return Rejection(name=raw.name, reason=f"a message that cannot be taken apart: {_word(error)}")


def _opened(raw: RawCapture, message: Message, *, depth: int) -> Opened | Rejection:
    is_mhtml = _is_mhtml(message)
    parts = _parts_of(message)
    if parts is None:
        return Rejection(name=raw.name, reason=f"a message of more than {_MOST_PARTS:,} parts")
    pages = [part for part in parts.pages if _payload(part).strip()]
    if is_mhtml:
        pages = _root_first(message, pages)[:1]
    else:
        pages = [one for kind in _PAGES for one in [p for p in pages if p.get_content_type() == kind][:1]]
    sent = _date(message)
    opened = tuple(
        RawCapture(
            content=_payload(part),
            media_type=_media_type(part),
            name=raw.name,
            url=raw.url or (_address(message, part) if is_mhtml else ""),
            captured_at=raw.captured_at or sent,
            source_name=raw.source_name or ("" if is_mhtml else _sender(message)),
        )
        for part in pages
    )
    if not opened:
        if parts.messages and depth < _DEEPEST_MESSAGE:
            return _opened(raw, parts.messages[0], depth=depth + 1)
        return Rejection(name=raw.name, reason=NO_PAGE)
    if is_mhtml:
        return Opened(pages=opened)
    title = _PREFIX.sub("", _header(message, "Subject"))
    date = _header(message, "Date") if sent else ""
    left_out = tuple(Removed(text=name, rule="attachment") for name in parts.attached[:_ATTACHMENTS_NAMED])
    return Opened(
        pages=opened,
        stated=Stated(basis="e-mail", title=title, date=date, date_field="Date"),
        left_out=left_out,
    )


def _is_mhtml(message: Message) -> bool:
    """Whether a message is a saved page: its root says where it stood, and nobody sent it to anybody."""
    if message.get_content_type() not in ("multipart/related", "text/html"):
        return False
    if "Snapshot-Content-Location" in message or "saved by" in _header(message, "From").lower():
        return True
    return "To" not in message and "Received" not in message


def _parts_of(message: Message) -> _Parts | None:
    """The parts of a message without those of messages attached to it; None where there are too many."""
    found = _Parts([], [], [])
    count = 0
    waiting = [message]
    while waiting:
        part = waiting.pop()
        count += 1
        if count > _MOST_PARTS:
            return None
        kind = part.get_content_type()
        inner = part.get_payload()
        if kind == "message/rfc822" and part is not message:
            found.messages.extend(one for one in inner if isinstance(one, Message)) if isinstance(inner, list) else None
        elif isinstance(inner, list):
            waiting.extend(one for one in reversed(inner) if isinstance(one, Message))
        elif kind in _PAGES and part.get_content_disposition() != "attachment":
            found.pages.append(part)
        elif name := _file_name(part):
            found.attached.append(f"{name} ({kind})")
    return found


def _root_first(message: Message, pages: list[Message]) -> list[Message]:
    """The HTML parts, the root that the message names first."""
    start = message.get_param("start")
    html = [part for part in pages if part.get_content_type() != "text/plain"] or pages
    return sorted(html, key=lambda part: start is None or part.get("Content-ID") != start)


def _payload(part: Message) -> bytes:
    """The bytes of a part, its transfer encoding undone as far as it can be."""
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _media_type(part: Message) -> str:
    charset = part.get_content_charset("")
    return f"{part.get_content_type()}; charset={charset[:40]}" if charset else part.get_content_type()


def _address(message: Message, part: Message) -> str:
    """Where the page of an MHTML file stood."""
    own, snapshot = "Content-Location", "Snapshot-Content-Location"
    for told in (part.get(own), message.get(snapshot), message.get(own)):
        if url := web_address("".join(str(told or "").split())):
            return url
    return ""


def _sender(message: Message) -> str:
    """Who sent a newsletter, by name; empty where only an address is told."""
    return parseaddr(_header(message, "From"))[0].strip()[:200]


def _date(message: Message) -> datetime | None:
    try:
        return bounded_moment(parsedate_to_datetime(_header(message, "Date")))
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _file_name(part: Message) -> str:
    try:
        name = part.get_filename("")
    except _FAULTS:
        return ""
    return " ".join(str(name).split())[:200]


def _header(message: Message, name: str) -> str:
    """A header as text, its encoded words decoded."""
    return " ".join("".join(_words(str(message.get(name) or "")[:_MOST_HEADER])).split())


def _words(text: str) -> Iterator[str]:
    try:
        for piece, charset in decode_header(text):
            yield piece if isinstance(piece, str) else piece.decode(charset or "utf-8", "replace")
    except _FAULTS:
        yield text


def _word(error: BaseException) -> str:
    return (" ".join(str(error).split()) or type(error).__name__)[:160]
