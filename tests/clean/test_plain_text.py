"""Text scrapes: nothing crashes, nothing is lost unrecorded, and odd pages end in time."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.clean.normalise import normalise_text
from articles.clean.plain_text import clean_plain_text
from articles.clean.sources import SourceBook, load_sources
from articles.clean.text_lead import cut_lead
from articles.clean.text_promotions import cut_promotions
from articles.documents import BlockKind, CleanPage, RawCapture, Rejection
from articles.split.page import split_page
from tests.bounded import soon

SOURCES = SourceBook(load_sources())
SENTENCE = "The company said on Monday that sales had risen by a tenth in the first half of the year."

line = st.one_of(
    st.text(max_size=80),
    st.sampled_from(
        [
            SENTENCE,
            SENTENCE * 4,
            "Reuters",
            "3 hours ago",
            "- Reuters",
            "By Jane Roe",
            "July 7, 2025",
            "Shares Rise After Report",
            "Comments",
            "READ: Shares rise — what to know The bank said so.",
            "",
        ]
    ),
)


def clean(text: str) -> CleanPage | Rejection:
    return clean_plain_text(
        RawCapture(content=text.encode("utf-8", "replace"), media_type="text/plain"), sources=SOURCES
    )


@settings(deadline=None)
@given(st.lists(line, max_size=40))
def test_every_word_is_kept_or_recorded_as_removed(lines):
    text = "\n".join(lines)
    page = clean(text)
    if isinstance(page, Rejection):
        assert page.reason
        return
    kept = [word for block in page.blocks for word in block.text.split()]
    gone = [word for piece in page.removed for word in piece.text.split()]
    decoded = text.encode("utf-8", "replace").decode()
    assert sorted(kept + gone) == sorted(normalise_text(decoded).split())
    assert all(piece.rule for piece in page.removed)


@settings(deadline=None)
@given(st.lists(line, max_size=40))
def test_splitting_what_was_cleaned_never_crashes(lines):
    page = clean("\n".join(lines))
    if isinstance(page, CleanPage):
        drafts = split_page(page, sources=SOURCES)
        if not isinstance(drafts, Rejection):
            assert [draft.position for draft in drafts] == list(range(len(drafts)))
            assert all(draft.title and "\n" not in draft.text.replace("\n\n", "") for draft in drafts)


@given(st.text(max_size=400))
def test_cutting_promotions_and_leads_loses_nothing(text):
    text = " ".join(text.split())
    for cut in (cut_promotions, cut_lead):
        rest, removed = cut(text)
        words = rest.split() + [word for piece in removed for word in piece.text.split()]
        assert sorted("".join(words)) == sorted(text.replace(" ", ""))


@pytest.mark.parametrize(
    "unit", ["a", "a ", "A. ", "READ: ", "Also read | ", "subscribe to our ", "The ", "“", "?", "1,", "By "]
)
def test_a_megabyte_line_is_read_soon(unit):
    with soon():
        page = clean(unit * (1_000_000 // len(unit)))
        if isinstance(page, CleanPage):
            split_page(page, sources=SOURCES)


def test_a_hundred_thousand_lines_are_refused_in_time():
    with soon():
        assert isinstance(clean((SENTENCE + "\n") * 100_000), Rejection)


def test_an_empty_page_is_rejected_with_that_reason():
    assert "empty" in clean(" \n\n ").reason


@pytest.mark.parametrize(
    ("text", "rest", "gone"),
    [
        (
            "Rates rose. Read more: Fed holds rates, signals two cuts in 2025 Economists had expected a pause.",
            "Rates rose. Economists had expected a pause.",
            "Read more: Fed holds rates, signals two cuts in 2025",
        ),
        (
            "It fell. Also Read: Tesla Stock Soars After Record Deliveries The company said on Monday that it would.",
            "It fell. The company said on Monday that it would.",
            "Also Read: Tesla Stock Soars After Record Deliveries",
        ),
        (
            "They said READ MORE | Why banks fear crypto? Officials declined.",
            "They said Officials declined.",
            "READ MORE | Why banks fear crypto?",
        ),
        (
            "To watch: the bank, and others who said that it was fine.",
            "To watch: the bank, and others who said that it was fine.",
            "",
        ),
        ("He read: the book of it.", "He read: the book of it.", ""),
        ("Millions subscribe to our rivals, she said.", "Millions subscribe to our rivals, she said.", ""),
    ],
)
def test_promotions_end_where_the_next_sentence_begins(text, rest, gone):
    kept, removed = cut_promotions(text)
    assert kept == rest
    assert " ".join(piece.text for piece in removed) == gone


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        (
            "The Cost of Division Who Is Next? FAQs The world may be entering a new era of trade.",
            "The world may be entering a new era of trade.",
        ),
        ("When Afghan President Ashraf Ghani first announced the exchange of prisoners, few believed it.", None),
        ("In September, China's President Xi Jinping announced plans to reduce emissions by a tenth.", None),
        ("South Korean Prime Minister Han Duck-soo on Monday told lawmakers that the plan was dead.", None),
        (
            "Academy Sharpen your mind, grow your career Jane Roe, founder of the firm, left the board.",
            "Jane Roe, founder of the firm, left the board.",
        ),
    ],
)
def test_leads_end_where_the_first_sentence_begins(text, rest):
    assert cut_lead(text)[0] == (rest or text)


def body_of(text: str) -> list[str]:
    page = clean(text)
    assert isinstance(page, CleanPage)
    return [block.text for block in page.blocks if block.text and block.kind is not BlockKind.HEADING]


def test_a_last_paragraph_that_names_its_agency_in_brackets_stays():
    last = f"{SENTENCE} It gave no figures for the second half. (Reuters)"
    assert (
        body_of("\n".join(["Sales rise at the old mill", SENTENCE, SENTENCE.replace("sales", "costs"), last]))[-1]
        == last
    )


def test_counts_of_readers_above_a_story_are_no_part_of_it():
    lines = [
        "Sales rise at the old mill",
        "By Jane Roe",
        "July 7, 2025",
        "0",
        "1,187",
        SENTENCE,
        f"{SENTENCE} It was glad.",
    ]
    assert body_of("\n".join(lines))[-2:] == lines[-2:]
    assert not {"0", "1,187"} & set(body_of("\n".join(lines)))
