"""The main text of a page: trafilatura votes, a model over every block of the page decides, rules take out the rest."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from copy import copy

from lxml.etree import LxmlError, ParserError
from lxml.html import HtmlElement, fromstring
from readability import Document
from trafilatura import bare_extraction
from trafilatura.settings import Extractor

from articles.clean.html_blocks import PageBlock, Signature, keys_inside, segment, text_key
from articles.clean.html_features import Hints, article_end, block_features, matches_description, voted_span
from articles.clean.html_model import THRESHOLD, load_weights, probability

# Any format but "python" spares trafilatura writing the text out: its tree is all that is read.
_FAST = Extractor(output_format="json", comments=False, formatting=False, with_metadata=False, fast=True)
_THOROUGH = Extractor(output_format="json", comments=False, formatting=False, with_metadata=False)

# They report each page they find little on as an error; here that is a vote like any other.
for _library in ("trafilatura", "readability", "htmldate"):
    logging.getLogger(_library).setLevel(logging.CRITICAL)

MIN_KEY_INSIDE = 15  # characters: a shorter line is only voted for as a line of its own
MIN_ARTICLE = 250  # characters of key
SAME_SETTING_SHARE = 0.3  # of what was voted for
LOST_SHARE = 0.25  # of the same: less is a box or two that happens to be set like the text
SUSPICIOUS_SHARE = 0.4  # of the prose on the page


def vote(tree: HtmlElement, blocks: Sequence[PageBlock], title: str = "") -> list[int]:
    """1 for each block that is part of the text trafilatura finds, else 0.

    Its fast extraction first. Where that takes little of what looks like prose on this page, its full cascade; where
    that still finds next to nothing, readability. `title` is the page's, as a key (see text_key).
    """
    votes = _match(blocks, _trafilatura_lines(tree, _FAST))
    prose = sum(len(block.key) for block in blocks if is_prose(block))
    if _size(blocks, votes) < max(MIN_ARTICLE, SUSPICIOUS_SHARE * prose):
        thorough = _match(blocks, _trafilatura_lines(tree, _THOROUGH))
        if _size(blocks, thorough) > _size(blocks, votes):
            votes = thorough
    if _size(blocks, votes) < MIN_ARTICLE:
        readable = _match(blocks, _readability_lines(tree))
        if _size(blocks, readable) > 2 * _size(blocks, votes):
            votes = readable
    return _continue(blocks, votes, title)


def _continue(blocks: Sequence[PageBlock], votes: list[int], title: str) -> list[int]:
    """Vote for what extractors that follow one container lose of an article that is laid in several.

    Prose set exactly as the paragraphs that were voted for, with the same classes, is the same text going on where
    there is much of it. A second first-level heading is another article's, as on pages that scroll on for ever.
    """
    first, _ = voted_span(blocks, votes)
    end = article_end(blocks, first, title)
    voted = _size(blocks, votes)
    set_as: Counter[Signature] = Counter()
    for block, is_voted in zip(blocks, votes, strict=True):
        set_as[block.signature] += len(block.key) * is_voted
    going_on = [
        i
        for i in range(first, end)
        if not votes[i] and is_prose(blocks[i]) and blocks[i].signature[2]
        if set_as[blocks[i].signature] > SAME_SETTING_SHARE * voted
    ]
    if sum(len(blocks[i].key) for i in going_on) < LOST_SHARE * voted:
        return votes
    lost = set(going_on)
    return [int(bool(is_voted) or i in lost) for i, is_voted in enumerate(votes)]


def is_prose(block: PageBlock) -> bool:
    """Whether a block looks like a paragraph of running text, wherever it stands."""
    return block.words >= 15 and block.link_share < 0.3 and not block.has("tag-footer") and not block.has("invisible")


def choose_blocks(blocks: Sequence[PageBlock], votes: Sequence[int], hints: Hints) -> list[bool]:
    """Which blocks are the article's; all that were voted for where the model would leave nothing."""
    weights = load_weights()
    kept = [
        features is not None and probability(features, weights) > THRESHOLD
        for features in block_features(blocks, votes, hints)
    ]
    first = next((i for i, is_kept in enumerate(kept) if is_kept), -1)
    standfirst = find_standfirst(blocks, hints, first)
    if standfirst >= 0:
        kept[standfirst] = True
    return kept if any(kept) else [bool(voted) for voted in votes]


def find_standfirst(blocks: Sequence[PageBlock], hints: Hints, first: int) -> int:
    """The block between the title and the first paragraph that the head gives as the description; -1 for none.

    It is the article's own opening, which publishers set apart by type, so that extractors take it for furniture.
    """
    title = max((i for i in range(max(first, 0)) if blocks[i].key == hints.title), default=-1)
    if title < 0 or not hints.description:
        return -1
    description = hints.description
    return next(
        (i for i in range(title + 1, first) if blocks[i].words > 5 and matches_description(blocks[i], description)), -1
    )


def _size(blocks: Sequence[PageBlock], votes: Sequence[int]) -> int:
    return sum(len(block.key) for block, voted in zip(blocks, votes, strict=True) if voted)


def _match(blocks: Sequence[PageBlock], lines: Sequence[str]) -> list[int]:
    keys = [text_key(line) for line in lines]
    alone = set(keys)
    inside = keys_inside({b.key for b in blocks if len(b.key) >= MIN_KEY_INSIDE} - alone, "".join(keys))
    return [int(b.key in alone or b.key in inside) for b in blocks]


def _trafilatura_lines(tree: HtmlElement, options: Extractor) -> list[str]:
    document = bare_extraction(tree, options=options)
    return [] if document is None or isinstance(document, dict) else list(_lines(document.body))


def _lines(body: HtmlElement) -> Iterator[str]:
    for element in body.iter("p", "head", "quote", "item", "cell", "code", "row"):
        yield "".join(element.itertext())
        if element.tail:
            yield element.tail


def _readability_lines(tree: HtmlElement) -> list[str]:
    try:
        summary = fromstring(Document(copy(tree)).summary())
    except (LxmlError, ParserError, ValueError, TypeError, AttributeError):
        return []  # readability raises one of these on pages without a body
    return [block.text for block in segment(summary)]
