"""Pages that came in a wrapper: e-mails, MHTML, rows of an export, pages with everything inside."""

from __future__ import annotations

import base64
import random
from datetime import UTC, datetime

import pytest

from articles.clean.page import clean_capture
from articles.clean.sources import SourceBook, load_sources
from articles.documents import Precision, RawCapture, Rejection
from articles.envelopes.row import capture_of_row, recognise_columns
from articles.split.page import split_page
from tests.envelopes.test_message import letter

SOURCES = SourceBook(load_sources())
SENTENCE = "The company said on Monday that its sales had risen by a tenth in the first half of the year. "
BODY = f"<p>{SENTENCE * 3}</p><p>{SENTENCE[:-2]} abroad too. {SENTENCE * 2}</p><p>Its owner agreed. {SENTENCE * 2}</p>"
ARTICLE = f"<html><body><article><h1>Sales rise</h1>{BODY}</article></body></html>"


def clean(content, media_type, **known):
    content = content if isinstance(content, bytes) else content.encode()
    return clean_capture(RawCapture(content=content, media_type=media_type, name="a", **known), sources=SOURCES)


def clean_row(**row):
    columns = recognise_columns(list(row), basis="CSV")
    return clean_capture(capture_of_row(row, columns, name="a.csv#1"), sources=SOURCES)


def test_a_newsletter_has_its_subject_sender_and_date():
    page = clean(letter(html=ARTICLE, Subject="Morning: sales rise").as_bytes(), "message/rfc822")
    [draft] = split_page(page, sources=SOURCES)
    assert draft.title == "Morning: sales rise"
    assert draft.source_name == "The Ledger – Morning"
    assert draft.published.moment == datetime(2025, 7, 8, 8, 12, 33, tzinfo=UTC)
    assert (draft.published.basis, draft.published.evidence) == ("e-mail", "Date: Tue, 08 Jul 2025 10:12:33 +0200")
    assert "Its owner agreed." in draft.text


def test_a_newsletter_whose_html_holds_no_article_is_read_by_its_text():
    text = f"Sales rise\n\n{SENTENCE * 3}\n\n{SENTENCE * 2}\n"
    page = clean(letter(html="<html><body><img src=x></body></html>", text=text).as_bytes(), "message/rfc822")
    assert any(block.text.startswith("The company said") for block in page.blocks)


def test_the_attachments_of_a_newsletter_are_named_among_what_was_taken_out():
    message = letter(html=ARTICLE)
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="report.pdf")
    page = clean(message.as_bytes(), "message/rfc822")
    assert [(piece.text, piece.rule) for piece in page.removed][-1] == ("report.pdf (application/pdf)", "attachment")


def test_pictures_inside_a_page_neither_reach_its_text_nor_push_it_out():
    picture = base64.b64encode(random.Random(1).randbytes(3_000_000)).decode()
    font = f"<style>@font-face {{src: url(data:font/woff2;base64,{picture[:500_000]})}}</style>"
    content = ARTICLE.replace("<article>", f"{font}<img src=data:image/png;base64,{picture}><article>")
    content = content.replace(
        "Its owner", f'<span>data:image/png;base64,{picture[:90_000]}</span><img src="data:,">Its owner'
    )
    page = clean(content, "text/html")
    assert sum(len(block.text) for block in page.blocks) < 2_000
    assert "Its owner agreed." in page.blocks[-1].text


def test_what_a_row_states_is_used_and_named():
    page = clean_row(
        title="Sales &amp; more",
        text=f"Sales & more\n{SENTENCE}\n{SENTENCE * 2}",
        authors="By Ann Bell and Bo Chen",
        published="2025-07-08T10:12:33+02:00",
        publisher="The Ledger",
        url="https://ledger.example/sales?utm_source=x",
        section="Companies",
    )
    [draft] = split_page(page, sources=SOURCES)
    assert (draft.title, draft.authors, draft.section) == ("Sales & more", ("Ann Bell", "Bo Chen"), "Companies")
    assert draft.source_name == "The Ledger"
    assert draft.canonical_url == "https://ledger.example/sales"
    assert draft.published.precision is Precision.SECOND
    assert (draft.published.basis, draft.published.evidence) == ("CSV", "published: 2025-07-08T10:12:33+02:00")
    assert len(draft.paragraphs) == 2


@pytest.mark.parametrize("date", ["", "soon", "2999-01-01", "0001-01-01", "9" * 5_000, "03/04/2025"])
def test_a_date_that_a_row_cannot_mean_is_none(date):
    page = clean_row(title="x", text=SENTENCE * 2, date=date, scraped_at="2025-07-09")
    assert page.metadata.published is None


def test_a_row_is_one_article_whatever_stands_in_its_text():
    lines = [
        f"The Times of India\n{n} hours ago\nA headline of some words number {n}\n{SENTENCE * 3}" for n in (3, 5, 7)
    ]
    assert len(split_page(clean_row(title="Digest", text="\n\n".join(lines)), sources=SOURCES)) == 1


def test_a_row_is_an_article_however_few_sentences_it_has():
    figures = "Shr 51 cts vs 44 cts\nNet 4,710,000 vs 4,086,000\nSales 109 vs 98 mln\nNine months\nNet 15 mln vs 13"
    [draft] = split_page(clean_row(title="Quayside third quarter", text=figures), sources=SOURCES)
    assert draft.title == "Quayside third quarter"
    assert [block.text for block in draft.paragraphs] == figures.split("\n")


def test_html_in_a_row_is_read_as_found_text_and_a_whole_page_is_cleaned():
    fragment = clean_row(title="Sales rise", content=f"<div hidden>No.</div>{BODY}<p>Short.</p>")
    assert [block.text[:12] for block in fragment.blocks] == [
        "",
        "The company ",
        "The company ",
        "Its owner ag",
        "Short.",
    ]
    whole = clean_row(title="Sales rise", html=ARTICLE.replace("<article>", "<nav><a href=/>Home</a></nav><article>"))
    assert [block.text[:9] for block in whole.blocks] == ["", "The compa", "The compa", "Its owner"]


@pytest.mark.parametrize("text", ["<p> </p><br><br>", "<script>alert(1)</script><p></p><p></p>"])
def test_a_row_whose_html_shows_nothing_is_rejected(text):
    assert isinstance(clean_row(title="x", text=text), Rejection)
