"""What stands behind `after:`, `date:`, `words:`, `lang:` and `kind:`."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from articles.documents import Kind
from articles.query.tree import Language, Length, Node, OfKind, Published, Undated, Unit

_PERIOD = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?")
_QUARTER = re.compile(r"(\d{4})[-/ ]?Q([1-4])|Q([1-4])[-/ ]?(\d{4})", re.I)
_LENGTH = re.compile(r"(>=|<=|>|<|=)?(\d{1,7})(?:(?:\.\.|-)(\d{1,7}))?")
_KINDS = {"press": Kind.PRESS_RELEASE, "pr": Kind.PRESS_RELEASE, "release": Kind.PRESS_RELEASE, "live": Kind.LIVE_BLOG}
_FINEST_FIRST = (Unit.DAY, Unit.MONTH, Unit.YEAR)
_LANGUAGE = re.compile(r"[a-z]{2,3}")


def read_period(value: str) -> tuple[datetime, datetime, Unit] | None:
    """Start and end (exclusive) of a year, month or day, and which of them it is; None if it is none.

    A quarter ('2025-Q1', 'Q1-2025') is its three months.
    """
    if quarter := _QUARTER.fullmatch(value.strip()):
        year_of, number = int(quarter[1] or quarter[4]), int(quarter[2] or quarter[3])
        first, last = (read_period(f"{year_of:04}-{month}") for month in (3 * number - 2, 3 * number))
        return (first[0], last[1], Unit.MONTH) if first and last else None
    match = _PERIOD.fullmatch(value.strip())
    if match is None:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None
    try:
        since = datetime(year, 1 if month is None else month, 1 if day is None else day, tzinfo=UTC)
        if day is not None:
            until = since + timedelta(days=1)
        elif month is not None:
            until = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC)
        else:
            until = datetime(year + 1, 1, 1, tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
    return since, until, Unit.DAY if day else Unit.MONTH if month else Unit.YEAR


def read_after(value: str) -> Node | None:
    """`after:2025-07`: from the start of the period on."""
    period = read_period(value)
    return Published(since=period[0]) if period else None


def read_before(value: str) -> Node | None:
    """`before:2025-07`: until the period begins."""
    period = read_period(value)
    return Published(until=period[0]) if period else None


def read_date(value: str) -> Node | None:
    """`date:2025-07`, `date:2025-01..2025-03` (both included) or `date:undated`."""
    if value.strip().lower() in ("undated", "unknown", "none"):
        return Undated()
    first, dots, last = value.partition("..")
    since, until = read_period(first), read_period(last if dots else first)
    if since is None or until is None or since[0] >= until[1]:
        return None
    return Published(since=since[0], until=until[1], unit=min(since[2], until[2], key=_FINEST_FIRST.index))


def read_length(value: str) -> Node | None:
    """`words:>800`, `words:<=300`, `words:300..800`, `words:500` (exactly)."""
    match = _LENGTH.fullmatch(value.strip())
    if match is None:
        return None
    sign, first, last = match.groups()
    number = int(first)
    if last is not None:
        return Length(number, int(last)) if sign is None else None
    if sign is None or sign == "=":
        return Length(number, number)
    if sign[0] == ">":
        return Length(minimum=number if sign == ">=" else number + 1)
    if sign == "<" and number == 0:
        return None
    return Length(maximum=number if sign == "<=" else number - 1)


def read_language(value: str) -> Node | None:
    """`lang:en`."""
    code = value.strip().lower()
    return Language(code) if _LANGUAGE.fullmatch(code) else None


def read_kind(value: str) -> Node | None:
    """`kind:opinion`, `kind:press-release`."""
    key = re.sub(r"[\s-]+", "_", value.strip().lower())
    if key in _KINDS:
        return OfKind(_KINDS[key].value)
    return OfKind(key) if key in set(Kind) else None


READERS = {
    "after": (read_after, "a date such as 2025, 2025-07 or 2025-07-31"),
    "since": (read_after, "a date such as 2025, 2025-07 or 2025-07-31"),
    "before": (read_before, "a date such as 2025, 2025-07 or 2025-07-31"),
    "date": (
        read_date,
        "2025-07, a quarter such as 2025-Q1, a range such as 2025-01..2025-03, or undated",
    ),
    "words": (read_length, "a number such as >800, <300 or 300..800"),
    "lang": (read_language, "a language code such as en"),
    "language": (read_language, "a language code such as en"),
    "kind": (read_kind, "news, press-release, opinion, live-blog, video or other"),
}
