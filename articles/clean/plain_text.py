"""A plain-text scrape -> CleanPage: the lines that belong to its stories, typed, and every other line with its rule.

Scrapes come from unknown tools, so nothing is assumed but lines. Where the page holds several stories, each is read by
itself, and the lines of its head (publisher, time, headline) stay, since splitting reads them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from articles.clean.encoding import decode
from articles.clean.language import detect_language
from articles.clean.normalise import normalise_text
from articles.clean.text_blocks import blocks_of
from articles.clean.text_cards import is_teaser_list
from articles.clean.text_live import find_live_blog
from articles.clean.text_run_on import cut_run_on
from articles.clean.text_source import plain_lines
from articles.clean.text_story import Role, read_story
from articles.documents import Block, BlockKind, CleanPage, Kind, PageMetadata, RawCapture, Rejection, Removed
from articles.prose.bylines import read_byline
from articles.prose.dates import is_date_line
from articles.prose.items import NEXT_STORY, SECTION_FRONT, ItemHead, find_item_heads
from articles.prose.sentences import count_words
from articles.prose.sources import SourceBook

_MOST_LINES: Final = 20_000
_FEWEST_WORDS: Final = 25  # of running text, in a page that is an article


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One story of a page: its blocks, what was taken out, and what breadcrumb, signature and entries tell of it."""

    blocks: list[Block]
    removed: list[Removed]
    section: str
    authors: tuple[str, ...]
    live: str = ""  # what tells that it is a live blog


def clean_plain_text(raw: RawCapture, *, sources: SourceBook) -> CleanPage | Rejection:
    """Read a text scrape. Rejected where it is empty or holds no story: a section front, or nothing but furniture."""
    text, encoding = decode(raw.content, raw.media_type)
    lines = cut_run_on(plain_lines(normalise_text(text).split("\n")))
    if not any(lines):
        return Rejection(name=raw.name, reason="The page is empty: it holds no visible text.")
    if len(lines) > _MOST_LINES:
        return Rejection(name=raw.name, reason=f"The page has more than {_MOST_LINES:,} lines of text.")
    if is_teaser_list(lines):
        return Rejection(name=raw.name, reason=SECTION_FRONT)
    heads = find_item_heads(lines, sources)
    parts = [
        _read_part(part, head, lines, sources, url="" if heads else raw.url) for part, head in _parts(lines, heads)
    ]
    blocks = _trimmed([block for part in parts for block in [*part.blocks, Block(text="")]])
    if sum(count_words(block.text) for block in blocks) < _FEWEST_WORDS:
        return Rejection(
            name=raw.name, reason="Not an article: a section front, a list of teasers, or furniture alone."
        )
    publisher = sources.by_name(raw.source_name) or sources.by_url(raw.url)
    live = parts[0].live if len(parts) == 1 else ""
    return CleanPage(
        media_type=raw.media_type,
        blocks=blocks,
        metadata=PageMetadata(
            source_name=publisher.name if publisher else raw.source_name,
            section=parts[0].section if len(parts) == 1 else "",
            authors=parts[0].authors if len(parts) == 1 else (),
            language=detect_language(" ".join(block.text for block in blocks)),
            kind=Kind.LIVE_BLOG if live else None,
            kind_evidence=live,
        ),
        removed=_removed(parts),
        url=raw.url,
        captured_at=raw.captured_at,
        encoding=encoding,
    )


def _parts(lines: Sequence[str], heads: Sequence[ItemHead]) -> list[tuple[range, ItemHead | None]]:
    """The page cut before each head: line numbers, and the head they begin with."""
    starts = [head.start for head in heads]
    ends = [*starts[1:], len(lines)] if starts else []
    parts: list[tuple[range, ItemHead | None]] = []
    if not heads or starts[0] > 0:
        parts.append((range(0, starts[0] if starts else len(lines)), None))
    parts.extend((range(start, end), head) for start, end, head in zip(starts, ends, heads, strict=True))
    return parts


def _read_part(numbers: range, head: ItemHead | None, lines: Sequence[str], sources: SourceBook, *, url: str) -> Part:
    begin = head.end if head else numbers.start
    title = lines[head.headline] if head else ""
    foot = head.foot if head else None
    own = [line for number, line in enumerate(lines[begin : numbers.stop], begin) if number != foot]
    read = read_story(own, sources, title=title, url=url)
    blocks, removed = blocks_of(read)
    if not any(line.role is Role.BODY for line in read):
        days = [] if head else [line for line in read if line.text and not line.rule and is_date_line(line.text)][:1]
        removed = [
            Removed(text=line.text, rule=line.rule or "not of the story")
            for line in read
            if line.text and line not in days
        ]
        blocks = [Block(text=line.text) for line in days]  # a digest's own day, above its stories
    section = next((line.section for line in read if line.role is Role.BREADCRUMB and line.section), "")
    names = tuple(dict.fromkeys(name for line in read for name in line.names))
    if any(read_byline(line.text, sources) for line in read if line.role is Role.ABOUT_IT and not line.names):
        names = ()  # who is named behind 'by' wrote it
    if head is None:
        return Part(blocks=blocks, removed=removed, section=section, authors=names, live=find_live_blog(read))
    top = [
        Block(text=lines[number], kind=BlockKind.HEADING if number == head.headline else BlockKind.PARAGRAPH)
        for number in range(head.start, head.end)
    ]
    if foot is not None:
        top.append(Block(text=lines[foot]))  # where splitting looks for it
    return Part(blocks=[*top, *blocks], removed=removed, section=section, authors=names)


def _removed(parts: Sequence[Part]) -> tuple[Removed, ...]:
    """The pieces taken out of all parts, those of different stories told apart by NEXT_STORY."""
    pieces: list[Removed] = []
    stories = 0
    for part in parts:
        if part.blocks and stories:
            pieces.append(NEXT_STORY)
        stories += bool(part.blocks)
        pieces.extend(part.removed)
    return tuple(pieces)


def _trimmed(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Blocks without blank ones at the ends, and of several blank ones in a row only one."""
    kept: list[Block] = []
    for block in blocks:
        if block.text or (kept and kept[-1].text):
            kept.append(block)
    while kept and not kept[-1].text:
        kept.pop()
    return tuple(kept)
