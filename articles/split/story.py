"""The blocks of one story -> its parts: headline, byline, publisher, times, paragraphs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from articles.documents import Block, BlockKind, Removed
from articles.prose.bylines import read_byline
from articles.prose.calendar import Age, find_age, read_month_line
from articles.prose.dates import is_date_line
from articles.prose.items import ItemHead, read_head_line
from articles.prose.sentences import sentence_starts
from articles.prose.sources import SourceBook

_HEAD_BLOCKS: Final = 8  # lines at a story's top that may tell of it
_TITLE: Final = 90  # characters a derived title may have
_TITLE_LEAST: Final = 30  # characters before a comma at which it may end
_ABOUT_IT: Final = 160  # characters: a longer block is text


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One story of a page, not yet dated. `date_lines` are the lines that tell when, `age` how old it was."""

    title: str
    title_is_derived: bool
    authors: tuple[str, ...]
    source_name: str
    date_lines: tuple[str, ...]
    age: Age | None
    paragraphs: tuple[Block, ...]
    removed: tuple[Removed, ...]


def read_story(blocks: Sequence[Block], sources: SourceBook, head: ItemHead | None = None) -> Story:
    """Assemble a story from its blocks; the lines of `head` (numbered from the first block) are the first of them."""
    title, authors, source_name = "", "", ""
    removed: list[Removed] = []
    date_lines: list[str] = []
    rest = list(blocks)
    if head is not None:
        title, source_name = blocks[head.headline].text, head.source_name
        told = [blocks[number].text for number in range(head.start, head.end) if number != head.headline]
        removed.extend(Removed(text=text, rule="source and time line") for text in told if text)
        authors = head.authors
        date_lines = [head.date_line] if head.date_line else []
        rest = list(blocks[head.end :])
    rest = [block for block in rest if block.text]
    names = read_byline(f"By {authors}", sources) or () if authors else ()
    top: list[Block] = []
    while rest and len(top) < _HEAD_BLOCKS:
        block = rest[0]
        found = _tells_of_story(block, sources)
        if block.kind is BlockKind.HEADING and not title and not block.text.endswith("."):
            title = block.text
        elif found is None:
            break
        else:
            names = names or found[0]
            source_name = source_name or found[1]
            date_lines.extend([block.text] if found[2] else [])
            removed.append(Removed(text=block.text, rule=found[3]))
        top.append(rest.pop(0))
    derived = not title
    if derived and rest:
        title = derive_title(rest)
    return Story(
        title=title,
        title_is_derived=derived,
        authors=names,
        source_name=source_name,
        date_lines=tuple(date_lines),
        age=head.age if head else next((age for line in date_lines if (age := find_age(line)) is not None), None),
        paragraphs=tuple(rest),
        removed=tuple(removed),
    )


def derive_title(blocks: Sequence[Block]) -> str:
    """A title from the story's first sentence, cut at a comma or a word where it is long."""
    text = next((block.text for block in blocks if block.kind is BlockKind.PARAGRAPH), blocks[0].text)
    starts = sentence_starts(text[:2000])
    sentence = (text[: starts[1]] if len(starts) > 1 else text[:2000]).strip()
    if len(sentence) <= _TITLE:
        return sentence.rstrip(".")
    comma = max(sentence.find(mark, _TITLE_LEAST, _TITLE) for mark in (", ", "; ", " – ", " — "))
    first = min((at for mark in (", ", "; ") if (at := sentence.find(mark, _TITLE_LEAST, _TITLE)) >= 0), default=comma)
    if first >= 0:
        return sentence[:first]
    return sentence[: sentence.rfind(" ", _TITLE_LEAST, _TITLE)].rstrip(" ,;:") + "…"


def _tells_of_story(block: Block, sources: SourceBook) -> tuple[tuple[str, ...], str, bool, str] | None:
    """What a line at the top tells: authors, publisher, whether a date, and the rule it is taken out by."""
    text = block.text
    if len(text) > _ABOUT_IT:
        return None
    names = read_byline(text, sources)
    dated = is_date_line(text) or read_month_line(text) is not None
    head = read_head_line(text, sources)
    source = head.source_name if head is not None else ""
    if names is not None:
        return names, source, dated, "byline"
    if dated:
        return (), source, True, "date line"
    if source and head is not None and not head.unknown:
        return (), source, False, "source line"
    return None
