"""What tools and sites put into a scrape, feature by feature, each in a page of its own."""

from __future__ import annotations

import textwrap

import pytest

from articles.clean.page import clean_capture
from articles.clean.sources import SourceBook, load_sources
from articles.documents import ArticleDraft, BlockKind, Kind, RawCapture, Rejection
from articles.split.page import split_page
from tests.split.test_dates_of_pages import BODY, TITLE

SOURCES = SourceBook(load_sources())
A, B, C = BODY
RELATED = ("Ferries late again as crews fall ill", "The fish market that moved north", "Why cranes are cheap this year")


def draft_of(*lines: str) -> ArticleDraft:
    raw = RawCapture(content="\n".join(lines).encode(), media_type="text/plain")
    page = clean_capture(raw, sources=SOURCES)
    drafts = page if isinstance(page, Rejection) else split_page(page, sources=SOURCES)
    assert not isinstance(drafts, Rejection), drafts.reason
    (draft,) = drafts
    return draft


def texts(draft: ArticleDraft) -> list[str]:
    return [block.text for block in draft.paragraphs]


@pytest.mark.parametrize(
    "promotion",
    [
        "ALSO READ: Why ferries are late again this summer",
        "Read more: Ferries late again as crews fall ill",
        "Also Read | Ferries late again, crews ill",
        "(Also read: Ferries late again as crews fall ill)",
        "Sign up for our morning newsletter and never miss a story.",
    ],
)
def test_a_promotion_inside_a_paragraph_goes(promotion):
    draft = draft_of(TITLE, f"{A} {promotion} {B}", C)
    assert texts(draft) == [f"{A} {B}", C]
    assert promotion in {piece.text for piece in draft.removed}


@pytest.mark.parametrize(
    "line",
    [
        "Don't miss a story: subscribe to the Courier for 1 euro a week",
        "Get the best of the Courier by email every morning. Sign up here.",
        "→ Read more about the harbour",
        "Disclaimer: The views expressed are those of the author and do not reflect the position of this newspaper.",
        "Prices may go down as well as up. Past performance is no guarantee of future results.",
        "The information provided here is not investment advice. Readers should consult an adviser before investing.",
        "12 replies 40 reposts 210 likes",
    ],
)
def test_a_line_beside_the_story_goes(line):
    assert texts(draft_of(TITLE, A, B, line, C)) == list(BODY)


def test_related_headlines_inside_or_below_a_story_go_and_its_own_stays():
    for lines in ((A, "Related stories", *RELATED, B, C), (A, B, C, "More from Business", *RELATED)):
        draft = draft_of(TITLE, *lines)
        assert (draft.title, draft.title_is_derived, texts(draft)) == (TITLE, False, list(BODY))


def test_a_run_on_subhead_goes():
    assert texts(draft_of(TITLE, f"SALE OF THE CENTURY {A}", B, C)) == list(BODY)


@pytest.mark.parametrize(
    "damaged",
    [
        "The buyer, , owns yards in and said that would close. According to, the price was 40 million.",
        "A report by said that of had failed to at the time.",
        "Shares in fell on Monday. Analysts at expected more.",
    ],
)
def test_lost_link_texts_are_flagged_and_nothing_is_put_in_their_place(damaged):
    draft = draft_of(TITLE, A, damaged, C)
    assert draft.is_damaged
    assert damaged in texts(draft)


def test_odd_but_whole_sentences_are_not_damaged():
    assert not draft_of(
        TITLE, A, "He gave in. He was looked at by a man he had heard of. It was a way of life."
    ).is_damaged


@pytest.mark.parametrize(
    ("crumbs", "section"), [("Home > News > Harbours", "Harbours"), (f"Home / Shipping / {TITLE}", "Shipping")]
)
def test_a_breadcrumb_names_the_section(crumbs, section):
    draft = draft_of(crumbs, TITLE, *BODY)
    assert (draft.title, draft.section, texts(draft)) == (TITLE, section, list(BODY))


def test_a_tweet_is_a_quotation():
    draft = draft_of(TITLE, A, "Sold at last pic.x.com/Ab12Cd34Ef", "— Dunmore Council (@dunmore) July 6, 2025", B, C)
    (quote,) = (block for block in draft.paragraphs if block.kind is BlockKind.QUOTE)
    assert quote.text == "Sold at last pic.x.com/Ab12Cd34Ef — Dunmore Council (@dunmore) July 6, 2025"


def test_the_tail_about_a_company_stays_and_is_marked():
    tail = ("About Ferrybuild", "Ferrybuild makes ferries in Dunmore. It has 300 workers.")
    draft = draft_of(TITLE, f"DUNMORE, July 7, 2025 /PRNewswire/ -- {A}", B, C, *tail)
    assert draft.kind is Kind.PRESS_RELEASE
    assert [block.text for block in draft.paragraphs if block.kind is BlockKind.ABOUT] == list(tail)


def test_what_a_site_says_of_the_author_goes():
    assert texts(draft_of(TITLE, "By Ana Roe", *BODY, "About the author", "Ana Roe lives with two cats.")) == list(BODY)


@pytest.mark.parametrize("times", [("11:40am", "11:05am", "10:15am"), ("5m ago", "22m ago", "1h ago")])
def test_entries_under_their_times_are_a_live_blog(times):
    entries = [line for pair in zip(times, BODY, strict=True) for line in pair]
    draft = draft_of("LIVE UPDATES", TITLE, *entries)
    assert (draft.title, draft.kind, texts(draft)) == (TITLE, Kind.LIVE_BLOG, list(BODY))


@pytest.mark.parametrize(("width", "mark"), [(72, ""), (50, ""), (70, "> ")])
def test_lines_broken_at_a_width_are_joined(width, mark):
    lines = [TITLE, ""] + [line for text in BODY for line in (*textwrap.wrap(text, width), "")]
    draft = draft_of(*(mark + line for line in lines[:-1]))
    assert (draft.title, texts(draft)) == (TITLE, list(BODY))
