"""Paragraphs that a site repeats under its stories: told by other captures of the site, taken out of a page.

A paragraph is furniture where it stands in several stories of a site and in half of what was last captured of it.
Background that a newsroom repeats from story to story stands in few of them, and copies of one story count once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Final
from urllib.parse import urlsplit

from articles.clean.html_blocks import text_key
from articles.documents import Block, BlockKind, CleanPage, Removed
from articles.prose.items import NEXT_STORY, RECURS

WINDOW: Final = 60  # captures of a site that are looked at, the newest
FEWEST_STORIES: Final = 4  # fewer may tell one event after the other
SHARE: Final = 0.5  # of the window: what a template brings stands on nearly all pages, repeated background on few
SAME_STORY: Final = 0.6  # of the smaller page's letters, beside the paragraph in question, that another has too
MOST_TAKEN: Final = 0.5  # of a page's letters: what would take more is its text
FEWEST_LETTERS: Final = 15  # a shorter line may be a subhead of every story ('Why it matters')
MOST_LETTERS: Final = 900  # some 150 words: longer disclaimers are rare, longer agency texts are not
MOST_PARAGRAPHS: Final = 80  # of one page that are counted: its first and its last
_FIRST: Final = 30
_COUNTED: Final = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.QUOTE)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenPage:
    """What is kept of a captured page to compare it with others: `letters` counts those of each paragraph."""

    title: int
    paragraphs: tuple[int, ...]
    letters: tuple[int, ...]

    def weights(self) -> dict[int, int]:
        """`{paragraph: its letters}`."""
        return dict(zip(self.paragraphs, self.letters, strict=True))


def site_of(page: CleanPage) -> str:
    """What a page shares its furniture with: its host, or else its publisher; empty where neither is known."""
    for address in (page.url, page.metadata.canonical_url):
        try:
            host = urlsplit(address).hostname or ""
        except ValueError:
            continue
        if "." in host:
            return host.lower().removeprefix("www.")[:255]
    name = text_key(page.metadata.source_name)
    return f"source:{name}"[:255] if name else ""


def paragraph_number(text: str) -> int | None:
    """The number a paragraph is known by, whatever its case and punctuation; None for one that is not counted."""
    key = text_key(text)
    return number_of(key) if FEWEST_LETTERS <= len(key) <= MOST_LETTERS else None


def number_of(key: str) -> int:
    """A stable number of 63 bits."""
    return int.from_bytes(blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big") >> 1


def counted_paragraphs(blocks: Iterable[Block], removed: Iterable[Removed]) -> dict[int, str]:
    """`{number: text}` of the paragraphs that may be furniture, those that were taken out as such among them."""
    texts = [block.text for block in blocks if block.kind in _COUNTED]
    texts = [*texts[:_FIRST], *texts[_FIRST:][_FIRST - MOST_PARAGRAPHS :]]
    texts.extend(piece.text for piece in removed if piece.rule.startswith(RECURS))
    numbered = ((paragraph_number(text), text) for text in texts)
    return {number: text for number, text in numbered if number is not None}


def find_recurring(pages: Sequence[SeenPage], known: Iterable[int] = ()) -> dict[int, int]:
    """`{paragraph: stories}` for what recurs on the pages of one site and is not known yet."""
    counts = Counter(number for page in pages for number in page.paragraphs)
    least = max(FEWEST_STORIES, SHARE * len(pages))
    seen = set(known)
    found: dict[int, int] = {}
    for number, count in counts.items():
        if count >= least and number not in seen:
            stories = _count_stories([page for page in pages if number in page.paragraphs], number)
            if stories >= least:
                found[number] = stories
    return found


def _count_stories(pages: Sequence[SeenPage], number: int) -> int:
    """How many different stories pages tell that share a paragraph."""
    kept: list[tuple[int, dict[int, int]]] = []
    for page in pages:
        weights = page.weights()
        del weights[number]
        if not any(title == page.title or _is_same(weights, other) for title, other in kept):
            kept.append((page.title, weights))
    return len(kept)


def _is_same(first: Mapping[int, int], second: Mapping[int, int]) -> bool:
    """Whether two pages hold the same text for the most part; a page of nothing else is no story of its own."""
    least = min(sum(first.values()), sum(second.values()))
    return sum(first[number] for number in first.keys() & second.keys()) >= SAME_STORY * least


def drop_recurring(page: CleanPage, recurring: Mapping[int, int]) -> CleanPage:
    """The page without the paragraphs that recur on its site (`{paragraph: stories}`), each removal noted.

    A page of which most would go stays as it is: there the paragraph is the text.
    """
    if not recurring:
        return page
    numbers = {
        position: paragraph_number(block.text) for position, block in enumerate(page.blocks) if block.kind in _COUNTED
    }
    gone = {position: recurring[one] for position, one in numbers.items() if one is not None and one in recurring}
    letters = sum(len(block.text) for block in page.blocks)
    if not gone or sum(len(page.blocks[position].text) for position in gone) > MOST_TAKEN * letters:
        return page
    pieces = [
        (_story_at(page, position), Removed(text=page.blocks[position].text, rule=f"{RECURS}, {stories} pages"))
        for position, stories in gone.items()
    ]
    blocks = tuple(block for position, block in enumerate(page.blocks) if position not in gone)
    return replace(page, blocks=blocks, removed=_with_pieces(page.removed, pieces))


def _story_at(page: CleanPage, position: int) -> int:
    """Which story of an HTML page of several a block belongs to: an empty block stands before each."""
    if page.media_type != "text/html" or page.blocks[0].text:
        return 0
    return sum(not block.text for block in page.blocks[:position]) - 1


def _with_pieces(removed: Sequence[Removed], pieces: Iterable[tuple[int, Removed]]) -> tuple[Removed, ...]:
    """What was taken out of a page with these pieces, each behind those of its story."""
    groups: list[list[Removed]] = [[]]
    for piece in removed:
        if piece == NEXT_STORY:
            groups.append([])
        else:
            groups[-1].append(piece)
    for story, piece in pieces:
        groups[min(story, len(groups) - 1)].append(piece)
    result = groups[0]
    for group in groups[1:]:
        result = [*result, NEXT_STORY, *group]
    return tuple(result)
