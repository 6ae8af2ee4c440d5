"""Headlines that are no heading elements: lines in bold, or of one class, each above running text of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lxml.html import HtmlElement

from articles.clean.html_blocks import PageBlock, Signature, text_key
from articles.clean.html_parse import find_all
from articles.clean.html_text import is_prose
from articles.prose.sentences import ends_sentence

FEWEST = 2
MOST = 2_000  # lines of one look: more than a page has stories
GROUPS = 12  # looks that are tried: each takes a walk over the page
WORDS = (4, 25)
LONGEST = 260  # characters of a headline
_BOLD = find_all("(//strong | //b)[position() <= 2000]")
_PLAIN = frozenset(("p", "li", "td", "h1", "h2", "h3", "h4", "h5", "h6", "body", "main", "article", "section"))
_NAMED = frozenset(("dt", "caption", "summary", "legend"))
_ELSEWHERE = ("tag-nav", "tag-aside", "tag-footer", "tag-form", "tag-figcaption", "invisible", "class-comments")


def is_bold(tree: HtmlElement) -> frozenset[str]:
    """The keys (see text_key) of what stands in bold on the page, one element each."""
    texts = ("".join(element.itertext()) for element in _BOLD(tree))
    return frozenset(text_key(text) for text in texts if len(text) <= 2 * LONGEST)


def lookalike_headlines(blocks: Sequence[PageBlock], bold: frozenset[str]) -> Iterator[list[int]]:
    """Groups of blocks that look alike and could each be the headline of the text below it, `bold` ones first."""
    groups: dict[Signature | str, list[int]] = {}
    spoilt: set[Signature | str] = set()
    for index, block in enumerate(blocks):
        look = "bold" if block.key in bold else _look_of(block)
        if look is None or any(map(block.has, _ELSEWHERE)):
            continue
        if _could_head(block):
            groups.setdefault(look, []).append(index)
        elif look != "bold":
            spoilt.add(look)  # a class of paragraphs, captions or menus, and no headlines'
    for look in sorted(groups, key=lambda each: (each != "bold", -len(groups[each])))[:GROUPS]:
        heads = [index for index in groups[look] if _heads_text(blocks, index)]
        if FEWEST <= len(heads) <= MOST and look not in spoilt and (look == "bold" or len(heads) == len(groups[look])):
            yield heads


def _look_of(block: PageBlock) -> Signature | None:
    tag, own, _ = block.signature
    return block.signature if tag in _NAMED or (own and tag not in _PLAIN) else None


def _could_head(block: PageBlock) -> bool:
    return WORDS[0] <= block.words <= WORDS[1] and len(block.text) <= LONGEST and not ends_sentence(block.text)


def _heads_text(blocks: Sequence[PageBlock], index: int) -> bool:
    """Whether running text stands right below, a byline and a date between them."""
    return any(is_prose(block) for block in blocks[index + 1 : index + 4])
