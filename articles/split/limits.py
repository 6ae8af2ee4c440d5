"""How much text one page may bring: what lies beyond is cut off, and said to be.

The longest article of real test pages has 30,000 characters, a live blog of a whole day some 200,000. Pages that are
longer still are errors of a scraper or made to hurt, and every stage behind reads every word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from articles.documents import PARAGRAPH_BREAK, Block, Removed

MAX_TEXT_CHARACTERS: Final = 400_000  # of all blocks of a page together
TOO_LONG: Final = "too long"  # how the rules begin by which text is cut off
_LONGEST_WORD: Final = 200  # characters that a cut goes back for the end of a word
_SHOWN: Final = 200  # characters of what was cut off


def bound_blocks(
    blocks: Sequence[Block], limit: int = MAX_TEXT_CHARACTERS
) -> tuple[tuple[Block, ...], tuple[Removed, ...]]:
    """The blocks up to `limit` characters of text, the last one cut at a word, and a note of what was left out."""
    room = limit
    for number, block in enumerate(blocks):
        if len(block.text) > room:
            start = _cut(block.text, max(0, room))
            kept = (replace(block, text=block.text[:start].rstrip()),) if start else ()
            following = (one.text for one in blocks[number + 1 : number + 4])
            rest = " ".join([block.text[start : start + _SHOWN], *following])
            left = sum(len(one.text) for one in blocks[number:]) - start
            rule = f"{TOO_LONG}: {left:,} characters beyond the first {limit:,} of the page"
            return (*blocks[:number], *kept), (Removed(text=rest[:_SHOWN].strip() + "…", rule=rule),)
        room -= len(block.text) + len(PARAGRAPH_BREAK) if block.text else 0
    return tuple(blocks), ()


def _cut(text: str, limit: int) -> int:
    """Where to cut a text that is longer than `limit`: at the end of a word, where one ends near."""
    space = text.rfind(" ", max(0, limit - _LONGEST_WORD), limit + 1)
    return space if space >= 0 else limit
