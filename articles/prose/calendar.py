"""Dates and ages as pages write them, found in text and not yet judged."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from articles.prose.months import find_written_age, find_written_dates, read_month

_DATA: Final[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "data" / "dates.toml").read_text("utf-8"))
_MONTHS: Final[dict[str, int]] = _DATA["months"]
_WEEKDAYS: Final[dict[str, int]] = _DATA["weekdays"]
_ZONES: Final[dict[str, int]] = _DATA["zones"]
_SEASONAL: Final[dict[str, str]] = _DATA["seasonal_zones"]
_UNITS: Final[dict[str, int]] = _DATA["ages"]
_NUMBERS: Final[dict[str, int]] = _DATA["numbers"]
_DAY_FIRST: Final = frozenset(_DATA["day_first"]["endings"])
_MONTH_FIRST: Final = frozenset(_DATA["day_first"]["month_first_endings"])

EARLIEST_YEAR: Final = 1690  # the first newspaper of the English-speaking Americas; nothing here is older
LATEST_YEAR: Final = 2100
DAY: Final = 86_400
MONTH: Final = 2_592_000
YEAR: Final = 31_536_000


def _either(words: dict[str, Any]) -> str:
    return "|".join(sorted((re.escape(word) for word in words), key=len, reverse=True))


_MONTH = rf"(?P<month>{_either(_MONTHS)})\b\.?"
_WEEKDAY = rf"(?:\b(?P<weekday>{_either(_WEEKDAYS)})\b\.?,?\s{{1,2}})?"
_YEAR = r"(?P<year>(?:1[6-9]|20)\d\d)(?![\d%])"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_MONTH_DAY: Final = re.compile(rf"{_WEEKDAY}\b{_MONTH}\s{{0,2}}{_DAY}(?!\d|:\d|%)(?:,?\s{{0,2}}{_YEAR})?", re.I)
_DAY_MONTH: Final = re.compile(
    rf"{_WEEKDAY}(?<![\d.,$€£₹:])\b{_DAY}(?:\sof)?[\s\-./]{{1,2}}{_MONTH}(?:,?[\s\-./,]{{0,2}}{_YEAR})?", re.I
)
_ISO: Final = re.compile(
    r"(?<![\d/.\-])(?P<year>(?:1[6-9]|20)\d\d)(?P<sep>[-/.])(?P<month>[01]\d)(?P=sep)(?P<day>[0-3]\d)(?!\d)"
    r"(?:[T ](?P<hour>[0-2]\d):(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d)(?:\.\d{1,9})?)?"
    r"(?P<offset>Z|[+-]\d\d:?\d\d)?)?"
)
_NUMERIC: Final = re.compile(
    r"(?<![\d/.\-])(?P<first>[0-3]?\d)(?P<sep>[/.\-])(?P<second>[0-3]?\d)(?P=sep)(?P<year>(?:19|20)\d\d)(?![\d/\-])"
)
_ZONE = rf"(?P<zone>(?:{_either(_ZONES | _SEASONAL)})\b|(?:GMT|UTC)?\s?[+-]\d\d?:?\d\d)"
_CLOCK = rf"(?P<hour>[0-2]?\d)[:.](?P<minute>[0-5]\d)(?::[0-5]\d)?\s?(?P<half>[ap]\.?\s?m\b\.?)?,?\s?\(?(?:{_ZONE})?"
_CLOCK_AFTER: Final = re.compile(rf"(?:[\s,|·•@/\-–—T(]|at\b|on\b){{0,6}}{_CLOCK}", re.I)
_CLOCK_BEFORE: Final = re.compile(rf"{_CLOCK}\)?(?:[\s,|·•@/\-–—]|on\b){{0,6}}$", re.I)
_AGE: Final = re.compile(
    rf"\b(?:(?P<count>\d{{1,3}}|{_either(_NUMBERS)})\s?\+?\s?(?P<unit>{_either(_UNITS)})\b\.?\s{{1,2}}ago\b"
    r"|(?P<word>yesterday|just now|moments ago|an hour ago))",
    re.I,
)
_SHORT_AGE: Final = re.compile(
    r"(?<![\w$€£₹.,])(?P<count>\d{1,3})\s?(?P<unit>h|hr|hrs|m|min|mins|d|w|mo|y)(?![\w'’])", re.I
)
_MONTH_LINE: Final = re.compile(
    r"(?:(?:published|posted|issue|edition|from|in|of|the|publié|publicado|veröffentlicht|ausgabe|im|en|em)\b:? ){0,3}"
    r"(?P<month>[^\W\d_]{3,14})\.?,? (?:de |del )?(?P<year>(?:1[6-9]|20)\d\d)",
    re.I,
)
_MONTH_LINE_LENGTH: Final = 45  # characters
_LOOKED_AT: Final = 200_000  # characters of a text in which dates are looked for
_REMEMBERED: Final = 2000  # characters: the dates of shorter texts are kept, since several stages ask for them
_DIGIT: Final = re.compile(r"\d")
_ANY_YEAR: Final = re.compile(r"[12][06-9]\d\d")  # what every date holds whose month is no English name
_ANY_AGE: Final = ("ago", "yesterday", "just now")  # what every English age holds
_MONTH_STEMS: Final = tuple(dict.fromkeys(name[:3] for name in _MONTHS))
_MONTH_REACH: Final = 40  # characters on either side of a month's name that may belong to its date
# A day behind a month's name, from its begin on, and what of a day stands right before one.
_DAY_BEHIND: Final = re.compile(r"[^\W\d_]{3,12}\.?\s{0,2}\d")
_DAY_BEFORE: Final = re.compile(r"\d(?:st|nd|rd|th)?(?:\sof)?[\s\-./]{1,2}$", re.I)
_DAY_REACH: Final = 10  # characters before a month's name
_CLOCK_REACH: Final = 40  # characters beside a date in which its time of day stands


@dataclass(frozen=True, slots=True, kw_only=True)
class DateMention:
    """A date in a text; `start` and `end` are its characters. `year` is None where none is written.

    `weekday` counts from Monday as 0. `moment` is aware and UTC where a time of day with a zone is written.
    `is_ambiguous` marks 7/8/2025 where nothing says which number is the month.
    """

    start: int
    end: int
    text: str
    year: int | None
    month: int
    day: int
    weekday: int | None = None
    moment: datetime | None = None
    is_ambiguous: bool = False

    @property
    def date(self) -> date | None:
        """The day, where the year is written."""
        return None if self.year is None else date(self.year, self.month, self.day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Age:
    """How long ago a page says an item appeared: `count` units of `unit` seconds."""

    count: int
    unit: int
    text: str

    @property
    def length(self) -> timedelta:
        """The age, months taken as 30 days and years as 365."""
        return timedelta(seconds=self.count * self.unit)


def find_date_mentions(text: str, *, day_first: bool | None = None) -> list[DateMention]:
    """Every date in `text` in reading order; where two overlap, the one with a year, then the longer."""
    if _DIGIT.search(text) is None:
        return []
    if len(text) <= _REMEMBERED:
        return list(_remembered_mentions(text, day_first))
    return _mentions_in(text[:_LOOKED_AT], day_first)


@lru_cache(maxsize=2048)
def _remembered_mentions(text: str, day_first: bool | None) -> tuple[DateMention, ...]:
    return tuple(_mentions_in(text, day_first))


def _mentions_in(text: str, day_first: bool | None) -> list[DateMention]:
    found: list[DateMention] = []
    for pattern, hits in zip((_MONTH_DAY, _DAY_MONTH), _named_days(text), strict=True):
        for window in _windows(hits, len(text)):
            found.extend(_named_months(pattern, text, window))
    if _ANY_YEAR.search(text) is not None:
        found.extend(_iso(text))
        found.extend(_numeric(text, day_first))
        for match, year, month, day in find_written_dates(text):
            found.extend(_mention(text, match, year=year, month=month, day=day, weekday=None))
    found.sort(key=lambda mention: mention.start)
    kept: list[DateMention] = []
    for mention in found:
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
        elif _fullness(mention) > _fullness(kept[-1]):
            kept[-1] = mention
    return kept


def find_age(text: str, *, short: bool = False) -> Age | None:
    """The first age in `text` ('3 hours ago'); with `short` also forms that mean one only in a head line ('3h')."""
    match = _AGE.search(text) if any(map(text.lower().__contains__, _ANY_AGE)) else None
    if match is None and _DIGIT.search(text) is None:
        return None
    if match is None and (written := find_written_age(text)) is not None:
        return Age(count=written[0], unit=written[1], text=written[2])
    if match is None and short:
        match = _SHORT_AGE.search(text)
    if match is None:
        return None
    groups = match.groupdict()
    word = (groups.get("word") or "").lower()
    if word:
        count, unit = {"yesterday": (1, DAY), "an hour ago": (1, 3600)}.get(word, (0, 60))
        return Age(count=count, unit=unit, text=match.group(0))
    count_text = groups["count"].lower()
    count = int(count_text) if count_text.isdigit() else _NUMBERS[count_text]
    return Age(count=count, unit=_UNITS[groups["unit"].lower()], text=match.group(0))


def read_month_line(line: str) -> tuple[int, int] | None:
    """Year and month of a line that says no more than these ('Issue of July 2025'); None for any other."""
    found = _MONTH_LINE.fullmatch(line) if len(line) <= _MONTH_LINE_LENGTH and line[-4:].isdigit() else None
    if found is None:
        return None
    month = _MONTHS.get(found["month"].lower()) or read_month(found["month"])
    return (int(found["year"]), month) if month else None


def writes_day_first(url: str, language: str = "") -> bool | None:
    """Whether a site writes 7/8/2025 for the 7th of August, by its host's ending, then its region and language.

    `language` may have a region behind ('en-GB'). That of America tells nothing: it is what programs for publishing
    write where nobody says otherwise. None where neither tells.
    """
    try:
        host = (urlsplit(url).hostname or "") if url else ""
    except ValueError:
        host = ""
    ending = host.rsplit(".", 1)[-1].lower()
    if ending in _DAY_FIRST:
        return True
    if ending in _MONTH_FIRST:
        return False
    spoken, _, region = language.lower().replace("_", "-").partition("-")
    if spoken == "en":
        return True if {"gb": "uk"}.get(region, region) in _DAY_FIRST else None
    return True if spoken else None


def _fullness(mention: DateMention) -> tuple[bool, int]:
    return mention.year is not None, mention.end - mention.start


def _named_days(text: str) -> tuple[list[int], list[int]]:
    """Where months' names may stand that have a day behind them, and where those that have one before, in order.

    A name begins a word and has a day beside it: 'Marseille' and 'it may' are passed over without a pattern.
    """
    lower = text.lower()
    if len(lower) != len(text):
        lower = text  # a letter that is two in lower case: positions would differ
    behind: list[int] = []
    before: list[int] = []
    for name in _MONTH_STEMS:
        position = lower.find(name)
        while position >= 0:
            begins = position == 0 or not lower[position - 1].isalnum()
            if begins and _DAY_BEHIND.match(text, position):
                behind.append(position)
            if begins and _DAY_BEFORE.search(text, max(0, position - _DAY_REACH), position):
                before.append(position)
            position = lower.find(name, position + 3)
    return sorted(behind), sorted(before)


def _windows(hits: Iterable[int], length: int) -> Iterator[tuple[int, int]]:
    """Months' names with what may belong to their dates: stretches of a text of `length` that do not overlap."""
    begin = end = -1
    for hit in hits:
        if hit - _MONTH_REACH > end:
            if end >= 0:
                yield begin, end
            begin = max(0, hit - _MONTH_REACH)
        end = min(length, hit + _MONTH_REACH)
    if end >= 0:
        yield begin, end


def _named_months(pattern: re.Pattern[str], text: str, window: tuple[int, int]) -> Iterator[DateMention]:
    for match in pattern.finditer(text, *window):
        name = match["month"]
        if name[0].islower() and match["year"] is None:
            continue  # 'may 5 of them', 'march 10 miles'
        year = int(match["year"]) if match["year"] else None
        weekday = _WEEKDAYS[match["weekday"].lower()] if match["weekday"] else None
        yield from _mention(text, match, year=year, month=_MONTHS[name.lower()], day=int(match["day"]), weekday=weekday)


def _iso(text: str) -> Iterator[DateMention]:
    for match in _ISO.finditer(text):
        moment = None
        if match["hour"] and match["offset"]:
            written = match.group(0).replace("/", "-").replace(".", "-", 2)
            try:
                moment = datetime.fromisoformat(written.split(".")[0] if "." in written else written)
            except ValueError:
                moment = None
            moment = moment.astimezone(UTC) if moment is not None and moment.tzinfo is not None else None
        year, month, day = int(match["year"]), int(match["month"]), int(match["day"])
        yield from _mention(text, match, year=year, month=month, day=day, weekday=None, moment=moment)


def _numeric(text: str, day_first: bool | None) -> Iterator[DateMention]:
    for match in _NUMERIC.finditer(text):
        first, second, year = int(match["first"]), int(match["second"]), int(match["year"])
        is_ambiguous = first <= 12 and second <= 12 and first != second and day_first is None
        # A point between the numbers is a European habit.
        takes_day_first = first > 12 or (second <= 12 and (match["sep"] == "." if day_first is None else day_first))
        day, month = (first, second) if takes_day_first else (second, first)
        yield from _mention(text, match, year=year, month=month, day=day, weekday=None, is_ambiguous=is_ambiguous)


def _mention(
    text: str,
    match: re.Match[str],
    *,
    year: int | None,
    month: int,
    day: int,
    weekday: int | None,
    moment: datetime | None = None,
    is_ambiguous: bool = False,
) -> Iterator[DateMention]:
    if year is not None and not EARLIEST_YEAR <= year <= LATEST_YEAR:
        return
    try:
        written = date(year if year is not None else 2000, month, day)
    except ValueError:
        return
    if moment is None and year is not None:
        moment = _moment_beside(text, match.start(), match.end(), written)
    yield DateMention(
        start=match.start(),
        end=match.end(),
        text=match.group(0).strip(),
        year=year,
        month=month,
        day=day,
        weekday=weekday,
        moment=moment,
        is_ambiguous=is_ambiguous,
    )


def _moment_beside(text: str, start: int, end: int, day: date) -> datetime | None:
    """The moment in UTC, where a time of day with its zone stands right after or before the date."""
    for match in (
        _CLOCK_AFTER.match(text, end, end + _CLOCK_REACH),
        _CLOCK_BEFORE.search(text[max(0, start - _CLOCK_REACH) : start]),
    ):
        if match is not None and match["zone"]:
            return _in_utc(match, day)
    return None


def _in_utc(match: re.Match[str], day: date) -> datetime | None:
    hour, half = int(match["hour"]), (match["half"] or "").lower()
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    if hour > 23:
        return None
    local = datetime(day.year, day.month, day.day, hour, int(match["minute"]), tzinfo=UTC)
    zone = match["zone"].upper().strip()
    if zone in _SEASONAL:
        try:
            return local.replace(tzinfo=ZoneInfo(_SEASONAL[zone])).astimezone(UTC)
        except ZoneInfoNotFoundError:
            return None
    if zone in _ZONES:
        return local - timedelta(minutes=_ZONES[zone])
    signed = re.search(r"([+-])(\d\d?):?(\d\d)$", zone)
    if signed is None:
        return None
    minutes = int(signed[2]) * 60 + int(signed[3])
    return local - timedelta(minutes=minutes if signed[1] == "+" else -minutes)
