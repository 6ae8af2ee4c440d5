"""When an article appeared, from its visible text alone.

Each date says how it is known: its precision, its basis, whether it was stated or worked out, and the words that gave
it. Nothing is dated by the clock: what the text does not tell stays unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final

from articles.documents import Precision, PublishedDate
from articles.prose.calendar import (
    DAY,
    EARLIEST_YEAR,
    MONTH,
    YEAR,
    Age,
    DateMention,
    find_age,
    find_date_mentions,
    read_month_line,
    writes_day_first,
)
from articles.prose.months import LATER_WORDS

__all__ = [
    "Age",
    "DateMention",
    "date_from_age",
    "date_from_dateline",
    "date_from_line",
    "date_from_mentions",
    "date_from_page",
    "find_age",
    "find_date_mentions",
    "find_published_date",
    "infer_page_time",
    "is_possible",
    "writes_day_first",
]

_DATELINE_REACH: Final = 200  # characters of a paragraph in which its dateline ends
_DATELINE_BEFORE: Final = re.compile(
    r"[\W_]{0,3}(?:[A-Z0-9][\w.'’&]{0,30}(?:[\s,;/\-–—()\[\].:|]{1,6}|$)|(?:and|de|of|the|del|la|le|al)\s){1,14}"
)
_DATELINE_AFTER: Final = re.compile(
    r"[)\].]{0,2}\s{0,2}(?:[,(]\s{0,2}[A-Z][\w &.\-]{1,40}\)?\s{0,2})?(?:/[A-Za-z\-. ]{3,30}/)?\s{0,2}"
    r"(?:[-–—:]{1,3}|/[A-Z])"
)
_LATER_VERSION: Final = re.compile(
    rf"\b(?:(?:updated|modified|revised|corrected|edited|reviewed)\b|(?:{'|'.join(LATER_WORDS)}))[^\d]{{0,20}}$", re.I
)
_TWEET: Final = re.compile(r"(?:^|\s)[—–-]{1,2}\s?[^()—]{1,80}\(@\w{1,15}\)\s{1,2}")
_STILL_TO_COME: Final = re.compile(
    r"\b(?:will|due|scheduled|expected|planned|slated|until|next|deadline|upcoming|set (?:for|to)|starting|begins?)\b",
    re.I,
)
_RECENT: Final = timedelta(days=200)  # how far from a written full date a date without a year may lie
_EAST: Final = timedelta(hours=14)  # the earliest time zone is this far ahead of UTC
_CLOCK_SLIP: Final = timedelta(minutes=15)
_BARE_YEAR: Final = re.compile(r"(?<![\d$€£₹,.])(?:19[5-9]\d|20\d\d)(?![\d%,.]\d|\d|%)")
_WORDS: Final = re.compile(r"[^\W\d_]{2,}")
_AGE_LINE: Final = 60  # characters
_OPENING: Final = 200  # characters of the first paragraph
_OPENING_LEAST: Final = 80  # a shorter line is a heading
_PLAIN_LINE: Final = 160  # characters: a longer line is no date line


def is_possible(moment: datetime, precision: Precision, captured_at: datetime | None) -> bool:
    """Whether a publication date can be: not before 1690, not after the capture."""
    if moment.year < EARLIEST_YEAR:
        return False
    if captured_at is None:
        return True
    slip = _CLOCK_SLIP if precision is Precision.SECOND else _EAST
    return moment - slip <= captured_at


def date_from_line(
    line: str, *, captured_at: datetime | None = None, day_first: bool | None = None, basis: str = "visible"
) -> PublishedDate | None:
    """The date a byline or date line states ('Published July 7, 2025 at 10:35 AM EDT').

    Of several, the first that is not said to be an update's.

    A line of a month alone ('July 2025') gives the month. A date without a year is completed from `captured_at`; an age
    counts against it. None without a usable date.
    """
    line = line[:_PLAIN_LINE]
    mentions = find_date_mentions(line, day_first=day_first)
    for mention in sorted(mentions, key=lambda each: _LATER_VERSION.search(line[: each.start]) is not None):
        found = _published(mention, basis=basis, captured_at=captured_at)
        if found is not None:
            return found
    if told := read_month_line(line):
        month = datetime(*told, 1, tzinfo=UTC)
        is_told = is_possible(month, Precision.MONTH, captured_at)
        return (
            PublishedDate(moment=month, precision=Precision.MONTH, basis=basis, is_inferred=False, evidence=line)
            if is_told
            else None
        )
    age = find_age(line)
    return date_from_age(age, captured_at) if age is not None and captured_at is not None else None


def date_from_dateline(
    paragraphs: Sequence[str], *, captured_at: datetime | None = None, context: Sequence[DateMention] = ()
) -> PublishedDate | None:
    """The date of a dateline ('NEW DELHI, July 7:') at the head of one of the first paragraphs.

    `context` holds dates with a year from the same text or page: they give the year where the dateline has none.
    """
    for paragraph in paragraphs[:3]:
        mention = find_dateline(paragraph)
        if mention is not None:
            found = _published(mention, basis="dateline", captured_at=captured_at, context=context)
            if found is not None:
                return found
    return None


def find_dateline(paragraph: str) -> DateMention | None:
    """The date in the dateline that opens `paragraph`: capitalised place or agency before it, a dash or colon after."""
    head = paragraph[:_DATELINE_REACH]
    for mention in find_date_mentions(head):
        before = head[: mention.start]
        opens = _DATELINE_BEFORE.fullmatch(before) is not None if before.strip() else mention.year is not None
        if opens and _DATELINE_AFTER.match(head, mention.end):
            return mention
    return None


def date_from_mentions(
    paragraphs: Sequence[str], *, captured_at: datetime | None = None, context: Sequence[DateMention] = ()
) -> PublishedDate | None:
    """A date worked out from what the story tells: a quoted tweet's date, or a weekday with its date.

    A reporter who writes 'on Tuesday, Oct. 19' writes within days of it; one who adds the year speaks of another time,
    but in the story's first sentence, where nothing later is told. What is still to come tells nothing. The year comes
    from dates and years written elsewhere, and the weekday must fit. Always inferred.
    """
    tweets: list[DateMention] = []
    weekdays: list[DateMention] = []
    for paragraph in paragraphs:
        here = find_date_mentions(paragraph)
        is_tweet = _TWEET.search(paragraph) is not None
        for mention in here:
            if is_tweet and mention.year is not None:
                tweets.append(mention)
            elif mention.weekday is not None and mention.year is None and not _is_to_come(paragraph, mention):
                weekdays.append(mention)
    if not tweets and not weekdays:
        lead = _date_of_lead(paragraphs)
        weekdays = [lead] if lead is not None else []
    if not tweets and not weekdays:
        return None
    mentions = [*context, *(mention for paragraph in paragraphs for mention in find_date_mentions(paragraph))]
    years = sorted({int(year) for paragraph in paragraphs for year in _BARE_YEAR.findall(paragraph)})
    best: PublishedDate | None = None
    for mention, basis in [*((m, "weekday") for m in weekdays), *((m, "tweet") for m in tweets)]:
        found = _published(mention, basis=basis, captured_at=captured_at, context=mentions, years=years)
        if found is not None and (best is None or found.moment > best.moment):
            best = found
    if best is None:
        return None
    return PublishedDate(
        moment=_midnight(best.moment.date()),
        precision=Precision.DAY,
        basis=best.basis,
        is_inferred=True,
        evidence=best.evidence,
    )


def _date_of_lead(paragraphs: Sequence[str]) -> DateMention | None:
    """The full date with its weekday in a story's opening ('on Friday, Sept. 11, 2020'); no date may be later."""
    opening = next((paragraph for paragraph in paragraphs if len(paragraph) > _OPENING_LEAST), "")
    dated = [mention for mention in find_date_mentions(opening[:_OPENING]) if mention.weekday is not None]
    lead = next((mention for mention in dated if mention.date is not None), None)
    if lead is None or lead.date is None or lead.date.weekday() != lead.weekday or _is_to_come(opening, lead):
        return None
    others = (mention.date for paragraph in paragraphs for mention in find_date_mentions(paragraph))
    return lead if all(other is None or other <= lead.date for other in others) else None


def date_from_age(age: Age, now: datetime, *, basis: str = "relative") -> PublishedDate:
    """The day, month or year in which something lies that was `age` old at `now`. Always inferred."""
    if age.unit == YEAR:
        moment, precision = datetime(max(1, now.year - age.count), 1, 1, tzinfo=UTC), Precision.YEAR
    elif age.unit == MONTH:
        months = max(12, now.year * 12 + now.month - 1 - age.count)
        moment, precision = datetime(months // 12, months % 12 + 1, 1, tzinfo=UTC), Precision.MONTH
    else:
        latest = now - age.length
        moment, precision = _midnight(latest.date()), Precision.DAY
        if age.unit > DAY and age.count:
            earliest = latest - timedelta(seconds=age.unit) + timedelta(seconds=DAY)
            same_month = (earliest.year, earliest.month) == (latest.year, latest.month)
            moment = datetime(latest.year, latest.month if same_month else 1, 1, tzinfo=UTC)
            precision = Precision.MONTH if same_month else Precision.YEAR
    return PublishedDate(moment=moment, precision=precision, basis=basis, is_inferred=True, evidence=age.text)


def infer_page_time(items: Iterable[tuple[PublishedDate | None, Age | None]]) -> datetime | None:
    """When a page was taken, from items that tell both their date and how old they were: the latest such time.

    An item known to the day is taken to have appeared at noon of it.
    """
    times = []
    for published, age in items:
        if published is None or age is None or age.unit > DAY:
            continue
        if published.precision is Precision.SECOND:
            times.append(published.moment + age.length)
        elif published.precision is Precision.DAY:
            times.append(published.moment + timedelta(hours=12) + age.length)
    return max(times, default=None)


def date_from_page(age: Age, page_time: datetime) -> PublishedDate:
    """The date of an item that tells only its age, on a page whose time its other items gave."""
    return date_from_age(age, page_time, basis="page")


def find_published_date(
    lines: Sequence[str], *, captured_at: datetime | None = None, url: str = "", language: str = ""
) -> PublishedDate | None:
    """The best date visible in an article's lines: a date line near the top, a dateline, then what the story tells."""
    day_first = writes_day_first(url, language)
    for line in lines[:12]:
        if is_date_line(line):
            found = date_from_line(line, captured_at=captured_at, day_first=day_first)
            if found is not None:
                return found
    context = [mention for line in lines for mention in find_date_mentions(line[:20_000], day_first=day_first)]
    return date_from_dateline(lines, captured_at=captured_at, context=context) or date_from_mentions(
        lines, captured_at=captured_at, context=context
    )


def is_date_line(line: str) -> bool:
    """Whether a line says little else than a date or an age: what remains beside them, times and labels is short."""
    return len(line) <= _PLAIN_LINE and _is_date_line(line)


@lru_cache(maxsize=4096)
def _is_date_line(line: str) -> bool:
    mentions = find_date_mentions(line)
    if not mentions:
        age = find_age(line) if len(line) <= _AGE_LINE else None
        return age is not None and len(_WORDS.findall(line.replace(age.text, " "))) <= 3
    rest = line[: mentions[0].start] + " " + line[mentions[-1].end :]
    words = _WORDS.findall(rest)
    return len(words) <= 3 or (len(words) <= 8 and not line.rstrip().endswith((".", "?", "!")))


def _is_to_come(paragraph: str, mention: DateMention) -> bool:
    return _STILL_TO_COME.search(paragraph, max(0, mention.start - 80), mention.start) is not None


def _published(
    mention: DateMention,
    *,
    basis: str,
    captured_at: datetime | None,
    context: Sequence[DateMention] = (),
    years: Sequence[int] = (),
) -> PublishedDate | None:
    day = mention.date or _with_year(mention, captured_at=captured_at, context=context, years=years)
    if day is None:
        return None
    moment = mention.moment or _midnight(day)
    precision = Precision.SECOND if mention.moment is not None else Precision.DAY
    if not is_possible(moment, precision, captured_at):
        return None
    fits = mention.weekday is None or mention.weekday == day.weekday()
    is_inferred = mention.year is None or mention.is_ambiguous or not fits
    return PublishedDate(
        moment=moment, precision=precision, basis=basis, is_inferred=is_inferred, evidence=mention.text
    )


def _with_year(
    mention: DateMention, *, captured_at: datetime | None, context: Sequence[DateMention], years: Sequence[int]
) -> date | None:
    """The day of a date written without a year: near a full date of the text, before the capture, or by the weekday."""
    full = [other.date for other in context if other.date is not None]
    around = {near.year + step for near in full for step in (-1, 0, 1)}
    candidates = [day for year in sorted(around) if (day := _day_in(year, mention)) is not None]
    ranked = sorted((min(abs(day - near) for near in full), day) for day in candidates)
    if ranked and ranked[0][0] <= _RECENT:
        return ranked[0][1]
    if captured_at is not None:
        latest = captured_at + _EAST
        for year in range(latest.year, latest.year - (12 if mention.weekday is not None else 2), -1):
            day = _day_in(year, mention)
            if day is not None and day <= latest.date():
                return day
        return None
    if mention.weekday is None:
        return None
    fitting = [day for year in years if (day := _day_in(year, mention)) is not None]
    return fitting[0] if len(fitting) == 1 else None


def _day_in(year: int, mention: DateMention) -> date | None:
    """The mention's day in `year`; None where there is none or it falls on another weekday than the text says."""
    try:
        day = date(year, mention.month, mention.day)
    except ValueError:
        return None
    return day if mention.weekday is None or mention.weekday == day.weekday() else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)
