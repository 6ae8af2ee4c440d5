"""Publication dates of HTML pages: JSON-LD, meta elements, `time` elements, the address, and htmldate's guess."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from htmldate import find_date
from lxml.html import HtmlElement

from articles.clean.html_head import Head
from articles.clean.html_moments import parse_moment
from articles.clean.html_parse import find_all
from articles.documents import Precision, PublishedDate
from articles.prose.address_dates import read_address_date

EARLIEST_YEAR = 1690  # Publick Occurrences, the first newspaper of the Americas; nothing older is a news page
LATEST_WITHOUT_CAPTURE = datetime(2100, 1, 1, tzinfo=UTC)  # a page without a known capture time: only absurd years go
_COARSE = (Precision.MONTH, Precision.YEAR)
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
_TIME_ELEMENTS = find_all("(//time[@datetime])[position() <= 40]")
_FURNITURE = frozenset({"aside", "footer", "nav"})
_PUBLISHED_HINT = re.compile(r"publi|entry-date|dateline|article-?date|story-?date", re.I)
_MODIFIED_HINT = re.compile(r"modif|updat", re.I)


def find_published(
    head: Head,
    article: dict[str, Any],
    tree: HtmlElement,
    *,
    url: str,
    captured_at: datetime | None,
    day_first: bool | None = None,
) -> PublishedDate | None:
    """The publication date with the rule that found it, the most reliable statement first.

    Where the first statement knows only the day, or a clock time in no zone, a later one of the same day that knows
    the moment is better; where it knows only the month or the year, any later one in it that knows the day.

    `day_first` is how the site orders 7/8/2025. `article` is the JSON-LD object that stands for the page, empty where
    there is none.
    """
    found: PublishedDate | None = None
    has_refused = False
    for basis, text, is_inferred in _candidates(head, article, tree, url, captured_at):
        is_coarse = found is not None and found.precision in _COARSE
        if found and not is_coarse and (is_inferred or basis not in ("json-ld", "meta")):
            break
        if basis == "htmldate" and (has_refused or found):
            break  # it would find what was just refused, and bring it back as something else
        parsed = parse_moment(text, day_first=day_first)
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
        if found is None and precision not in _COARSE and (is_inferred or precision is Precision.SECOND):
            return date
        if found and _is_finer(date, found):
            if not is_coarse or precision is Precision.SECOND:
                return date
            found = date
        found = found or date
    return found


def _is_finer(date: PublishedDate, found: PublishedDate) -> bool:
    """Whether `date` tells more of the same day, month or year than what was found first."""
    if found.precision is Precision.YEAR:
        return date.precision is not Precision.YEAR and date.moment.year == found.moment.year
    if found.precision is Precision.MONTH:
        is_same = (date.moment.year, date.moment.month) == (found.moment.year, found.moment.month)
        return date.precision not in _COARSE and is_same
    return date.precision is Precision.SECOND and abs(date.moment - found.moment) < SAME_DATE


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
    told, precision = read_address_date(url) or ("", Precision.DAY)
    if precision is Precision.DAY:
        yield "url", told, True
    yield from _from_htmldate(tree, url, captured_at)
    if precision is Precision.MONTH:
        yield "url month", told, True


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


def _from_htmldate(tree: HtmlElement, url: str, captured_at: datetime | None) -> Iterable[tuple[str, str, bool]]:
    """Htmldate's guess from the whole page: the last resort, and always marked as inferred."""
    try:
        latest = (captured_at or LATEST_WITHOUT_CAPTURE).strftime("%Y-%m-%d")
        guess = find_date(tree, original_date=True, url=url or None, extensive_search=False, max_date=latest)
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError):
        return
    if guess:
        yield "htmldate", guess, True
