"""The main text of a page: trafilatura's, and readability's where that finds too little, in typed blocks."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy

from lxml.html import HtmlElement, fromstring
from readability import Document
from trafilatura import bare_extraction
from trafilatura.settings import Extractor

from articles.clean.boilerplate import strip_boilerplate
from articles.clean.metadata import PageFacts
from articles.clean.normalise import normalise_text
from articles.documents import Block, BlockKind, Removed

_OPTIONS = Extractor(output_format="python", comments=False, formatting=False, with_metadata=False)
_KINDS = {"head": BlockKind.HEADING, "quote": BlockKind.QUOTE, "item": BlockKind.LIST_ITEM}
_BLOCK_TAGS = frozenset(("p", "head", "quote", "item", "row", "code", "lb", "cell"))


def find_main_text(tree: HtmlElement, facts: PageFacts) -> tuple[tuple[Block, ...], tuple[Removed, ...]]:
    """The article's blocks in reading order, and what was taken out of them."""
    document = bare_extraction(tree, options=_OPTIONS)
    blocks = [] if document is None else [block for block in _blocks(document.body) if block.text]
    if sum(len(block.text) for block in blocks) < 200:
        found = list(_readable_blocks(tree))
        if sum(map(len, (b.text for b in found))) > 2 * sum(len(block.text) for block in blocks):
            blocks = found
    return strip_boilerplate(blocks, facts)


def _blocks(body: HtmlElement) -> Iterator[Block]:
    for element in body.iter():
        if element.tag not in _BLOCK_TAGS or any(parent.tag in _BLOCK_TAGS for parent in element.iterancestors()):
            continue
        kind = _KINDS.get(element.tag, BlockKind.PARAGRAPH)
        for line in "".join(_lines(element)).split("\n"):
            text = normalise_text(" ".join(line.split()))
            yield Block(text=text, kind=kind)


def _lines(element: HtmlElement) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag in _BLOCK_TAGS:
            yield "\n"
        yield from _lines(child)
        yield child.tail or ""


def _readable_blocks(tree: HtmlElement) -> Iterator[Block]:
    summary = fromstring(Document(copy(tree)).summary())
    for element in summary.iter("p", "li", "h2", "h3", "blockquote"):
        text = normalise_text(" ".join(element.text_content().split()))
        if text:
            yield Block(text=text)
