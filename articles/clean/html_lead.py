"""What stands between a page's headline and its first sentence: who wrote it and when, and furniture.

Pages without telling classes (tables, old systems) say it only there, in plain lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from articles.clean.html_authors import is_bare_name, read_plain_byline
from articles.clean.html_blocks import PageBlock, text_key
from articles.clean.sources import SourceBook
from articles.documents import PageMetadata, PublishedDate
from articles.prose.dates import date_from_line, is_date_line, writes_day_first

REACH = 14  # blocks below the headline that can still say who wrote it
ABOVE = 3  # blocks above it that can hold the date
LINE_WORDS = 25
DATE_WORDS = 12
STRAY_WORDS = 5  # of a line above the headline, or close to the byline, that is furniture
SENTENCE_WORDS = 8
NEAR = 2  # blocks between a name without 'by', or another stray line, and the date or byline beside it

_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’)\]]*$")
_OPENS_SENTENCE = re.compile(r"[:,;—–-]\W*$")  # a place before its dash, a lead-in before its list
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_BYLINE_WORDS = re.compile(r"\b(?:by|and|for|in|with|from|staff|reporters?|writers?|editors?|correspondents?)\b", re.I)
_ELSEWHERE = ("tag-nav", "tag-aside", "tag-footer", "invisible")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """What the lines beside the headline say. `furniture` maps the positions of lines to the rule that takes them."""

    authors: tuple[str, ...] = ()
    published: PublishedDate | None = None
    furniture: Mapping[int, str] = field(default_factory=dict)


def read_lead(
    blocks: Sequence[PageBlock],
    kept: Sequence[bool],
    metadata: PageMetadata,
    *,
    site_names: Sequence[str],
    url: str,
    captured_at: datetime | None,
    sources: SourceBook,
) -> Lead:
    """Read the lines around the headline of a page; `kept` says which blocks the model took for article text.

    Nothing is said where the page shows no headline before its first sentence.
    """
    first = next((i for i, block in enumerate(blocks) if kept[i] and is_sentence(block)), -1)
    title_at = _title_position(blocks, text_key(metadata.title), first)
    if title_at < 0:
        return Lead()
    day_first = writes_day_first(url, metadata.locale or metadata.language)
    dates: dict[int, PublishedDate | None] = {}
    for position in _date_places(blocks, title_at, first):
        dates[position] = date_from_line(blocks[position].text, captured_at=captured_at, day_first=day_first)
    names = dict(_names(blocks, title_at, first, dates, site_names, sources))
    authors = next((found for found in names.values() if found), ())
    said = _Said(
        title_at=title_at,
        first=first,
        authors={text_key(name) for name in (*metadata.authors, *authors)} - {""},
        sites={text_key(name) for name in (*site_names, metadata.source_name)} - {""},
        bylines=frozenset(names),
        dated=frozenset(position for position, date in dates.items() if date),
    )
    furniture = {
        position: rule
        for position in range(first)
        if kept[position] and (rule := _rule_for(blocks[position], position, said))
    }
    published = next((date for date in dates.values() if date), None)
    return Lead(authors=authors, published=published, furniture=furniture)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """What is known of the lines before the first sentence: positions, and names as keys (see text_key)."""

    title_at: int
    first: int
    authors: set[str]
    sites: set[str]
    bylines: frozenset[int]
    dated: frozenset[int]


def is_sentence(block: PageBlock) -> bool:
    """Whether the block reads as running text, and not as a line beside it."""
    return block.words >= SENTENCE_WORDS and bool(_SENTENCE_END.search(block.text[-8:]))


def _title_position(blocks: Sequence[PageBlock], title: str, first: int) -> int:
    """The last block before the first sentence that holds the page's title; -1 for none."""
    return max((i for i in range(max(first, 0)) if title and blocks[i].key == title), default=-1)


def _date_places(blocks: Sequence[PageBlock], title_at: int, first: int) -> Iterator[int]:
    """Lines below the headline that may hold a date, then those above it that are nothing but one."""
    for position in range(title_at + 1, min(first, title_at + REACH)):
        block = blocks[position]
        if block.words <= LINE_WORDS and not is_sentence(block) and not any(map(block.has, _ELSEWHERE)):
            yield position
    for position in range(title_at - 1, max(-1, title_at - 1 - ABOVE), -1):
        if is_date_line(blocks[position].text) and not any(map(blocks[position].has, _ELSEWHERE)):
            yield position


def _names(
    blocks: Sequence[PageBlock],
    title_at: int,
    first: int,
    dates: Mapping[int, PublishedDate | None],
    site_names: Sequence[str],
    sources: SourceBook,
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Lines below the headline that name an author: after 'by', or alone within two lines of a date."""
    dated = [position for position, date in dates.items() if date]
    for position in range(title_at + 1, min(first, title_at + REACH)):
        block = blocks[position]
        if block.words > LINE_WORDS or block.tag in _HEADINGS or any(map(block.has, _ELSEWHERE)):
            continue
        names = read_plain_byline(block.text, site_names=site_names, sources=sources)
        if names is not None:
            yield position, names
        elif _is_near(position, dated) and is_bare_name(block.text, site_names=site_names, sources=sources):
            yield position, (block.text,)


def _rule_for(block: PageBlock, position: int, said: _Said) -> str:
    """The rule that takes a line before the first sentence, empty for none."""
    if block.words > LINE_WORDS or is_sentence(block):
        return ""
    if position == said.title_at:
        return "title repeated"
    if block.key in said.sites:
        return "site name"
    opens_with_author = block.words <= SENTENCE_WORDS and block.key.startswith(tuple(said.authors))
    if position in said.bylines or opens_with_author or _is_made_of(block, said.authors | said.sites):
        return "byline"
    if not any(character.isalpha() for character in block.text):
        return "counter"
    if position in said.dated and block.words <= DATE_WORDS:
        return "timestamp"
    if block.words > STRAY_WORDS or block.tag in _HEADINGS or block.has("tag-li"):
        return ""
    if _SENTENCE_END.search(block.text[-8:]) or _OPENS_SENTENCE.search(block.text):
        return ""
    if position < said.title_at:
        return "above the headline"
    may_be_dateline = position == said.first - 1
    return "beside the byline" if not may_be_dateline and _is_near(position, said.bylines | said.dated) else ""


def _is_near(position: int, others: Iterable[int]) -> bool:
    return any(abs(position - other) <= NEAR for other in others)


def _is_made_of(block: PageBlock, names: set[str]) -> bool:
    """Whether the line is only names of the page's authors and site, with the words that join them in a byline."""
    rest = text_key(_BYLINE_WORDS.sub(" ", block.text))
    found = False
    for name in sorted(names, key=len, reverse=True):
        if len(name) > 5 and name in rest:
            rest, found = rest.replace(name, ""), True
    return found and len(rest) <= max(3, len(block.key) // 4)
