"""An opened capture: the page in it, and what its wrapper states of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlsplit

from articles.documents import RawCapture, Removed

MESSAGE: Final = "message/rfc822"
MHTML: Final = "multipart/related"
ROW: Final = "application/vnd.newsarchive.row+json"

_FIRST_YEAR: Final = 1990  # nothing was saved from the web before
_LAST_YEAR: Final = 2100
_LONGEST_ADDRESS: Final = 4_000  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What a wrapper states of its page, each part empty where it says nothing.

    `basis` names the wrapper ('e-mail', 'CSV'). `date` is as written, `date_field` what it was called there.
    """

    basis: str
    title: str = ""
    authors: tuple[str, ...] = ()
    date: str = ""
    date_field: str = ""
    section: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """The page in a capture, in every form it comes in, the best first; each has all that is known of its provenance.

    `is_one_article` where the wrapper holds one article by its nature, whose text was found by whoever wrote it.
    """

    pages: tuple[RawCapture, ...]
    stated: Stated | None = None
    is_one_article: bool = False
    left_out: tuple[Removed, ...] = ()


def web_address(text: str) -> str:
    """`text` where it is an address of the web that a program can take apart, empty where it is not."""
    url = text.strip()
    if not url.startswith(("http://", "https://")) or len(url) > _LONGEST_ADDRESS:
        return ""
    try:
        parts = urlsplit(url)
        is_whole = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return ""
    return url if is_whole else ""


def bounded_moment(moment: datetime | None) -> datetime | None:
    """`moment` in UTC, None where no page can have been saved then. A moment without a zone is taken for UTC."""
    if moment is None:
        return None
    try:
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (OverflowError, ValueError):
        return None
    return moment if _FIRST_YEAR <= moment.year <= _LAST_YEAR else None
