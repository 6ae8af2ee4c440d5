"""What the three real captures must come to: the truth is in the captures' own README."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from articles.clean.page import clean_capture
from articles.clean.sources import SourceBook, load_sources
from articles.documents import ArticleDraft, BlockKind, CleanPage, Kind, Precision, RawCapture
from articles.split.page import split_page

CAPTURES = Path(__file__).parents[2] / "shared" / "captures"
AGGREGATOR = "000_6f1444ca7d025067.txt"
HEADLESS = "001_bfc44a44e1c669e2.txt"
BLOG = "002_e7ee57e9a4a93515.txt"

pytestmark = pytest.mark.skipif(not CAPTURES.is_dir(), reason="the real captures are not at hand (../shared/captures)")


def read(name: str, captured_at: datetime | None = None) -> tuple[ArticleDraft, ...]:
    sources = SourceBook(load_sources())
    raw = RawCapture(
        content=(CAPTURES / name).read_bytes(), media_type="text/plain", name=name, captured_at=captured_at
    )
    page = clean_capture(raw, sources=sources)
    assert isinstance(page, CleanPage)
    drafts = split_page(page, sources=sources)
    assert isinstance(drafts, tuple)
    return drafts


def lines_of(name: str) -> list[str]:
    return [line.strip() for line in (CAPTURES / name).read_text("utf-8").split("\n") if line.strip()]


def removed_text(draft: ArticleDraft) -> str:
    return "\n".join(piece.text for piece in draft.removed)


@pytest.fixture(scope="module")
def aggregator() -> tuple[ArticleDraft, ...]:
    return read(AGGREGATOR)


@pytest.fixture(scope="module")
def headless() -> ArticleDraft:
    (draft,) = read(HEADLESS)
    return draft


@pytest.fixture(scope="module")
def blog() -> ArticleDraft:
    (draft,) = read(BLOG)
    return draft


def test_six_articles_come_of_three_captures(aggregator, headless, blog):
    assert [draft.position for draft in aggregator] == [0, 1, 2, 3]
    assert headless.position == blog.position == 0


def test_headlines_stand_as_in_the_capture(aggregator, headless, blog):
    lines = lines_of(AGGREGATOR)
    assert all(draft.title in lines and not draft.title_is_derived for draft in aggregator)
    starts = [
        "Phone anxiety: Millions",
        "OPPO India Launches Reno14",
        "Trump's tariffs may split",
        "How Xiaomi succeeded",
    ]
    assert all(draft.title.startswith(start) for draft, start in zip(aggregator, starts, strict=True))
    assert headless.title == "Xiaomi Corp. is gearing up to sell its own electric cars"
    assert headless.title_is_derived
    assert blog.title == lines_of(BLOG)[1]
    assert not blog.title_is_derived


def test_sources_are_named_as_their_publishers_are(aggregator, headless, blog):
    names = [draft.source_name for draft in aggregator]
    assert names == ["", "Business Standard", "The Times of India", "The Times of India"]
    assert headless.source_name == blog.source_name == ""


def test_the_page_dates_itself_through_its_items(aggregator):
    first, *others = aggregator
    assert first.published is None
    for draft in others:
        assert draft.published is not None
        assert draft.published.moment == datetime(2025, 7, 7, tzinfo=UTC)
        assert draft.published.precision is Precision.DAY
        assert draft.published.is_inferred
        assert draft.published.evidence
    assert [draft.published.basis for draft in others] == ["dateline", "page", "page"]


def test_a_known_capture_time_dates_by_ages():
    drafts = read(AGGREGATOR, datetime(2025, 7, 7, 12, 0, tzinfo=UTC))
    assert drafts[0].published is None
    assert [draft.published.moment.date() for draft in drafts[1:]] == [date(2025, 7, 7)] * 3
    assert [draft.published.basis for draft in drafts[1:]] == ["dateline", "relative", "relative"]


def test_a_capture_just_after_midnight_moves_ages_to_the_day_before():
    drafts = read(AGGREGATOR, datetime(2025, 7, 8, 5, 0, tzinfo=UTC))
    assert [draft.published.moment.date() for draft in drafts[2:]] == [date(2025, 7, 7)] * 2


def test_the_headless_story_is_dated_by_its_weekday_and_tweet(headless, blog):
    assert headless.published.moment == datetime(2021, 10, 19, tzinfo=UTC)
    assert headless.published.is_inferred
    assert headless.published.precision is Precision.DAY
    assert blog.published is None


def test_kinds(aggregator, headless, blog):
    assert [draft.kind for draft in aggregator] == [Kind.NEWS, Kind.PRESS_RELEASE, Kind.NEWS, Kind.NEWS]
    assert headless.kind is blog.kind is Kind.NEWS


def test_every_text_is_known_to_be_english(aggregator, headless, blog):
    assert {draft.language for draft in (*aggregator, headless, blog)} == {"en"}


def test_the_blog_page_has_byline_and_section(blog, headless, aggregator):
    assert blog.authors == ("Dennis Mathu",)
    assert blog.section == "Motoring"
    assert all(draft.authors == () for draft in (*aggregator, headless))


@pytest.mark.parametrize(
    "furniture",
    [
        "Try Our AI Features",
        "Explore what Daily8 AI can do for you:",
        "No comments yet...",
        "Comments",
        "Related Articles",
        "3 hours ago",
        "7 hours ago",
        "9 hours ago",
        "- Business Standard",
        "- Time of India",
        "Live Events",
        "You can now subscribe to our",
        "WhatsApp channel",
        "READ:",
        "Flyers fume",
        "Wolfspeed",
        "Gregor van Issum",
        "Tripolar World Model",
        "FAQs",
        "Empower your mind",
    ],
)
def test_the_aggregators_furniture_is_gone_and_recorded(aggregator, furniture):
    assert not any(furniture in block.text for draft in aggregator for block in draft.paragraphs)
    assert any(furniture in piece.text and piece.rule for draft in aggregator for piece in draft.removed)


def test_promotions_are_cut_to_their_very_ends(aggregator):
    pieces = {piece.text for piece in aggregator[2].removed}
    assert any(piece.startswith("READ: Flyers fume") and piece.endswith("you need to know") for piece in pieces)
    assert any(piece.startswith("READ: Wolfspeed") and piece.endswith("Gregor van Issum?") for piece in pieces)
    text = aggregator[2].text
    assert text.startswith("The world may be entering a new era")
    assert " According to the Fortune report, the United States bloc" in text
    assert " United States, Japan, India, Brazil," in text


def test_every_word_of_the_aggregators_stories_stays(aggregator):
    lines = lines_of(AGGREGATOR)
    words = {draft.title: draft.text.split() for draft in aggregator}
    first = aggregator[0]
    begin = lines.index(first.title) + 1
    assert [block.text for block in first.paragraphs] == lines[begin : lines.index("Try Our AI Features")]
    for draft in aggregator[1:]:
        original = lines[lines.index(draft.title) + 1]
        gone = [piece.text for piece in draft.removed if "paragraph" in piece.rule or "sentence" in piece.rule]
        for piece in gone:
            assert piece in original
            original = original.replace(piece, " ", 1)
        assert words[draft.title] == original.split()


def test_the_press_releases_about_tail_is_kept_and_marked(aggregator):
    release = aggregator[1]
    about = [block for block in release.paragraphs if block.kind is BlockKind.ABOUT]
    assert [block.text.split(".")[0] for block in about] == ["About OPPO India PVT Ltd"]
    assert release.paragraphs[0].text.startswith("VMPL New Delhi [India], July 7:")


def test_lost_words_are_flagged_and_not_invented(aggregator, headless, blog):
    assert [draft.is_damaged for draft in aggregator] == [False, False, True, True]
    assert not headless.is_damaged
    assert not blog.is_damaged


def test_the_headless_story_keeps_every_sentence_and_loses_the_headlines(headless):
    lines = lines_of(HEADLESS)
    assert headless.text.split() == " ".join(lines[:10]).split()
    assert {piece.text for piece in headless.removed} == set(lines[10:])
    assert len(lines[10:]) == 17
    assert headless.paragraphs[-1].text == lines[9]


def test_the_tweet_is_kept_as_a_quotation_with_author_and_date(headless):
    (quote,) = [block for block in headless.paragraphs if block.kind is BlockKind.QUOTE]
    assert quote.text.startswith("Xiaomi EV is ahead of schedule.")
    assert "leijun (@leijun) October 19, 2021" in quote.text


def test_the_blog_page_keeps_its_story_and_loses_its_furniture(blog):
    lines = lines_of(BLOG)
    story = [line for line in lines if len(line) > 150 and "cookies" not in line]
    assert [re.sub(r"\s+", " ", line) for line in story] == [block.text for block in blog.paragraphs]
    gone = removed_text(blog)
    for furniture in ("Home Motoring", "0 comment", "You may also like", "uses cookies", "%d bloggers like this:"):
        assert furniture in gone
        assert furniture not in blog.text


def test_an_empty_capture_is_no_article():
    sources = SourceBook(load_sources())
    raw = RawCapture(content=(CAPTURES / AGGREGATOR).read_bytes()[:0], media_type="text/plain", name="empty.txt")
    assert not isinstance(clean_capture(raw, sources=sources), CleanPage)
