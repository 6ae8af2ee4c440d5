"""Publication dates of HTML pages: JSON-LD, meta elements, `time` elements, the address, and htmldate's guess."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from dateutil import parser as dateutil_parser  # type: ignore[import-untyped]  # it ships no types
from htmldate import find_date
from lxml.html import HtmlElement

from articles.clean.html_head import Head
from articles.clean.html_parse import find_all
from articles.documents import Precision, PublishedDate

EARLIEST_YEAR = 1690  # Publick Occurrences, the first newspaper of the Americas; nothing older is a news page
LATEST_WITHOUT_CAPTURE = datetime(2100, 1, 1, tzinfo=UTC)  # a page without a known capture time: only absurd years go
MAX_DATE_CHARACTERS = 60
SAME_DATE = timedelta(hours=38)  # a day of 24 hours seen from any zone, 14 hours before to 12 behind UTC

META_PUBLISHED = (
    "article:published_time",
    "og:published_time",
    "og:article:published_time",
    "datepublished",
    "article:published",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date.issued",
    "dcterms.created",
    "dcterms.issued",
    "dc.date.created",
    "publish-date",
    "publishdate",
    "publish_date",
    "publication_date",
    "publicationdate",
    "published_at",
    "published-date",
    "pubdate",
    "cxenseparse:publishtime",
    "cxenseparse:recs:publishtime",
    "citation_publication_date",
    "citation_online_date",
    "rnews:datepublished",
    "bt:pubdate",
    "article.published",
    "article_date_original",
    "date_published",
    "originalpublicationdate",
)
META_ANY_DATE = ("dc.date", "dcterms.date", "date", "pub_date", "displaydate")  # may be the last change's as well
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
_SLASHED = re.compile(r"^\s*\d{1,2}[/.]\d{1,2}[/.]\d{4}")
_URL_DATE = re.compile(r"[/_-]((?:19|20)\d{2})([/_-]?)(0[1-9]|1[0-2]|[1-9])\2(0[1-9]|[12]\d|3[01]|[1-9])(?=[/_.-]|$)")
_URL_MONTH = re.compile(r"/((?:19|20)\d{2})/(0[1-9]|1[0-2])/(?=[^/]{3})")
_TIME_ELEMENTS = find_all("(//time[@datetime])[position() <= 40]")
_FURNITURE = frozenset({"aside", "footer", "nav"})
_PUBLISHED_HINT = re.compile(r"publi|entry-date|dateline|article-?date|story-?date", re.I)
_MODIFIED_HINT = re.compile(r"modif|updat", re.I)


def parse_moment(text: Any) -> tuple[datetime, Precision] | None:
    """Read one date as machines write it.

    A clock time without a zone is kept to the day only, since the hour and even the UTC day are not known. Midnight
    exactly is what systems write that only know the day.
    """
    if not isinstance(text, str) or not text or len(text) > MAX_DATE_CHARACTERS:
        return None
    text = text.strip()
    try:
        found = _ISO.match(text)
        return _from_iso(found) if found else _from_free_form(text)
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
    """RFC 2822 and written dates. Slashed days and months are ambiguous between countries, so they are refused here."""
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
    if moments[0].date() != moments[1].date():
        return None  # the text left out the month or the day
    moment = moments[0]
    if _HAS_CLOCK.search(text) and moment.tzinfo is not None:
        return moment.astimezone(UTC).replace(microsecond=0), Precision.SECOND
    return datetime(moment.year, moment.month, moment.day, tzinfo=UTC), Precision.DAY


def find_published(
    head: Head, article: dict[str, Any], tree: HtmlElement, *, url: str, captured_at: datetime | None
) -> PublishedDate | None:
    """The publication date with the rule that found it, the most reliable statement first.

    Where the first statement knows only the day, or a clock time in no zone, a later one of the same day that knows
    the moment is better.

    `article` is the JSON-LD object that stands for the page, empty where there is none.
    """
    found: PublishedDate | None = None
    has_refused = False
    for basis, text, is_inferred in _candidates(head, article, tree, url, captured_at):
        if (found and (is_inferred or basis not in ("json-ld", "meta"))) or (has_refused and basis == "htmldate"):
            break  # htmldate would find what was just refused, and bring it back as something else
        parsed = parse_moment(text)
        if not parsed:
            continue
        if not is_plausible(parsed[0], captured_at):
            has_refused = True
            continue
        # htmldate gives the first of a month where it only knows the month
        is_month = basis == "url month" or (basis == "htmldate" and parsed[0].day == 1)
        precision = Precision.MONTH if is_month else parsed[1]
        date = PublishedDate(
            moment=parsed[0], precision=precision, basis=basis, is_inferred=is_inferred, evidence=str(text).strip()
        )
        if found is None and (is_inferred or date.precision is Precision.SECOND):
            return date
        if found and date.precision is Precision.SECOND and abs(date.moment - found.moment) < SAME_DATE:
            return date
        found = found or date
    return found


def is_plausible(moment: datetime, captured_at: datetime | None) -> bool:
    """Whether a page captured then can have been published at `moment`."""
    return moment.year >= EARLIEST_YEAR and moment <= (captured_at or LATEST_WITHOUT_CAPTURE)


def _candidates(
    head: Head, article: dict[str, Any], tree: HtmlElement, url: str, captured_at: datetime | None
) -> Iterator[tuple[str, Any, bool]]:
    """(basis, text, whether inferred) in order of reliability; later ones are only computed when asked for."""
    yield "json-ld", article.get("datePublished"), False
    for name in META_PUBLISHED:
        for content in head.meta.get(name, ()):
            yield "meta", content, False
    for name in META_ANY_DATE:
        for content in head.meta.get(name, ()):
            yield "meta", content, True
    yield "json-ld", article.get("dateCreated"), True
    yield from _time_elements(tree)
    yield from _from_url(url)
    yield from _from_htmldate(tree, url, captured_at)
    month = _URL_MONTH.search(url)
    if month:
        yield "url month", f"{month[1]}-{month[2]}-01", True


def _time_elements(tree: HtmlElement) -> Iterator[tuple[str, str, bool]]:
    """`time` elements outside furniture: one that says it is the publication first, then the first of the page."""
    times = [element for element in _TIME_ELEMENTS(tree) if not _is_in_furniture(element)]
    labelled = [(element, _labels(element)) for element in times]
    stated = [e for e, labels in labelled if _PUBLISHED_HINT.search(labels) and not _MODIFIED_HINT.search(labels)]
    yield from (("time", element.get("datetime", ""), False) for element in stated[:3])
    others = [element for element, labels in labelled if not _MODIFIED_HINT.search(labels)]
    yield from (("time", element.get("datetime", ""), True) for element in others[:1])


def _labels(element: HtmlElement) -> str:
    return " ".join(element.get(name) or "" for name in ("class", "itemprop", "id", "pubdate"))


def _is_in_furniture(element: HtmlElement) -> bool:
    return any(ancestor.tag in _FURNITURE for ancestor in element.iterancestors())


def _from_url(url: str) -> Iterable[tuple[str, str, bool]]:
    found = _URL_DATE.search(url)
    if found:
        year, _, month, day = found.groups()
        yield "url", f"{year}-{int(month):02}-{int(day):02}", True


def _from_htmldate(tree: HtmlElement, url: str, captured_at: datetime | None) -> Iterable[tuple[str, str, bool]]:
    """Htmldate's guess from the whole page: the last resort, and always marked as inferred."""
    try:
        latest = (captured_at or LATEST_WITHOUT_CAPTURE).strftime("%Y-%m-%d")
        guess = find_date(tree, original_date=True, url=url or None, extensive_search=False, max_date=latest)
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError):
        return
    if guess:
        yield "htmldate", guess, True
