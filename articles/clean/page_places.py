"""Where on its page a piece of text stands, beside the paragraphs of the article: for putting a removed piece back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from articles.clean.encoding import decode
from articles.clean.html_blocks import segment, text_key
from articles.clean.html_parse import bound_text, parse_html, plain_lines
from articles.clean.normalise import normalise_text
from articles.clean.page import looks_like_html

_OPENINGS: Final = (60, 24)  # letters by which a paragraph is found: something may have been cut out of its middle


@dataclass(frozen=True, slots=True, kw_only=True)
class PagePlace:
    """`position` counts letters of the page's key (see text_key); `paragraph` is the one before it, -1 for none."""

    position: int
    paragraph: int


def page_key(content: bytes, media_type: str) -> str:
    """The letters and digits of all visible text of a captured page, in its order."""
    return "".join(text_key(line) for line in visible_lines(content, media_type))


def visible_lines(content: bytes, media_type: str) -> list[str]:
    """All visible text of a captured page, normalised: the lines of a text, the blocks of a page of HTML."""
    text, _ = decode(content, media_type)
    if not looks_like_html(content, media_type):
        return normalise_text(text).splitlines()
    text, _ = bound_text(text)
    tree = parse_html(text)
    lines = plain_lines(text) if tree is None else [block.text for block in segment(tree)]
    return [normalise_text(line) for line in lines]


def find_place(page: str, paragraphs: Sequence[str], piece: str) -> PagePlace:
    """Where `piece` stands on the page with that key (see page_key), the article's paragraphs being `paragraphs`.

    A piece that stands there several times is taken where it first follows the article's beginning. One that is not
    there stands behind the last paragraph.
    """
    starts: list[int] = []
    position = 0
    for paragraph in paragraphs:
        key = text_key(paragraph)
        found = next((at for letters in _OPENINGS if (at := page.find(key[:letters], position)) >= 0), -1)
        starts.append(found)
        position = found if found >= 0 else position
    key = text_key(piece)
    first = next((start for start in starts if start >= 0), 0)
    place = (page.find(key, first) if page.find(key, first) >= 0 else page.find(key)) if key else -1
    if place < 0:
        return PagePlace(position=len(page), paragraph=len(paragraphs) - 1)
    before = [index for index, start in enumerate(starts) if 0 <= start <= place]
    return PagePlace(position=place, paragraph=before[-1] if before else -1)
