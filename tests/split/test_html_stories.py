"""HTML pages that hold several full stories are cut into them; pages that are one article never are."""

from __future__ import annotations

import gzip
import json
from datetime import date
from pathlib import Path

import pytest

from articles.clean.html import clean_html
from articles.clean.sources import SourceBook, load_sources
from articles.documents import ArticleDraft, RawCapture, Rejection
from articles.split.page import split_page

PAGES = Path(__file__).parents[3] / "shared" / "evaluation" / "pages"
SOURCES = SourceBook(load_sources())
RATES, FOUNDRY = "Osteria lifts rates for a third time", "Holmgard to shut its foundry in Lund"
TEXTS = {
    RATES: (
        "The central bank of Osteria raised its main rate by a quarter of a point on Tuesday, the third increase this "
        "year, and said that more could follow if wages went on rising as they have.",
        "Its governor, Petra Vandal, told reporters that the board had been unanimous. Prices rose by 4.1 per cent in "
        "the year to May, well above the target of two per cent.",
        "Economists at two large lenders expect a pause in the autumn. Bond yields fell after the decision.",
    ),
    FOUNDRY: (
        "The maker of farm machinery Holmgard will close its foundry in Lund by the end of next year and move the work "
        "to Poland, where it already employs some two thousand people.",
        "Unions said that 640 jobs would be lost. The company offered retraining and a year's pay to those who leave "
        "early, and the town's mayor asked for talks with the government.",
        "Holmgard has lost orders since grain prices fell two years ago. Its shares rose on the day.",
    ),
}


def paragraphs(headline: str) -> str:
    return "".join(f"<p>{text}</p>" for text in TEXTS[headline])


def drafts_of(body: str, head: str = "<title>Business today - The Osteria Ledger</title>") -> tuple[ArticleDraft, ...]:
    markup = f"<html><head>{head}</head><body><nav><a href='/'>Home</a></nav><main>{body}</main></body></html>"
    page = clean_html(RawCapture(content=markup.encode(), media_type="text/html"), sources=SOURCES)
    assert not isinstance(page, Rejection)
    drafts = split_page(page, sources=SOURCES)
    assert not isinstance(drafts, Rejection)
    return drafts


def stories(start: str, after_headline: str = "", end: str = "", level: str = "h2") -> str:
    return "".join(
        f"{start.format(day=day)}<{level}>{headline}</{level}>{after_headline.format(day=day)}"
        f"{paragraphs(headline)}{end.format(day=day)}"
        for day, headline in ((7, RATES), (8, FOUNDRY))
    )


ARTICLES = stories("<article>", end="</article>")
SPLIT = {
    "article elements": f"<h1>Business today</h1>{ARTICLES}",
    "article elements with first-level headings": stories("<article>", end="</article>", level="h1"),
    "containers with bylines": stories("<div class='item'>", "<p>By Ana Roe | July {day}, 2025</p>", "</div>"),
    "headings with dates": stories("", "<p>July {day}, 2025</p>"),
    "dates above headlines": stories("<article><div>July {day}, 2025</div>", end="</article>"),
    "bylines below the text": stories("<div>", end="<p>Posted by Ana Roe on July {day}, 2025</p></div>"),
}


@pytest.mark.parametrize("layout", SPLIT)
def test_a_page_of_several_stories_is_split(layout):
    first, second = drafts_of(SPLIT[layout])
    assert [first.title, second.title] == [RATES, FOUNDRY]
    for draft in (first, second):
        assert tuple(block.text for block in draft.paragraphs) == TEXTS[draft.title]
        assert not draft.title_is_derived
    if "date" in layout or "byline" in layout:
        assert [draft.published.moment.date() for draft in (first, second)] == [date(2025, 7, 7), date(2025, 7, 8)]


def test_no_story_of_several_takes_the_pages_title_or_authors():
    head = "<title>Business today</title><meta name='author' content='Ana Roe'>"
    assert {(draft.title, draft.authors) for draft in drafts_of(ARTICLES, head)} == {(RATES, ()), (FOUNDRY, ())}


WHOLE = {
    "subheads in one article element": (f"<article><h1>Monday in Osteria</h1>{stories('')}</article>", ""),
    "subheads alone": (f"<h1>Monday in Osteria</h1>{stories('')}", ""),
    "a page that says it is one article": (ARTICLES, "<meta property='og:type' content='article'>"),
    "a live blog": (ARTICLES, '<script type="application/ld+json">{"@type":"LiveBlogPosting","headline":"x"}</script>'),
    "a page that scrolls on to the next article": (ARTICLES, f"<title>{RATES} - The Osteria Ledger</title>"),
}


@pytest.mark.parametrize("layout", WHOLE)
def test_one_article_is_never_split(layout):
    assert len(drafts_of(*WHOLE[layout])) == 1


@pytest.mark.skipif(not PAGES.is_dir(), reason="the real pages are not at hand (../shared/evaluation)")
def test_no_real_article_is_split():
    split = []
    for line in (PAGES / "truth.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        content = gzip.decompress((PAGES / row["file"]).read_bytes())
        raw = RawCapture(content=content, media_type="text/html", url=row.get("url", ""))
        page = clean_html(raw, sources=SOURCES)
        if not isinstance(page, Rejection) and len(split_page(page, sources=SOURCES)) != 1:
            split.append(row["file"])
    assert split == []
