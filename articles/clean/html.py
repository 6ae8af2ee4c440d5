"""A captured HTML page -> its main text in typed blocks, what it says of itself, and what was taken out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from lxml.html import HtmlElement

from articles.clean.boilerplate import strip_boilerplate
from articles.clean.encoding import decode
from articles.clean.html_blocks import PageBlock, segment, text_key
from articles.clean.html_features import hints_of
from articles.clean.html_front import is_section_front
from articles.clean.html_head import read_head
from articles.clean.html_kind import LIVE_ENTRIES, find_live_entries
from articles.clean.html_lead import Lead, read_lead
from articles.clean.html_parse import bound_text, parse_html, plain_lines
from articles.clean.html_stories import clean_stories, find_stories, says_one_article
from articles.clean.html_text import choose_blocks, vote
from articles.clean.language import detect_language
from articles.clean.metadata import read_metadata
from articles.clean.normalise import normalise_text
from articles.clean.sources import SourceBook
from articles.documents import (
    Block,
    CleanPage,
    Kind,
    PageMetadata,
    Precision,
    PublishedDate,
    RawCapture,
    Rejection,
    Removed,
)
from articles.prose.items import SECTION_FRONT

MIN_LINE_CHARACTERS = 50  # without a tree only lines as long as sentences can be told from furniture
MIN_LETTERS = 0.6  # of such a line; markup that was never closed has fewer
LANGUAGE_SAMPLE = 3_000  # characters
SOURCE_LINE = "release source"  # the rule for 'SOURCE Company', with which only press releases end
CUT_SHOWN = 200  # characters of what was cut off a page that is too long


def clean_html(raw: RawCapture, *, sources: SourceBook) -> CleanPage | Rejection:
    """Clean one HTML page. Pure: the same bytes, address and capture time always give the same result.

    Rejected where no text is left of it. A page too deep or too broken for a tree is read by its long lines alone,
    without what its head says. How large a page may be is for the caller to say; what a parser cannot hold is cut.
    """
    text, encoding = decode(raw.content, raw.media_type)
    if not text.strip():
        return Rejection(name=raw.name, reason="The page is empty.")
    text, rest = bound_text(text)
    cut = (Removed(text=" ".join(rest[:CUT_SHOWN].split()), rule="too long: the rest of the page"),) if rest else ()
    tree = parse_html(text)
    if tree is None:
        return _clean_without_tree(raw, text, encoding, cut)
    page = _clean_tree(raw, tree, sources)
    return page if isinstance(page, Rejection) else replace(page, encoding=encoding, removed=(*page.removed, *cut))


def _clean_tree(raw: RawCapture, tree: HtmlElement, sources: SourceBook) -> CleanPage | Rejection:
    """Read the page: one article, or several full stories."""
    head = read_head(tree)
    facts = read_metadata(
        head, tree, url=raw.url, captured_at=raw.captured_at, source_name=raw.source_name, sources=sources
    )
    metadata = facts.metadata
    page_blocks = segment(tree)
    hints = hints_of(
        title=metadata.title, description=metadata.description, body=facts.article_body, authors=metadata.authors
    )
    kept = choose_blocks(page_blocks, vote(tree, page_blocks, hints.title), hints)
    metadata = _with_kind(metadata, page_blocks, kept)
    sections = find_stories(page_blocks, head, metadata.title, sources, tree)
    if sections:
        blocks, removed = clean_stories(page_blocks, kept, sections, metadata, sources)
        return _page(raw, blocks, _of_no_story(metadata), removed)
    if not says_one_article(head) and is_section_front(page_blocks, kept):
        return Rejection(name=raw.name, reason=SECTION_FRONT)
    lead = read_lead(
        page_blocks,
        kept,
        metadata,
        site_names=facts.site_names,
        url=raw.url,
        captured_at=raw.captured_at,
        sources=sources,
    )
    metadata = _with_lead(metadata, lead)
    blocks, removed = strip_boilerplate(page_blocks, kept, metadata, lead.furniture)
    if not blocks:
        return Rejection(name=raw.name, reason="No text of an article was found on the page.")
    release = next((piece for piece in removed if piece.rule == SOURCE_LINE), None)
    if metadata.kind is None and release:
        metadata = replace(metadata, kind=Kind.PRESS_RELEASE, kind_evidence=f"press release: {release.text}")
    return _page(raw, blocks, metadata, removed)


def _with_kind(metadata: PageMetadata, blocks: Sequence[PageBlock], kept: Sequence[bool]) -> PageMetadata:
    """A page of many entries, each under its time, is a live blog even where it does not say so."""
    entries = find_live_entries(blocks, kept) if metadata.kind in (None, Kind.OPINION) else 0
    if entries < LIVE_ENTRIES:
        return metadata
    return replace(metadata, kind=Kind.LIVE_BLOG, kind_evidence=f"live blog: {entries} entries, each under its time")


def _page(
    raw: RawCapture, blocks: tuple[Block, ...], metadata: PageMetadata, removed: tuple[Removed, ...]
) -> CleanPage:
    if not metadata.language:
        metadata = replace(metadata, language=_language(blocks))
    return CleanPage(
        media_type="text/html",
        blocks=blocks,
        metadata=metadata,
        removed=removed,
        url=raw.url,
        captured_at=raw.captured_at,
    )


def _of_no_story(metadata: PageMetadata) -> PageMetadata:
    """What a page of several stories says of itself, without what holds for one story only."""
    return replace(metadata, title="", authors=(), published=None, kind=None, section="", description="")


def _with_lead(metadata: PageMetadata, lead: Lead) -> PageMetadata:
    """What the lines beside the headline say, where the page says it nowhere that machines read."""
    published = metadata.published
    is_vague = published is None or published.basis in ("htmldate", "url month")
    if lead.published and (is_vague or _is_within(lead.published, published)):
        published = lead.published
    return replace(metadata, authors=metadata.authors or lead.authors, published=published)


def _is_within(date: PublishedDate, period: PublishedDate | None) -> bool:
    """Whether `date` lies in the year that is all a page tells machines of itself, or in the month."""
    if period is None or period.precision not in (Precision.MONTH, Precision.YEAR):
        return False
    is_same_month = period.precision is Precision.YEAR or date.moment.month == period.moment.month
    return is_same_month and date.moment.year == period.moment.year


def _clean_without_tree(raw: RawCapture, text: str, encoding: str, cut: tuple[Removed, ...]) -> CleanPage | Rejection:
    """The page is too deep or too broken for a tree: its long lines are all that can be trusted."""
    lines = (line for line in plain_lines(text) if len(line) >= MIN_LINE_CHARACTERS)
    blocks = tuple(
        Block(text=" ".join(normalise_text(line).split()))
        for line in lines
        if len(text_key(line)) >= MIN_LETTERS * len(line)
    )
    if not blocks:
        return Rejection(name=raw.name, reason="The page is too deeply nested or too broken to be read.")
    return CleanPage(
        media_type="text/html",
        blocks=blocks,
        metadata=PageMetadata(language=_language(blocks), source_name=raw.source_name),
        removed=cut,
        url=raw.url,
        captured_at=raw.captured_at,
        encoding=encoding,
    )


def _language(blocks: Iterable[Block]) -> str:
    sample = ""
    for block in blocks:
        sample += block.text[:LANGUAGE_SAMPLE] + "\n"
        if len(sample) > LANGUAGE_SAMPLE:
            break
    return detect_language(sample[:LANGUAGE_SAMPLE])
