"""A page of several full stories: where each begins and ends, and its blocks.

Most pages with many headings are one article with subheads, a live blog, or an article above teasers. So a page is cut
only where it does not say that it is one article, no story on it has the page's own title, and every story has its own
headline, enough running text, and an article element, an address, or a byline or date of its own. Where it lacks
those, the texts must tell: an article names the same people and places from subhead to subhead, a digest never does.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from lxml.html import HtmlElement

from articles.clean.boilerplate import drop_reason, strip_boilerplate, typed_block
from articles.clean.html_blocks import PageBlock, text_key
from articles.clean.html_head import Head
from articles.clean.html_headlines import is_bold, lookalike_headlines
from articles.clean.html_kind import ARTICLE_TYPES, types_of
from articles.clean.html_text import is_prose
from articles.clean.sources import SourceBook
from articles.documents import Block, BlockKind, PageMetadata, Removed
from articles.prose.bylines import read_byline
from articles.prose.dates import is_date_line
from articles.prose.items import NEXT_STORY

MIN_STORIES = 2
MIN_PROSE_WORDS = 60  # of running text: less is a teaser
MIN_HEADLINE_WORDS = 4  # a shorter heading is a subhead or a section's name
LEAD_BLOCKS = 4  # after a headline, or before it, in which byline and date stand
LINE_WORDS = 20
LINKED = 0.9  # of a headline's characters: it leads to the story's own page, which a subhead never does
FEWEST_BARE = 3  # stories that have nothing but headline and text: two may be the halves of one
MOST_OUTSIDE = 0.5  # of the words in the stories, that the page has beside them
BARE_HEADLINE_WORDS = 5  # of a headline that has nothing but its text
MAX_INTRODUCTION_WORDS = 30  # of running text above the first of such stories; an article's own beginning is longer
MAX_NAMED_CHARACTERS = 20_000  # of a block in which names are looked for
FEWEST_NAMES = 3  # of a story in which they tell
SHARED_NAMES = 0.25  # of the names of two neighbours, on the average: more and they are parts of one text
MAX_STORIES = 2_000  # more than the longest page that is read can hold
_HEADINGS = ("h1", "h2", "h3", "h4")
_NUMBERED = re.compile(r"\W*(?:\d{1,2}\b|no\. ?\d|step \d|part \d)", re.I)
# A capitalised word that opens no sentence.
_NAME = re.compile(r"(?<=[^.!?:\s“\"] )[A-Z][\w’'-]{2,40}")
_ELSEWHERE = ("tag-nav", "tag-aside", "tag-footer", "tag-form", "tag-figcaption", "invisible", "class-comments")


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One story as positions of the page's blocks: from `start` to `end`, `headline` among them."""

    start: int
    headline: int
    end: int


def find_stories(
    blocks: Sequence[PageBlock], head: Head, title: str, sources: SourceBook, tree: HtmlElement
) -> tuple[Section, ...]:
    """The full stories of a page that is none itself, in its order; nothing where it may be one article.

    `title` is the page's; what it gives itself to be shared under, or its window, tells better what the page is. Where
    no level of headings holds stories, lines that look alike and stand above running text are tried in their place.
    """
    if says_one_article(head):
        return ()
    own = text_key(head.first("og:title", "twitter:title") or head.title or title)
    for tag in _HEADINGS:
        levels = _HEADINGS[: _HEADINGS.index(tag) + 1]
        heads = [i for i, block in enumerate(blocks) if block.tag == tag and not any(map(block.has, _ELSEWHERE))]
        sections = _sections(blocks, heads, [i for i, block in enumerate(blocks) if block.tag in levels], sources)
        if len(sections) >= MIN_STORIES:
            return _if_several(blocks, sections, own)
    for heads in lookalike_headlines(blocks, is_bold(tree)):
        own_heads = set(heads)
        borders = [i for i, block in enumerate(blocks) if block.tag in _HEADINGS or i in own_heads]
        sections = _sections(blocks, heads, borders, sources)
        if len(sections) == len(heads):
            return _if_several(blocks, sections, own)
    return ()


def _if_several(blocks: Sequence[PageBlock], sections: Sequence[Section], own: str) -> tuple[Section, ...]:
    """The sections, unless one of them is the page itself (`own` is its title) or most of the page is none of them."""
    named = {blocks[section.headline].key for section in sections}
    is_page = any(key in own for key in named) or len(named) < len(sections)
    return () if is_page or _says_more(blocks, sections) else tuple(sections[:MAX_STORIES])


def clean_stories(
    blocks: Sequence[PageBlock],
    kept: Sequence[bool],
    sections: Sequence[Section],
    metadata: PageMetadata,
    sources: SourceBook,
) -> tuple[tuple[Block, ...], tuple[Removed, ...]]:
    """The blocks of every story, an empty block before each, and what was taken out, story by story.

    A story's blocks are its headline, the lines that say who wrote it and when, and its text.
    """
    said_often = _said_often(blocks, sections)
    result: list[Block] = []
    removed: list[Removed] = []
    for section in sections:
        own = blocks[section.start : section.end]
        lead = _lead_lines(blocks, section, sources)
        takes = [
            section.start + place not in (section.headline, *lead)
            and section.start + place > section.headline
            and (kept[section.start + place] or is_prose(block))
            and not any(map(block.has, _ELSEWHERE))
            for place, block in enumerate(own)
        ]
        furniture = {place: "said in every story" for place, block in enumerate(own) if block.key in said_often}
        story = replace(metadata, title=blocks[section.headline].text, authors=())
        text, pieces = strip_boilerplate(own, takes, story, furniture)
        told = {typed_block(blocks[position]).text for position in (section.headline, *lead)}
        headline = replace(typed_block(blocks[section.headline]), kind=BlockKind.HEADING)
        result.extend([Block(text=""), headline])
        result.extend(typed_block(blocks[position]) for position in lead)
        result.extend(text)
        removed.extend([NEXT_STORY] if section is not sections[0] else [])
        removed.extend(piece for piece in pieces if piece.text not in told)
    outside = range(sections[0].start)
    first = [Removed(text=blocks[i].text, rule=drop_reason(blocks[i])) for i in outside if kept[i]]
    return tuple(result), (*first, *removed)


def _says_more(blocks: Sequence[PageBlock], sections: Sequence[Section]) -> bool:
    """Whether much of the page's running text stands in none of the stories: an article with boxes in it."""
    inside = sum(_prose_words(blocks, section) for section in sections)
    everything = _prose_words(blocks, Section(start=0, headline=-1, end=len(blocks)))
    return everything - inside > MOST_OUTSIDE * inside


def says_one_article(head: Head) -> bool:
    """Whether a page says of itself that it is one article."""
    if head.first("og:type").lower() == "article" or head.first("article:published_time"):
        return True
    headlines = {
        str(node.get("headline") or node.get("name") or "") for node in head.json_ld if types_of(node) & ARTICLE_TYPES
    }
    return len(headlines) == 1


def _sections(
    blocks: Sequence[PageBlock], heads: Sequence[int], borders: Sequence[int], sources: SourceBook
) -> list[Section]:
    """The full stories below `heads`, each up to the next of `borders`; none where a longer one lacks what one has."""
    opens = _article_starts(blocks)
    found: list[Section] = []
    bare: list[Section] = []
    for headline in heads:
        following = bisect_right(borders, headline)
        end = borders[following] if following < len(borders) else len(blocks)
        article = blocks[headline].article
        if article:
            end = next((i for i in range(headline, end) if blocks[i].article != article), end)
        section = Section(start=opens.get(article, headline), headline=headline, end=end)
        if _prose_words(blocks, section) < MIN_PROSE_WORDS:
            continue
        if blocks[headline].words < MIN_HEADLINE_WORDS:
            return []
        is_linked = blocks[headline].link_share >= LINKED
        if not article and not is_linked and not _lead_lines(blocks, section, sources):
            bare.append(section)
        found.append(section)
    if bare and not _are_unrelated(blocks, found):
        return []
    articles = [blocks[section.headline].article for section in found]
    shared = any(one == other != 0 for one, other in pairwise(articles))
    return [] if shared else _bounded(found)


def _are_unrelated(blocks: Sequence[PageBlock], sections: Sequence[Section]) -> bool:
    """Whether stories that have nothing but headline and text are several texts rather than the parts of one."""
    headlines = [blocks[section.headline] for section in sections]
    if len(sections) < FEWEST_BARE or any(
        block.words < BARE_HEADLINE_WORDS or _NUMBERED.match(block.text) for block in headlines
    ):
        return False
    above = (
        block for block in blocks[: sections[0].headline] if is_prose(block) and not any(map(block.has, _ELSEWHERE))
    )
    if sum(block.words for block in above) > MAX_INTRODUCTION_WORDS:
        return False
    names = [_names_in(blocks, section) for section in sections]
    if any(len(own) < FEWEST_NAMES for own in names):
        return False
    shares = [len(one & other) / min(len(one), len(other)) for one, other in pairwise(names)]
    return sum(shares) / len(shares) < SHARED_NAMES


def _names_in(blocks: Sequence[PageBlock], section: Section) -> set[str]:
    texts = (block.text for block in blocks[section.headline + 1 : section.end] if is_prose(block))
    return {name for text in texts for name in _NAME.findall(text[:MAX_NAMED_CHARACTERS])}


def _bounded(sections: Sequence[Section]) -> list[Section]:
    """The sections, none reaching into the lines above the next one's headline."""
    ends = [*(section.start for section in sections[1:]), len(sections) and sections[-1].end]
    return [
        replace(section, end=min(section.end, end)) if end > section.headline else section
        for section, end in zip(sections, ends, strict=False)
    ]


def _article_starts(blocks: Sequence[PageBlock]) -> dict[int, int]:
    """`{article element: position of its first block}`: where a story's own lines begin, its headline or before it."""
    starts: dict[int, int] = {}
    for position, block in enumerate(blocks):
        if block.article:
            starts.setdefault(block.article, position)
    return starts


def _prose_words(blocks: Sequence[PageBlock], section: Section) -> int:
    return sum(
        block.words
        for block in blocks[section.headline + 1 : section.end]
        if is_prose(block) and not any(map(block.has, _ELSEWHERE))
    )


def _lead_lines(blocks: Sequence[PageBlock], section: Section, sources: SourceBook) -> tuple[int, ...]:
    """The lines that say who wrote a story or when: beside its headline, or else right below its text."""
    beside = tuple(_told_beside(blocks, section, sources))
    if beside:
        return beside
    last = max((i for i in range(section.headline, section.end) if is_prose(blocks[i])), default=section.headline)
    below = range(last + 1, min(section.end, last + LEAD_BLOCKS))
    return tuple(position for position in below if _tells_who_or_when(blocks[position], sources))


def _told_beside(blocks: Sequence[PageBlock], section: Section, sources: SourceBook) -> Iterator[int]:
    for position in range(max(section.start, section.headline - LEAD_BLOCKS), section.headline):
        if _tells_who_or_when(blocks[position], sources):
            yield position
    for position in range(section.headline + 1, min(section.end, section.headline + 1 + LEAD_BLOCKS)):
        if is_prose(blocks[position]):
            return
        if _tells_who_or_when(blocks[position], sources):
            yield position


def _tells_who_or_when(block: PageBlock, sources: SourceBook) -> bool:
    if block.words > LINE_WORDS:
        return False
    return read_byline(block.text, sources) is not None or is_date_line(block.text)


def _said_often(blocks: Sequence[PageBlock], sections: Sequence[Section]) -> set[str]:
    """What stands in more than one story: links to share it, to its address, to its comments."""
    seen: dict[str, int] = {}
    for section in sections:
        for key in {block.key for block in blocks[section.headline + 1 : section.end]}:
            seen[key] = seen.get(key, 0) + 1
    return {key for key, count in seen.items() if count > 1}
