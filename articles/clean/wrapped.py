"""A page that came in a wrapper: what the wrapper states of it, and an article whose text was found already."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from articles.clean.boilerplate import strip_boilerplate
from articles.clean.encoding import decode
from articles.clean.html import clean_html
from articles.clean.html_authors import split_byline
from articles.clean.html_blocks import PageBlock, segment, text_key
from articles.clean.html_dates import is_plausible
from articles.clean.html_head import Head
from articles.clean.html_moments import parse_moment
from articles.clean.html_parse import bound_text, parse_html
from articles.clean.language import detect_language
from articles.clean.metadata import MAX_TITLE_CHARACTERS, canonical_url
from articles.clean.normalise import normalise_text
from articles.clean.sources import SourceBook
from articles.clean.text_source import plain_lines
from articles.documents import Block, CleanPage, PageMetadata, PublishedDate, RawCapture, Rejection, Removed
from articles.envelopes.opened import Stated

_MOST_AUTHORS = 20
_LONGEST_AUTHOR = 120  # characters
_LANGUAGE_SAMPLE = 3_000  # characters
_WHOLE_PAGE = ("<html", "<body", "<head")
_PAGE_HEAD = 2_000  # characters in which a whole page shows that it is one
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))


def with_stated(page: CleanPage, stated: Stated) -> CleanPage:
    """`page` with what its wrapper states; the wrapper was written for this page, so its word goes first."""
    metadata = page.metadata
    authors = tuple(dict.fromkeys(name for text in stated.authors for name in split_byline(text) if name))
    language = stated.language[:2].lower()
    return replace(
        page,
        metadata=replace(
            metadata,
            title=_line(stated.title)[:MAX_TITLE_CHARACTERS] or metadata.title,
            authors=tuple(name[:_LONGEST_AUTHOR] for name in authors[:_MOST_AUTHORS]) or metadata.authors,
            published=stated_date(stated, page.captured_at) or metadata.published,
            section=_line(stated.section)[:100] or metadata.section,
            language=metadata.language or (language if language.isalpha() else ""),
        ),
    )


def stated_date(stated: Stated, captured_at: datetime | None) -> PublishedDate | None:
    """The publication date that a wrapper states, None where it states none that can be."""
    parsed = parse_moment(stated.date)
    if parsed is None or not is_plausible(parsed[0], captured_at):
        return None
    evidence = f"{stated.date_field}: {stated.date}" if stated.date_field else stated.date
    return PublishedDate(
        moment=parsed[0], precision=parsed[1], basis=stated.basis, is_inferred=False, evidence=evidence[:200]
    )


def clean_found_text(raw: RawCapture, *, title: str, sources: SourceBook) -> CleanPage | Rejection:
    """An article whose text somebody found already, as HTML or plain: all of it is the text, and it is one story.

    A whole HTML page is cleaned as any other.
    """
    text, encoding = decode(raw.content, raw.media_type)
    if "html" in raw.media_type:
        if any(mark in text[:_PAGE_HEAD].lower() for mark in _WHOLE_PAGE):
            page = clean_html(raw, sources=sources)
            return page if isinstance(page, Rejection) else replace(page, blocks=_as_one_story(page.blocks))
        blocks, removed = _blocks_of_fragment(text)
    else:
        lines = plain_lines(normalise_text(text).split("\n"))
        blocks, removed = tuple(Block(text=" ".join(line.split())) for line in lines if line.strip()), ()
    if blocks and text_key(blocks[0].text) == text_key(_line(title)):
        blocks = blocks[1:]
    if not blocks:
        return Rejection(name=raw.name, reason="The text is empty.")
    publisher = sources.by_name(raw.source_name) or sources.by_url(raw.url)
    return CleanPage(
        media_type="text/html",
        blocks=_as_one_story(blocks),
        metadata=PageMetadata(
            source_name=publisher.name if publisher else raw.source_name,
            language=detect_language(" ".join(block.text for block in blocks)[:_LANGUAGE_SAMPLE]),
            canonical_url=canonical_url(Head(), raw.url),
        ),
        removed=removed,
        url=raw.url,
        captured_at=raw.captured_at,
        encoding=encoding,
        is_one_article=True,
    )


def _blocks_of_fragment(text: str) -> tuple[tuple[Block, ...], tuple[Removed, ...]]:
    """The visible blocks of HTML that is no page, without what the rules about wording take for furniture."""
    tree = parse_html(f"<html><body>{bound_text(text)[0]}</body></html>")
    if tree is None:
        return (), ()
    found = segment(tree)
    return strip_boilerplate(found, [_is_visible(block) for block in found], PageMetadata())


def _is_visible(block: PageBlock) -> bool:
    return not block.has("invisible")


def _as_one_story(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Splitting takes an empty block for the start of a story, and looks for no other where one stands first."""
    return (Block(text=""), *(block for block in blocks if block.text))


def _line(text: str) -> str:
    return " ".join(normalise_text(text).split())
