"""Lines that are left in the main text and are none of the article's: bylines, share lines, newsletter boxes, promotions."""

from __future__ import annotations

from collections.abc import Sequence

from articles.clean.html_blocks import PageBlock
from articles.clean.normalise import normalise_text
from articles.documents import Block, BlockKind, PageMetadata, Removed

_KINDS = (("tag-blockquote", BlockKind.QUOTE), ("tag-li", BlockKind.LIST_ITEM))
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))


def strip_boilerplate(
    blocks: Sequence[PageBlock], kept: Sequence[bool], metadata: PageMetadata
) -> tuple[tuple[Block, ...], tuple[Removed, ...]]:
    """Take out what a rule knows as furniture, and say which rule it was."""
    result, removed = [], []
    for block, is_kept in zip(blocks, kept, strict=True):
        if is_kept:
            result.append(Block(text=normalise_text(block.text), kind=_kind(block)))
    return tuple(result), tuple(removed)


def _kind(block: PageBlock) -> BlockKind:
    if block.tag in _HEADINGS:
        return BlockKind.HEADING
    return next((kind for flag, kind in _KINDS if block.has(flag)), BlockKind.PARAGRAPH)
