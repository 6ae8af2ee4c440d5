"""Dates as machines write them in JSON-LD, meta and time elements, read as finely as they are written."""

from __future__ import annotations

import re
import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from dateutil import parser as dateutil_parser  # type: ignore[import-untyped]  # it ships no types

from articles.documents import Precision

MAX_DATE_CHARACTERS = 60
_ISO = re.compile(
    r"(?P<y>\d{4})-?(?P<m>\d{2})-?(?P<d>\d{2})"
    r"(?:[T ]{1,2}(?P<H>\d{1,2}):?(?P<M>\d{2})(?::?(?P<S>\d{2})(?:[.,]\d{1,9})?)?"
    r"\s?(?P<z>Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?)?$"
)
_HAS_CLOCK = re.compile(r"\d{1,2}:\d{2}")
_NUMERIC_ZONE = re.compile(r"\d\s?[+-]\d{2}:?\d{2}(?:\s*\([A-Z]{2,5}\))?\s*$")
_GMT_OFFSET = re.compile(r"\s(?:GMT|UTC)\s?([+-]\d{2}:?\d{2})(?:\s*\([\w ]{1,40}\))?\s*$")
_NAMED_ZONE = re.compile(r"\b([A-Z]{1,4})\s*$")
_ZONES = {
    name: round(hours * 3600)
    for name, hours in tomllib.loads(
        (Path(__file__).parent / "data" / "html_time_zones.toml").read_text(encoding="utf-8")
    )["offsets"].items()
}
_HAS_YEAR = re.compile(r"(?:1[6-9]|20)\d{2}")
_SLASHED = re.compile(r"^\s*(\d{1,2})([/.])(\d{1,2})\2(\d{4})(?!\d)")
_COARSE = re.compile(r"(?P<y>(?:1[6-9]|20)\d{2})(?:[-/](?P<m>0[1-9]|1[0-2]))?")


def parse_moment(text: Any, *, day_first: bool | None = None) -> tuple[datetime, Precision] | None:
    """Read one date as machines write it, as finely as it is written: to the second, the day, the month or the year.

    A clock time without a zone is kept to the day only, since the hour and even the UTC day are not known. Midnight
    exactly is what systems write that only know the day. `day_first` is how the site orders 7/8/2025; where nobody
    tells and both numbers could be the month, such a date is refused.
    """
    if not isinstance(text, str) or not text or len(text) > MAX_DATE_CHARACTERS:
        return None
    text = text.strip()
    try:
        found = _ISO.match(text)
        if found is None and (coarse := _COARSE.fullmatch(text)):
            month = int(coarse["m"] or 1)
            return datetime(int(coarse["y"]), month, 1, tzinfo=UTC), Precision.MONTH if coarse["m"] else Precision.YEAR
        return _from_iso(found) if found else _from_free_form(_in_iso_order(text, day_first))
    except (ValueError, OverflowError, TypeError, AttributeError):
        return None


def _from_iso(found: re.Match[str]) -> tuple[datetime, Precision]:
    day = datetime(int(found["y"]), int(found["m"]), int(found["d"]), tzinfo=UTC)
    if found["H"] is None or found["z"] is None:
        return day, Precision.DAY
    moment = day + timedelta(hours=int(found["H"]), minutes=int(found["M"]), seconds=int(found["S"] or 0))
    moment -= _zone_offset(found["z"])
    if found["H"].strip("0") == found["M"].strip("0") == (found["S"] or "").strip("0") == "":
        return day, Precision.DAY
    return moment, Precision.SECOND


def _zone_offset(zone: str) -> timedelta:
    if zone[0] not in "+-":
        return timedelta(0)
    digits = zone[1:].replace(":", "")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:] or 0))
    return -offset if zone[0] == "-" else offset


def _from_free_form(text: str) -> tuple[datetime, Precision] | None:
    """RFC 2822 and written dates. What is still slashed could be two days, and is refused."""
    if text.isdigit() and len(text) in (10, 13):
        return datetime.fromtimestamp(int(text[:10]), UTC), Precision.SECOND
    if not _HAS_YEAR.search(text) or _SLASHED.match(text):
        return None
    text = _GMT_OFFSET.sub(r" \1", text)  # as browsers write dates; dateutil takes 'GMT+3' the other way round
    named = _NAMED_ZONE.search(text)
    if named and named[1] not in _ZONES and named[1] not in ("AM", "PM"):
        text, named = text[: named.start()], None  # a zone that means several offsets is no zone
    probe = datetime(2000, 1, 1), datetime(2001, 2, 2)  # noqa: DTZ001 - only fills in what the text leaves out
    has_zone = bool(named and named[1] in _ZONES) or bool(_NUMERIC_ZONE.search(text))
    moments = [dateutil_parser.parse(text, default=default, tzinfos=_ZONES, ignoretz=not has_zone) for default in probe]
    moment = moments[0]
    if moment.date() != moments[1].date():  # the text left out the month or the day
        is_month = (moment.year, moment.month) == (moments[1].year, moments[1].month)
        return (datetime(moment.year, moment.month, 1, tzinfo=UTC), Precision.MONTH) if is_month else None
    if _HAS_CLOCK.search(text) and moment.tzinfo is not None:
        return moment.astimezone(UTC).replace(microsecond=0), Precision.SECOND
    return datetime(moment.year, moment.month, moment.day, tzinfo=UTC), Precision.DAY


def _in_iso_order(text: str, day_first: bool | None) -> str:
    """A date of three numbers as year, month and day, where one order is possible or known; otherwise as it is."""
    found = _SLASHED.match(text)
    if found is None:
        return text
    first, second = int(found[1]), int(found[3])
    if first <= 12 and second <= 12 and first != second and day_first is None and found[2] != ".":
        return text
    is_day_first = first > 12 or (second <= 12 and (found[2] == "." if day_first is None else day_first))
    day, month = (first, second) if is_day_first else (second, first)
    return f"{found[4]}-{month:02}-{day:02}{text[found.end() :]}"
