"""Publication dates in words, and how exactly and by what they are known."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from articles.models import Article
from articles.search.parameters import UNDATED

_MONTHS, _WEEKDAYS = tuple(calendar.month_name), tuple(calendar.day_name)  # `calendar` makes a date for each name told
_PERIOD = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:")  # words that say no more than the date itself
_AGES = ("relative", "page")  # bases that are an age: 'nine hours ago'
ABOUT = "about"
_BASES = {
    "json-ld": "Stated in the data the page carries about itself (JSON-LD).",
    "meta": "Stated in the page's meta tags.",
    "time": "Stated in a time element of the page.",
    "visible": "Stated in the visible text of the page.",
    "dateline": "Read from the dateline of the text.",
    "url": "Read from the address of the page.",
    "tweet": "Worked out from a dated post that the text quotes.",
    "weekday": "Worked out from a weekday and its date in the text.",
    "relative": "Reckoned back from the time of the capture, since the page says only how long ago it was.",
    "page": "Reckoned from the dates of other stories on the same page, since it says only how long ago it was.",
    "url month": "Taken from the page's web address, which names the month.",
    "htmldate": "Estimated from dates in the page's markup.",
    "curator": "Set by a curator.",
}


@dataclass(frozen=True, slots=True)
class Period:
    """A year, month or day, as a date filter names it. `end` is exclusive."""

    name: str
    start: date
    end: date

    @property
    def unit(self) -> str:
        """'year', 'month' or 'day'."""
        return {4: "year", 7: "month", 10: "day"}[len(self.name)]

    @property
    def label(self) -> str:
        """The period in words: '2025', 'July 2025', '7 July 2025'."""
        if self.unit == "year":
            return str(self.start.year)
        if self.unit == "month":
            return f"{_MONTHS[self.start.month]} {self.start.year}"
        return day_words(self.start)


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownDate:
    """A publication date as a page shows it.

    `words` is the date, `qualifier` what limits it ('inferred', 'about', or empty), `explanation` says how it is known,
    `machine` is the ISO 8601 form for a time element, empty where undated.
    """

    words: str
    qualifier: str
    explanation: str
    machine: str

    @property
    def phrase(self) -> str:
        """The date with its qualifier: '7 July 2025', 'about 7 July 2025', '7 July 2025, inferred'."""
        if self.qualifier == ABOUT:
            return f"{self.qualifier} {self.words}"
        return f"{self.words}, {self.qualifier}" if self.qualifier else self.words

    @property
    def is_certain(self) -> bool:
        """Whether the date is exact to the day and stated by the page."""
        return not self.qualifier and len(self.machine) >= len("2025-07-07")


@lru_cache(maxsize=5_000)
def parse_period(name: str) -> Period | None:
    """The period that '2025', '2025-07' or '2025-07-07' names; None where it names none."""
    match = _PERIOD.fullmatch(name)
    if match is None:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        start = date(year or 0, 1 if month is None else month, 1 if day is None else day)
        if day:
            return Period(name, start, start + timedelta(days=1))
        if month:
            return Period(name, start, date(start.year + month // 12, month % 12 + 1, 1))
        return Period(name, start, date(start.year + 1, 1, 1))
    except (ValueError, OverflowError):
        return None


def period_label(name: str) -> str:
    """A date filter's value in words."""
    if name == UNDATED:
        return "Undated"
    period = parse_period(name)
    return period.label if period else name


def midnight(day: date) -> datetime:
    """The start of a day, UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def day_words(day: date) -> str:
    """A day as people write it: '7 July 2025'."""
    return f"{day.day} {_MONTHS[day.month]} {day.year}"


def full_day(day: date) -> str:
    """A day with its weekday: 'Monday, 7 July 2025'."""
    return f"{_WEEKDAYS[day.weekday()]}, {day_words(day)}"


def stated_day(day: date) -> KnownDate:
    """A day that is certain, as a page shows it: the full date on hover and focus."""
    return KnownDate(words=day_words(day), qualifier="", explanation=f"{full_day(day)}.", machine=day.isoformat())


def stated_moment(moment: datetime) -> KnownDate:
    """A moment the archive itself noted, such as that of a capture, as a page shows it."""
    moment = moment.astimezone(UTC)
    return KnownDate(
        words=f"{day_words(moment.date())}, {moment:%H:%M} UTC",
        qualifier="",
        explanation=f"{full_day(moment.date())}, {moment:%H:%M:%S} UTC.",
        machine=_machine(moment),
    )


def known_date(article: Article) -> KnownDate:
    """How the publication date of an article is shown and explained."""
    return _known(
        article.published_at,
        article.published_precision,
        article.published_basis,
        article.published_is_inferred,
        article.published_evidence,
    )


@lru_cache(maxsize=2_000)
def _known(moment: datetime | None, precision: str, basis: str, is_inferred: bool, evidence: str) -> KnownDate:
    """Made once for the articles that pages list again and again: the newest."""
    if moment is None:
        return KnownDate(
            words="Undated",
            qualifier="",
            explanation="The capture does not say when this was published, and the archive does not guess.",
            machine="",
        )
    moment = moment.astimezone(UTC)
    words, machine = _at_precision(moment, precision)
    qualifier = (ABOUT if basis in _AGES else "inferred") if is_inferred else ""
    parts = [f"{full}."] if (full := _full_date(moment, precision)) else []
    parts += _explanation(precision, basis, evidence)
    return KnownDate(words=words, qualifier=qualifier, explanation=" ".join(parts), machine=machine)


def _at_precision(moment: datetime, precision: str) -> tuple[str, str]:
    """The date in words and in ISO 8601, no finer than it is known."""
    if precision == Article.Precision.YEAR:
        return str(moment.year), f"{moment.year:04}"
    if precision == Article.Precision.MONTH:
        return f"{_MONTHS[moment.month]} {moment.year}", f"{moment.year:04}-{moment.month:02}"
    if precision == Article.Precision.DAY:
        return day_words(moment.date()), moment.date().isoformat()
    return day_words(moment.date()), _machine(moment)


def _machine(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def _explanation(precision: str, basis: str, evidence: str) -> list[str]:
    """A few sentences: the basis of a date, the words that gave it, and the limit of its precision."""
    parts = [_BASES.get(basis, f"Found by the rule “{basis}”." if basis else "How it is known was not recorded.")]
    if evidence and not _TIMESTAMP.match(evidence):
        parts.append(f"The words: “{evidence[:160]}”.")
    if precision in (Article.Precision.MONTH, Article.Precision.YEAR):
        parts.append(f"Known only to the {precision}.")
    return parts


def _full_date(moment: datetime, precision: str) -> str:
    """The day with its weekday and, where known, the time; empty where the day is not known."""
    if precision not in (Article.Precision.DAY, Article.Precision.SECOND):
        return ""
    day = full_day(moment.date())
    return f"{day}, {moment.hour:02}:{moment.minute:02} UTC" if precision == Article.Precision.SECOND else day
