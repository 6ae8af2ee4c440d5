"""One cleaned page -> the articles on it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from articles.documents import (
    ArticleDraft,
    Block,
    BlockKind,
    CleanPage,
    PageMetadata,
    Precision,
    PublishedDate,
    Rejection,
    Removed,
)
from articles.prose.address_dates import date_from_address
from articles.prose.bylines import read_byline
from articles.prose.calendar import writes_day_first
from articles.prose.dates import is_date_line
from articles.prose.items import (
    CUT_SHORT,
    HEAD_LINE,
    NEXT_STORY,
    RECURS,
    SECTION_FRONT,
    STORY_WORDS,
    ItemHead,
    find_item_heads,
    story_words,
)
from articles.prose.sentences import ends_sentence
from articles.prose.sources import SourceBook
from articles.split.damage import is_damaged
from articles.split.dating import date_stories
from articles.split.kind import find_kind, mark_about
from articles.split.limits import bound_blocks
from articles.split.story import Story, read_story

_FEWEST_WORDS: Final = 25  # of running text, in a page that is an article
_TEASERS: Final = 5  # headings with a sentence or two each, and nothing else, make a list of teasers
_HEADLINES: Final = 0.8  # the share of lines without a sentence's end that makes a page a list of headlines
_HEADLINE_WORDS: Final = 4
_TEASER_WORDS: Final = 60
_TIME_LINE: Final = re.compile(
    r"\d{1,2}[:.]\d{2}(?: ?[ap]\.?m\.?)?(?: ?[A-Z]{2,4})?", re.I
)  # heads a live blog's entry
_MOST_STORIES: Final = 2_000  # more than the longest page that is read can hold


def split_page(page: CleanPage, *, sources: SourceBook) -> tuple[ArticleDraft, ...] | Rejection:
    """Split a page, text or HTML, into its articles in reading order.

    Rejected where the page holds no text, or only a section front: headlines and teasers of stories that are elsewhere.
    """
    blocks, cut = bound_blocks(page.blocks)
    page = replace(page, blocks=blocks, removed=(*page.removed, *cut))
    filled = [block for block in page.blocks if block.text]
    if not filled:
        return Rejection(name=page.url, reason="The page is empty: nothing is left of it without its furniture.")
    if not page.is_one_article and _is_section_front(filled):
        return Rejection(name=page.url, reason=SECTION_FRONT)
    is_one_site = page.media_type == "text/html" and not page.blocks[0].text
    parts = _between_gaps(page.blocks) if is_one_site else _parts(page.blocks, sources)
    stories = [
        _with_metadata(read_story(blocks, sources, head), page.metadata, len(parts), is_one_site=is_one_site)
        for blocks, head in parts
    ]
    taken = _removed_by_story(page.removed, len(stories))
    kept = [(story, pieces) for story, pieces in zip(stories, taken, strict=True) if story.paragraphs]
    if not kept:
        return Rejection(name=page.url, reason="Not an article: headlines without a story.")
    dates = date_stories(
        [story for story, _ in kept],
        captured_at=page.captured_at,
        day_first=writes_day_first(page.url, page.metadata.locale or page.metadata.language),
        page_lines=() if stories[0].paragraphs or len(kept) == 1 else stories[0].date_lines,
    )
    return tuple(
        _draft(position, story, pieces, date, page, is_alone=len(kept) == 1)
        for position, ((story, pieces), date) in enumerate(zip(kept, dates, strict=True))
    )


def _between_gaps(blocks: Sequence[Block]) -> list[tuple[Sequence[Block], ItemHead | None]]:
    """The stories of an HTML page that was found to hold several: an empty block stands before each."""
    borders = [index for index, block in enumerate(blocks) if not block.text]
    return [(blocks[start:end], None) for start, end in pairwise([*borders[:_MOST_STORIES], len(blocks)])]


def _parts(blocks: Sequence[Block], sources: SourceBook) -> list[tuple[Sequence[Block], ItemHead | None]]:
    """The blocks cut before each item's head, with the head's line numbers counted from the part's first block."""
    heads = find_item_heads([block.text for block in blocks], sources)[:_MOST_STORIES]
    if not heads:
        starts = _starts_with_bylines(blocks, sources) or [0]
        ends = [*starts[1:], len(blocks)]
        return [(blocks[start:end], None) for start, end in zip(starts, ends, strict=True)]
    parts: list[tuple[Sequence[Block], ItemHead | None]] = []
    lead = blocks[: heads[0].start]
    if any(block.text for block in lead):
        parts.append((lead, None))
    for index, head in enumerate(heads):
        end = heads[index + 1].start if index + 1 < len(heads) else len(blocks)
        own = replace(head, start=0, end=head.end - head.start, headline=head.headline - head.start)
        parts.append((blocks[head.start : end], own))
    return parts


def _starts_with_bylines(blocks: Sequence[Block], sources: SourceBook) -> list[int]:
    """Where stories begin on a page that gives each heading its own byline or date; none unless there are several.

    A single article has one byline, and the headings inside it have none.
    """
    filled = [index for index, block in enumerate(blocks) if block.text]
    starts = [
        index
        for index, following in pairwise(filled)
        if blocks[index].kind is BlockKind.HEADING
        and len(blocks[index].text.split()) >= _HEADLINE_WORDS
        and _tells_who_or_when(blocks[following].text, sources)
    ]
    ends = [*starts[1:], len(blocks)] if starts else []
    told = [
        start
        for start, end in zip(starts, ends, strict=True)
        if story_words([block.text for block in blocks[start:end]]) >= STORY_WORDS
    ]
    if len(told) < 2:
        return []
    leads = any(_is_running(block.text) for block in blocks[: told[0]])
    return [0, *told[1:]] if leads or not told[0] else [0, *told]


def _is_running(text: str) -> bool:
    return story_words([text]) > 0


def _tells_who_or_when(line: str, sources: SourceBook) -> bool:
    return len(line) <= HEAD_LINE and (read_byline(line, sources) is not None or is_date_line(line))


def _with_metadata(story: Story, metadata: PageMetadata, count: int, *, is_one_site: bool) -> Story:
    """What the page says of itself holds for its only story; of several, none may take its title or authors.

    Its publisher's they are where an HTML page holds them; the items of a text scrape come from anywhere.
    """
    if count > 1:
        return replace(story, source_name=story.source_name or metadata.source_name) if is_one_site else story
    title = metadata.title or story.title
    return replace(
        story,
        title=title,
        title_is_derived=story.title_is_derived and not metadata.title,
        authors=metadata.authors or story.authors,
        source_name=story.source_name or metadata.source_name,
    )


def _draft(
    position: int,
    story: Story,
    pieces: Sequence[Removed],
    date: PublishedDate | None,
    page: CleanPage,
    *,
    is_alone: bool,
) -> ArticleDraft:
    metadata = page.metadata
    paragraphs = mark_about(story.paragraphs)
    section = metadata.section if is_alone else ""
    kind, evidence = find_kind(
        title=story.title,
        section=section,
        source_name=story.source_name,
        url=page.url if is_alone else "",
        blocks=(*paragraphs, *(Block(text=piece.text) for piece in pieces if piece.rule.startswith(RECURS))),
        has_about=any(block.kind is BlockKind.ABOUT for block in paragraphs),
        removed=pieces,
    )
    if metadata.kind and is_alone:
        kind, evidence = metadata.kind, metadata.kind_evidence
    return ArticleDraft(
        position=position,
        title=story.title,
        title_is_derived=story.title_is_derived,
        authors=story.authors,
        source_name=story.source_name,
        section=section,
        kind=kind,
        kind_evidence=evidence,
        published=_better(metadata.published, date) or _spelt(page) if is_alone else date,
        language=metadata.language,
        canonical_url=metadata.canonical_url if is_alone else "",
        paragraphs=paragraphs,
        removed=(*story.removed, *pieces),
        is_damaged=is_damaged(paragraphs) or any(piece.rule == CUT_SHORT for piece in pieces),
    )


def _better(stated: PublishedDate | None, told: PublishedDate | None) -> PublishedDate | None:
    """What the page states, unless it is a month at a guess and the text tells the day."""
    is_vague = stated is not None and stated.is_inferred and stated.precision is Precision.MONTH
    return told if told is not None and is_vague else stated or told


def _spelt(page: CleanPage) -> PublishedDate | None:
    """The date by the page's address, for a page that tells no date itself."""
    return date_from_address(page.url, captured_at=page.captured_at)


def _removed_by_story(removed: Sequence[Removed], count: int) -> list[list[Removed]]:
    """What cleaning took out, by story; what cannot be told goes to the first."""
    groups: list[list[Removed]] = [[] for _ in range(count)]
    index = 0
    for piece in removed:
        if piece == NEXT_STORY:
            index = min(index + 1, count - 1)
        else:
            groups[index].append(piece)
    return groups


def _is_section_front(blocks: Sequence[Block]) -> bool:
    """Whether a page only announces stories: hardly any running text, or headings with a short teaser each."""
    texts = [block.text for block in blocks]
    unfinished = sum(not ends_sentence(text) for text in texts)
    if len(texts) >= _TEASERS and story_words(texts) < _FEWEST_WORDS and unfinished > len(texts) * _HEADLINES:
        return True
    headings = [
        index
        for index, block in enumerate(blocks)
        if block.kind is BlockKind.HEADING and not _TIME_LINE.fullmatch(block.text)
    ]
    if len(headings) < _TEASERS or headings[0] > 2:
        return False
    ends = [*headings[1:], len(blocks)]
    words = [
        sum(len(text.split()) for text in texts[start + 1 : end]) for start, end in zip(headings, ends, strict=True)
    ]
    return max(words) <= _TEASER_WORDS and all(words[:-1])
