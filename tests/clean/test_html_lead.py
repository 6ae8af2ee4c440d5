"""The lines around a headline: who wrote it and when, and what of them is furniture, on pages that mark nothing."""

from datetime import UTC, datetime

import pytest

from articles.clean.html import clean_html
from articles.clean.sources import SourceBook
from articles.documents import Kind, Precision, RawCapture, SourceName

HEADLINE = "Larkmouth orders forty cranes for its harbour"
SENTENCES = (
    "The harbour of Larkmouth ordered forty electric cranes on Tuesday, more than it ever bought at once.",
    "Unions welcomed the order but asked who would drive them, and the board promised an answer before summer.",
    "Traffic through the port was 2.1 per cent higher last year than in the year before, the board also said.",
)
SOURCES = SourceBook([SourceName(name="Larkmouth Ledger", slug="larkmouth-ledger", aliases=("The Ledger",))])
CAPTURED = datetime(2025, 6, 1, tzinfo=UTC)


def clean(lead, *, head="", tail="", title=HEADLINE):
    body = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
    page = (
        f"<html><head><title>{title}</title>{head}</head><body><table><tr><td><font size=6>Larkmouth Ledger</font></td>"
        f"</tr></table><table><tr><td><h1>{HEADLINE}</h1>{lead}{body}{tail}</td></tr></table></body></html>"
    )
    raw = RawCapture(content=page.encode(), media_type="text/html", captured_at=CAPTURED)
    return clean_html(raw, sources=SOURCES)


def lines(page):
    return tuple(block.text for block in page.blocks)


def test_reads_a_name_and_a_date_that_no_markup_tells():
    page = clean("<div><i>Ines Okafor</i></div><div>Tuesday 20 May 2025</div><div>Text size: A A A</div>")
    assert page.metadata.authors == ("Ines Okafor",)
    assert page.metadata.published.moment == datetime(2025, 5, 20, tzinfo=UTC)
    assert page.metadata.published.precision is Precision.DAY
    assert lines(page) == SENTENCES


@pytest.mark.parametrize(
    "line",
    [
        "by Ines Okafor | Published: 08:05 GMT, 20 May 2025 | 4 comments",
        "By Ines Okafor, May 20, 2025",
        "Posted on 20 May 2025 by Ines Okafor",
    ],
)
def test_reads_a_byline_with_its_date(line):
    page = clean(f"<div>{line}</div>")
    assert page.metadata.published.moment.date().isoformat() == "2025-05-20"
    assert lines(page) == SENTENCES
    if line.lower().startswith("by"):
        assert page.metadata.authors == ("Ines Okafor",)


@pytest.mark.parametrize("line", ["Harbour Wire", "Business News", "The Ledger", "Ines", "Cranes For All Of Us Now"])
def test_an_agency_a_section_or_a_phrase_is_no_author(line):
    assert clean(f"<div>{line}</div><div>Tuesday 20 May 2025</div>").metadata.authors == ()


def test_a_name_without_a_date_beside_it_is_no_author():
    assert clean("<div>Ines Okafor</div>").metadata.authors == ()


def test_takes_out_bylines_that_the_head_names_and_counters():
    head = '<meta property="article:author" content="Ines Okafor">'
    page = clean("<p class=who>Ines Okafor, Larkmouth Ledger</p><div><span>17</span></div>", head=head)
    assert lines(page) == SENTENCES


def test_keeps_a_place_on_a_line_of_its_own_above_the_first_sentence():
    page = clean("<div>By Ines Okafor</div><div>20 May 2025</div><p>Old Larkmouth</p>")
    assert lines(page)[-3:] == SENTENCES
    assert "Old Larkmouth" in lines(page) or all(piece.rule != "beside the byline" for piece in page.removed)


def test_a_date_after_the_capture_is_not_taken():
    assert clean("<div>Ines Okafor</div><div>Tuesday 20 May 2031</div>").metadata.published is None


def test_stated_authors_and_dates_stay():
    head = (
        '<meta name="author" content="Bo Chen"><meta property="article:published_time" content="2025-05-19T10:00:00Z">'
    )
    page = clean("<div>By Ines Okafor</div><div>Tuesday 20 May 2025</div>", head=head)
    assert page.metadata.authors == ("Bo Chen",)
    assert page.metadata.published.moment == datetime(2025, 5, 19, 10, tzinfo=UTC)


@pytest.mark.parametrize("line", ["0 Comments - Be the first to have your say", "12 comments", "Font size: A+ A-"])
def test_takes_out_counters_and_controls_behind_the_text(line):
    assert lines(clean("", tail=f"<div>{line}</div>")) == SENTENCES


def test_the_source_line_of_a_release_goes_and_tells_the_kind():
    page = clean(
        "<p>Share this release: <a href=#>Post</a> <a href=#>Mail</a></p>", tail="<p>SOURCE Larkmouth Port</p>"
    )
    assert lines(page) == SENTENCES
    assert page.metadata.kind is Kind.PRESS_RELEASE
    assert "SOURCE Larkmouth Port" in page.metadata.kind_evidence


@pytest.mark.parametrize(
    "title",
    [
        f"{HEADLINE} - The Larkmouth Argus",
        f"{HEADLINE} :: Harbours | The Larkmouth Argus",
        f"The Larkmouth Argus | {HEADLINE}",
    ],
)
def test_the_source_and_the_headline_are_told_apart_in_the_title(title):
    page = clean("", title=title)
    assert page.metadata.source_name == "The Larkmouth Argus"
    assert page.metadata.title == HEADLINE


def test_a_title_that_is_no_headline_of_the_page_names_no_site():
    assert clean("", title="Ferries - a history in pictures").metadata.source_name == ""


@pytest.mark.parametrize(
    "page",
    [
        "<!DOCTYPE html>\n<title>{h}</title>\n<article><h1>{h}</h1>{p}</article>",
        "<!doctype html><html lang=en><meta charset=utf-8><title>{h}</title><main><h1>{h}</h1>{p}</main>",
        "<!doctype html><title>{h}</title><header>Argus</header><p>Before</p><article><h1>{h}</h1>{p}</article>",
        "<html><head><title>{h}</title></head><article><h1>{h}</h1>{p}</article></html>",
    ],
)
def test_a_page_without_body_tags_is_read(page):
    markup = page.format(h=HEADLINE, p="".join(f"<p>{sentence}" for sentence in SENTENCES))
    cleaned = clean_html(RawCapture(content=markup.encode(), media_type="text/html"), sources=SOURCES)
    assert lines(cleaned) == SENTENCES
    assert cleaned.metadata.title == HEADLINE
