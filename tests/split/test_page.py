"""Pages into articles: kinds, tails, damage, HTML pages, and what is no article."""

from __future__ import annotations

import pytest

from articles.clean.sources import SourceBook, load_sources
from articles.documents import (
    Block,
    BlockKind,
    CleanPage,
    Kind,
    PageMetadata,
    Rejection,
    Removed,
)
from articles.prose.items import NEXT_STORY
from articles.split.damage import is_damaged
from articles.split.kind import find_kind, mark_about
from articles.split.page import split_page
from articles.split.story import derive_title

SOURCES = SourceBook(load_sources())
SENTENCE = "The company said on Monday that its sales had risen by a tenth in the first half of the year."
STORY = [Block(text=SENTENCE), Block(text=SENTENCE + " " + SENTENCE), Block(text=SENTENCE)]


def heading(text):
    return Block(text=text, kind=BlockKind.HEADING)


def page(*blocks, media_type="text/html", **metadata):
    return CleanPage(media_type=media_type, blocks=blocks, metadata=PageMetadata(**metadata))


def test_an_html_page_is_one_article_by_what_it_says_of_itself():
    (draft,) = split_page(
        page(*STORY, title="Sales rise", authors=("Jane Roe",), source_name="Reuters", section="Business"),
        sources=SOURCES,
    )
    assert (draft.title, draft.title_is_derived, draft.authors) == ("Sales rise", False, ("Jane Roe",))
    assert (draft.source_name, draft.section) == ("Reuters", "Business")
    assert draft.paragraphs == tuple(STORY)


def test_subheads_do_not_split_an_article():
    blocks = [*STORY, heading("What comes next for the company"), *STORY, heading("How the rivals fared"), *STORY]
    (draft,) = split_page(page(*blocks, title="Sales rise"), sources=SOURCES)
    assert len(draft.paragraphs) == len(blocks)


def test_an_html_page_of_full_stories_splits_at_their_heads():
    first = [heading("Sales rise at the old mill"), Block(text="By Jane Roe | Reuters | July 7, 2025"), *STORY]
    second = [heading("Bank buys its smaller rival"), Block(text="By John Doe | BBC | July 6, 2025"), *STORY]
    drafts = split_page(page(*first, *second, title="Business digest"), sources=SOURCES)
    assert [draft.title for draft in drafts] == ["Sales rise at the old mill", "Bank buys its smaller rival"]
    assert [draft.authors for draft in drafts] == [("Jane Roe",), ("John Doe",)]
    assert [draft.published.moment.day for draft in drafts] == [7, 6]


def test_an_html_page_splits_where_every_heading_has_its_byline():
    stories = [
        block
        for name in ("Sales rise at the old mill", "Bank buys its smaller rival", "Ferry line orders six ships")
        for block in (heading(name), Block(text="By Jane Roe"), *STORY)
    ]
    drafts = split_page(page(*stories, title="Business digest"), sources=SOURCES)
    assert [draft.title for draft in drafts][1:] == ["Bank buys its smaller rival", "Ferry line orders six ships"]
    assert all(draft.authors == ("Jane Roe",) for draft in drafts)


def test_a_list_of_teasers_is_no_article():
    blocks = [
        block
        for number in range(6)
        for block in (heading(f"Story number {number} of the day"), Block(text="A short teaser that says little."))
    ]
    result = split_page(page(*blocks, title="Business"), sources=SOURCES)
    assert isinstance(result, Rejection)
    assert "section front" in result.reason


def test_a_page_with_nothing_left_is_no_article():
    assert "empty" in split_page(page(Block(text="")), sources=SOURCES).reason


def test_what_was_removed_goes_with_its_story():
    lines = ["Reuters", "2 hours ago", "- Reuters", "Sales rise at the old mill", SENTENCE * 4]
    other = ["BBC", "3 hours ago", "- BBC", "Bank buys its smaller rival", SENTENCE * 4]
    blocks = [*(Block(text=line) for line in lines), Block(text=""), *(Block(text=line) for line in other)]
    removed = (Removed(text="Share", rule="share line"), NEXT_STORY, Removed(text="Comments", rule="comment counter"))
    cleaned = CleanPage(media_type="text/plain", blocks=tuple(blocks), removed=removed)
    first, second = split_page(cleaned, sources=SOURCES)
    assert {piece.text for piece in first.removed} == {"Reuters", "2 hours ago", "- Reuters", "Share"}
    assert {piece.text for piece in second.removed} == {"BBC", "3 hours ago", "- BBC", "Comments"}


@pytest.mark.parametrize(
    ("first", "title", "section", "source", "has_about", "kind"),
    [
        ("VMPL Mumbai [India], July 7: The firm", "", "", "", False, Kind.PRESS_RELEASE),
        ("OSLO, Jan. 6, 2025 /PRNewswire/ -- The firm", "", "", "", False, Kind.PRESS_RELEASE),
        ("OSLO--(BUSINESS WIRE)--The firm", "", "", "", False, Kind.PRESS_RELEASE),
        (SENTENCE, "", "", "PR Newswire", False, Kind.PRESS_RELEASE),
        (SENTENCE + " Media contact: press@example.com", "", "", "", True, Kind.PRESS_RELEASE),
        (SENTENCE, "Opinion | Why mills matter", "", "", False, Kind.OPINION),
        (SENTENCE, "Why mills matter", "Editorials", "", False, Kind.OPINION),
        ("The views expressed here are the author's own.", "", "", "", False, Kind.OPINION),
        (SENTENCE, "In the firm's opinion, sales will rise", "Business", "Reuters", False, Kind.NEWS),
        ("In its opinion the court said the contact was lawful.", "", "", "", False, Kind.NEWS),
    ],
)
def test_kinds_have_their_signs(first, title, section, source, has_about, kind):
    found, evidence = find_kind(
        title=title, section=section, source_name=source, url="", blocks=[Block(text=first)], has_about=has_about
    )
    assert found is kind
    assert bool(evidence) == (kind is not Kind.NEWS)


def test_an_about_tail_run_into_the_last_paragraph_is_cut_off_and_marked():
    text = SENTENCE * 3 + " About Acme Corp. Acme makes ladders."
    blocks = mark_about([Block(text=SENTENCE), Block(text=text)])
    assert blocks[-1] == Block(text="About Acme Corp. Acme makes ladders.", kind=BlockKind.ABOUT)
    assert " ".join(block.text for block in blocks) == f"{SENTENCE} {text}"


def test_about_in_a_sentence_is_no_tail():
    blocks = (Block(text=SENTENCE * 3 + " Asked About Acme Corp. the minister smiled."),)
    assert mark_about(blocks) == blocks


def test_lost_words_are_seen():
    assert is_damaged([Block(text="It rose, as reported by. Rivals couldn't at the time, according to the. It fell.")])
    assert not is_damaged([Block(text=f"{SENTENCE} " * 10)])


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (
            "Acme Corp. is to sell its own ladders, and the schedule was a surprise to many in the whole trade.",
            "Acme Corp. is to sell its own ladders",
        ),
        ("Sales rose. They had fallen before.", "Sales rose"),
        (
            "A sentence that goes on without any comma for very much longer than a headline could ever be, or so",
            "A sentence that goes on without any comma for very much longer than a headline could ever…",
        ),
    ],
)
def test_titles_are_derived_from_the_first_sentence(text, title):
    assert derive_title([Block(text=text)]) == title
