"""Every way in which a page tells when it appeared: the moment, how finely it is known, by what, stated or inferred."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from articles.clean.page import clean_capture
from articles.clean.sources import SourceBook, load_sources
from articles.documents import PublishedDate, RawCapture, Rejection
from articles.split.page import split_page

SOURCES = SourceBook(load_sources())
CAPTURED = datetime(2025, 7, 8, 12, tzinfo=UTC)
TITLE = "Dunmore sells its old harbour"
BODY = (
    "The council of Dunmore agreed to sell the old harbour to a maker of ferries, which plans to build a dry dock and "
    "to hire two hundred people.",
    "Its chairman said that the price had been fair. The harbour has lost money since the fish market moved north, and "
    "the town could not pay for its cranes.",
    "Work is to begin when the last tenants have left, and neighbours have asked for a wall against the noise.",
)
TWEET = "Sold! pic.twitter.com/Ab12Cd34 — Dunmore Council (@dunmore) July 6, 2025"


def json_ld(date: str) -> str:
    return f'<script type="application/ld+json">{{"@type": "NewsArticle", "datePublished": "{date}"}}</script>'


def date_of(raw: RawCapture) -> PublishedDate | None:
    page = clean_capture(raw, sources=SOURCES)
    drafts = page if isinstance(page, Rejection) else split_page(page, sources=SOURCES)
    assert not isinstance(drafts, Rejection), drafts.reason
    (draft,) = drafts
    return draft.published


def told(date: PublishedDate | None) -> str:
    if date is None:
        return "unknown"
    moment = date.moment.strftime("%Y-%m-%d %H:%M") if date.precision.value == "second" else f"{date.moment:%Y-%m-%d}"
    return f"{moment} {date.precision.value}, {date.basis}, {'inferred' if date.is_inferred else 'stated'}"


def html_page(*, head: str = "", above: str = "", lead: str = "", end: str = "") -> bytes:
    paragraphs = "".join(f"<p>{text}</p>" for text in (lead + BODY[0], *BODY[1:], *filter(None, [end])))
    article = f"<article><h1>{TITLE}</h1>{above}{paragraphs}</article>"
    return f"<html lang=en><head><title>{TITLE}</title>{head}</head><body>{article}</body></html>".encode()


HTML = {
    "JSON-LD to the second": (
        html_page(head=json_ld("2025-07-07T10:35:12+02:00")),
        "",
        "2025-07-07 08:35 second, json-ld, stated",
    ),
    "JSON-LD to the day": (html_page(head=json_ld("2025-07-07")), "", "2025-07-07 day, json-ld, stated"),
    "JSON-LD to the month": (html_page(head=json_ld("2025-06")), "", "2025-06-01 month, json-ld, stated"),
    "JSON-LD to the year": (html_page(head=json_ld("1987")), "", "1987-01-01 year, json-ld, stated"),
    "a year that a byline makes finer": (
        html_page(head=json_ld("2025"), above="<p>By Ana Roe | July 7, 2025</p>"),
        "",
        "2025-07-07 day, visible, stated",
    ),
    "JSON-LD in words": (
        html_page(head=json_ld("July 7, 2025 10:35 AM EDT")),
        "",
        "2025-07-07 14:35 second, json-ld, stated",
    ),
    "JSON-LD after the capture": (html_page(head=json_ld("2025-07-20")), "", "unknown"),
    "JSON-LD before newspapers": (html_page(head=json_ld("1650-07-07")), "", "unknown"),
    "the European order": (
        html_page(head=json_ld("07/06/2025")),
        "https://a.co.uk/x",
        "2025-06-07 day, json-ld, stated",
    ),
    "the American order": (html_page(head=json_ld("07/06/2025")), "https://a.us/x", "2025-07-06 day, json-ld, stated"),
    "an order nobody tells": (html_page(head=json_ld("07/06/2025")), "https://a.com/x", "unknown"),
    "a day over twelve": (html_page(head=json_ld("17/06/2025")), "https://a.com/x", "2025-06-17 day, json-ld, stated"),
    "a meta element": (
        html_page(head="<meta property='article:published_time' content='2025-07-07T08:00:00Z'>"),
        "",
        "2025-07-07 08:00 second, meta, stated",
    ),
    "a time element": (
        html_page(above="<time datetime='2025-07-07T08:00:00Z'>Monday</time>"),
        "",
        "2025-07-07 08:00 second, time, inferred",
    ),
    "the address": (html_page(), "https://a.com/2025/07/07/harbour", "2025-07-07 day, url, inferred"),
    "the address's month": (html_page(), "https://a.com/2025/06/harbour-sold", "2025-06-01 month, url month, inferred"),
    "an address after the capture": (html_page(), "https://a.com/2025/08/07/harbour", "unknown"),
    "visible text": (
        html_page(above="<p>Published July 7, 2025 at 10:35 AM EDT</p>"),
        "",
        "2025-07-07 14:35 second, visible, stated",
    ),
    "a dateline": (html_page(lead="DUNMORE, July 7: "), "", "2025-07-07 day, dateline, inferred"),
    "an age": (html_page(above="<p>3 hours ago</p>"), "", "2025-07-08 day, relative, inferred"),
    "a tweet": (html_page(end=TWEET), "", "2025-07-06 day, tweet, inferred"),
}
TEXT = {
    "7 July 2025": "2025-07-07 day, visible, stated",
    "07:35 GMT, 7 July 2025": "2025-07-07 07:35 second, visible, stated",
    "Updated: 07 Jul 2025, 10:35 PM IST": "2025-07-07 17:05 second, visible, stated",
    "June 2025": "2025-06-01 month, visible, stated",
    "Juin 2025": "2025-06-01 month, visible, stated",
    "07.06.2025": "2025-06-07 day, visible, inferred",
    "07/06/2025": "2025-07-06 day, visible, inferred",
    "3 hours ago": "2025-07-08 day, relative, inferred",
    "Yesterday": "2025-07-07 day, relative, inferred",
    "July 20, 2025": "unknown",
    "July 20, 1650": "unknown",
    "Veröffentlicht am 7. Juli 2025": "2025-07-07 day, visible, stated",
    "Aktualisiert am 8. Juli 2025, veröffentlicht am 7. Juli 2025": "2025-07-07 day, visible, stated",
    "lundi 7 juillet 2025": "2025-07-07 day, visible, stated",
    "7 de julio de 2025": "2025-07-07 day, visible, stated",
    "Lunedì 7 luglio 2025 ore 10:35": "2025-07-07 day, visible, stated",
    "maandag 7 juli 2025 10:35": "2025-07-07 day, visible, stated",
    "7 de julho de 2025 às 10h35": "2025-07-07 day, visible, stated",
}


@pytest.mark.parametrize("name", HTML)
def test_an_html_page_is_dated(name):
    content, url, expected = HTML[name]
    assert told(date_of(RawCapture(content=content, media_type="text/html", url=url, captured_at=CAPTURED))) == expected


def scrape(line: str, *body: str, url: str = "", captured_at: datetime | None = CAPTURED) -> RawCapture:
    content = "\n".join([TITLE, *filter(None, [line]), *body]).encode()
    return RawCapture(content=content, media_type="text/plain", url=url, captured_at=captured_at)


@pytest.mark.parametrize("line", TEXT)
def test_a_scrape_is_dated_by_its_line(line):
    assert told(date_of(scrape(line, *BODY))) == TEXT[line]


@pytest.mark.parametrize(("ending", "day"), [("co.uk", "2025-06-07"), ("us", "2025-07-06")])
def test_a_scrapes_numbers_are_ordered_as_its_site_orders_them(ending, day):
    found = date_of(scrape("07/06/2025", *BODY, url=f"https://a.{ending}/x"))
    assert told(found) == f"{day} day, visible, stated"


def test_datelines_and_tweets_date_a_scrape():
    dateline = scrape("", f"LONDON, 7 July (Reuters) - {BODY[0]}", *BODY[1:])
    assert told(date_of(dateline)) == "2025-07-07 day, dateline, inferred"
    assert told(date_of(scrape("", *BODY, TWEET, captured_at=None))) == "2025-07-06 day, tweet, inferred"


@pytest.mark.parametrize("line", ["3 hours ago", "Yesterday", ""])
def test_without_a_capture_time_ages_and_datelines_without_a_year_date_nothing(line):
    body = BODY if line else (f"NEW DELHI, July 7: {BODY[0]}", *BODY[1:])
    assert date_of(scrape(line, *body, captured_at=None)) is None


def test_an_address_dates_a_scrape_that_tells_no_date_itself():
    url = "https://a.com/2025/07/07/harbour"
    assert told(date_of(scrape("", *BODY, url=url))) == "2025-07-07 day, url, inferred"
    assert told(date_of(scrape("5 July 2025", *BODY, url=url))) == "2025-07-05 day, visible, stated"
    assert date_of(scrape("", *BODY, url="https://a.com/2025/08/07/harbour")) is None
