"""Lines that are left in the main text and are none of the article's: bylines, share lines, newsletter boxes, promotions."""

from __future__ import annotations

from collections.abc import Sequence

from articles.clean.metadata import PageFacts
from articles.documents import Block, Removed


def strip_boilerplate(blocks: Sequence[Block], facts: PageFacts) -> tuple[tuple[Block, ...], tuple[Removed, ...]]:
    """Take out what a rule knows as furniture, and say which rule it was."""
    title = facts.metadata.title.casefold()
    kept, removed = [], []
    for block in blocks:
        if title and block.text.casefold() == title:
            removed.append(Removed(text=block.text, rule="title repeated"))
        else:
            kept.append(block)
    return tuple(kept), tuple(removed)
