"""A captured HTML page through the whole of cleaning: its text in typed blocks, and what was taken out."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from articles.clean.html import clean_html
from articles.clean.html_blocks import segment
from articles.clean.html_features import article_end, is_worth_scoring
from articles.clean.html_parse import parse_html
from articles.clean.sources import SourceBook
from articles.documents import BlockKind, CleanPage, Kind, Precision, RawCapture, Rejection, SourceName
from tests.bounded import soon

PAGES = Path(__file__).parent.parent / "data" / "html"
LEDGER = SourceName(name="Larkmouth Ledger", slug="larkmouth-ledger", hosts=("ledger.example",))
SOURCES = SourceBook([LEDGER])
CAPTURED = datetime(2025, 6, 1, tzinfo=UTC)
PARAGRAPH = "<p>The committee met on Monday and, after a long debate, put the vote off until the next week.</p>"


def clean(name, url=""):
    raw = RawCapture(
        content=(PAGES / name).read_bytes(), media_type="text/html", name=name, url=url, captured_at=CAPTURED
    )
    page = clean_html(raw, sources=SOURCES)
    assert isinstance(page, CleanPage)
    return page


def clean_markup(markup, **known):
    content = markup if isinstance(markup, bytes) else markup.encode()
    return clean_html(RawCapture(content=content, media_type="text/html", **known), sources=SOURCES)


def text_of(page):
    return "\n".join(block.text for block in page.blocks)


def rules_of(page):
    return {piece.rule for piece in page.removed}


def test_keeps_every_paragraph_and_nothing_of_the_furniture():
    text = text_of(clean("news_with_furniture.html"))
    for kept in (
        "ordered forty electric cranes",
        "before the summer holidays",
        "Unions welcomed",
        "2.1 per cent higher",
    ):
        assert kept in text
    for gone in ("cookie", "Home", "Photograph", "newsletter", "inbox", "Advertisement", "Ferry line", "quota talks",
                 "Old Salt", "All rights", "Share on", "Follow us", "By Ines"):  # fmt: skip
        assert gone not in text, gone


def test_keeps_the_standfirst_between_title_and_text():
    assert clean("news_with_furniture.html").blocks[0].text.startswith("The port wants to be rid of diesel")


def test_blocks_are_typed():
    kinds = {block.text[:12]: block.kind for block in clean("news_with_furniture.html").blocks}
    assert kinds["Who pays for"] is BlockKind.HEADING
    assert kinds["“Nobody here"] is BlockKind.QUOTE
    assert kinds["Forty cranes"] is BlockKind.LIST_ITEM
    assert kinds["The Port of "] is BlockKind.PARAGRAPH


def test_records_each_removal_with_its_rule():
    page = clean("news_with_furniture.html")
    removed = {piece.text: piece.rule for piece in page.removed}
    assert removed["Read more: Ferry line to Saint Orla adds a night crossing"] == "promotion"
    assert removed["Advertisement"] == "advertisement"
    assert any(rule == "newsletter" for rule in removed.values())
    assert not {text for text in removed if text in text_of(page)}


def test_reads_the_metadata_beside_the_text():
    page = clean("news_with_furniture.html", url="https://www.ledger.example/business/harbour-cranes")
    said = page.metadata
    assert said.title == "Harbour cranes go electric as Port of Larkmouth orders forty"
    assert said.authors == ("Ines Okafor", "Tom Brandt")
    assert (said.source_name, said.section, said.language) == ("Larkmouth Ledger", "Business", "en")
    assert said.canonical_url == "https://ledger.example/business/harbour-cranes?page=2"
    assert said.published.moment == datetime(2025, 3, 5, 4, 40, tzinfo=UTC)
    assert (said.published.precision, said.published.basis, said.published.is_inferred) == (
        Precision.SECOND,
        "json-ld",
        False,
    )


def test_double_line_breaks_end_paragraphs():
    page = clean("plain_divs.html")
    paragraphs = [block.text for block in page.blocks if block.kind is BlockKind.PARAGRAPH]
    assert len(paragraphs) == 4
    assert paragraphs[0].endswith("to see it go.")
    assert "Privacy" not in text_of(page)


def test_a_page_without_json_ld_still_has_title_author_and_date():
    said = clean("plain_divs.html", url="https://valley.example/copper").metadata
    assert said.title == "Copper mine reopens in the Ardle valley"
    assert said.authors == ("Rosa Lindqvist",)
    assert said.published.moment == datetime(2024, 5, 12, tzinfo=UTC)
    assert said.published.precision is Precision.DAY


def test_finds_an_article_that_is_split_over_several_containers():
    page = clean("split_containers.html")
    text = text_of(page)
    for kept in ("share one bottling line", "under a tarpaulin", "no subsidy for pride"):
        assert kept in text
    assert "Advertisement" not in text
    assert "Hop harvest" not in text
    assert "covers trade" not in text
    assert page.metadata.authors == ("Hanna Weiss", "Omar Said")


def test_the_next_articles_headline_ends_this_one():
    markup = "<h1>Mine reopens</h1>" + PARAGRAPH + "<h1>Mine reopens</h1>" + PARAGRAPH + "<h1>Regatta</h1>" + PARAGRAPH
    blocks = segment(parse_html(f"<html><body>{markup}</body></html>"))
    end = article_end(blocks, 1, "minereopens")
    assert blocks[end].text == "Regatta"
    assert is_worth_scoring(3, blocks[3], 0, 1, end)
    assert not is_worth_scoring(5, blocks[5], 0, 1, end)


def test_one_result_whatever_the_capture_is_called():
    content = (PAGES / "plain_divs.html").read_bytes()
    first, second = (clean_markup(content, name=name) for name in ("a.html", "b.txt"))
    assert first == second


@pytest.mark.parametrize("content", [b"", b"  \n\t", b"<html><body></body></html>", b"\x00\x00"])
def test_rejects_a_page_without_text(content):
    assert isinstance(clean_markup(content), Rejection)


def test_repairs_mojibake_without_changing_words():
    broken = "<p>The cafÃ© on the corner stayed open all night, she said.</p>"
    page = clean_markup("<html><body><h1>Title</h1>" + PARAGRAPH * 3 + broken)
    assert "The café on the corner stayed open" in text_of(page)


def test_detects_the_language_where_the_page_states_none():
    german = (
        "<p>Der Ausschuss tagte am Montag und verschob die Abstimmung nach langer Debatte auf die nächste Woche.</p>"
    )
    assert clean_markup("<html><body><h1>Sitzung</h1>" + german * 4).metadata.language == "de"


def test_a_live_blog_is_no_plain_news():
    data = '<script type="application/ld+json">{"@type": "LiveBlogPosting", "headline": "As it happened"}</script>'
    assert clean_markup(f"<html><head>{data}</head><body>{PARAGRAPH * 4}").metadata.kind is Kind.LIVE_BLOG


PATHOLOGICAL = {
    "20 MB": lambda: "<html><body>" + PARAGRAPH * (19_900_000 // len(PARAGRAPH)),
    "deep nesting": lambda: "<div>" * 200_000 + "a word or two " * 50,
    "many deep branches": lambda: ("<div>" * 100 + "x" + "</div>" * 99) * 290,
    "unclosed tags": lambda: "<p><b><i><font>x " * 60_000,
    "a 5 MB line": lambda: "<html><body><p>" + "word " * 1_000_000,
    "a 5 MB word": lambda: "<html><body><p>" + "w" * 5_000_000,
    "broken encoding": lambda: b"<html><body>" + bytes(range(128, 256)) * 20_000 + PARAGRAPH.encode() * 10,
    "open angle brackets": lambda: "<" * 1_000_000,
    "an endless attribute": lambda: '<div class="' + "ad-" * 1_000_000 + '">' + PARAGRAPH * 10,
    "scripts never closed": lambda: "<script>" * 500_000,
    "open comments": lambda: "<!--" * 1_000_000,
    "nested tables": lambda: "<table><tr><td>" * 100_000,
    "many links": lambda: "<html><body>" + '<a href="x">some link</a> ' * 50_000,
    "many short blocks": lambda: "<html><body>" + "<div>Some text that is long enough, really.</div>" * 25_000,
    "many list items": lambda: "<html><body><ul>" + "<li>an item</li>" * 29_000,
    "brackets": lambda: "<html><body><p>" + "(" * 1_000_000 + "</p>" + PARAGRAPH * 10,
    "bylines": lambda: "<html><body><p class=byline>" + "By A. and " * 100_000 + "</p>" + PARAGRAPH * 10,
    "separators in the title": lambda: "<title>" + "a | " * 500_000 + "</title><body>" + PARAGRAPH * 10,
}


@pytest.mark.parametrize("name", PATHOLOGICAL)
def test_a_pathological_page_ends_soon_in_a_result_or_a_clear_rejection(name):
    markup = PATHOLOGICAL[name]()
    with soon():
        result = clean_markup(markup, name=name)
    assert result.reason.endswith(".") if isinstance(result, Rejection) else text_of(result)


def test_says_so_where_a_page_was_cut():
    page = clean_markup("<html><body>" + PARAGRAPH * (8_000_000 // len(PARAGRAPH)))
    assert "too long: the rest of the page" in rules_of(page)
