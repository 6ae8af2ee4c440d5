"""Articles and their versions as drafts, so that the stages and the rules can look at them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from articles.documents import PARAGRAPH_BREAK, ArticleDraft, Block, BlockKind, Kind, Precision, PublishedDate
from articles.models import Article, ArticleVersion
from articles.store.storable import storable

_KINDS = frozenset(kind.value for kind in BlockKind)


def with_curated_fields(draft: ArticleDraft, article: Article) -> ArticleDraft:
    """`draft` with the fields that a curator decided taken from the article."""
    for name in article.curated_fields:
        if name == "title":
            draft = replace(draft, title=article.title, title_is_derived=article.title_is_derived)
        elif name == "text":
            draft = replace(draft, paragraphs=paragraphs_of(article), is_damaged=article.is_damaged)
        elif name == "authors":
            draft = replace(draft, authors=tuple(article.authors))
        elif name == "source":
            draft = replace(draft, source_name=article.source.name if article.source else "")
        elif name == "section":
            draft = replace(draft, section=article.section)
        elif name == "kind":
            draft = replace(draft, kind=Kind(article.kind))
        elif name == "published_at":
            draft = replace(draft, published=published_of(article))
        elif name == "language":
            draft = replace(draft, language=article.language)
    return draft


def draft_of(article: Article) -> ArticleDraft:
    """An article as a draft, to look for entities in what it says now."""
    return ArticleDraft(
        position=0,
        title=article.title,
        title_is_derived=article.title_is_derived,
        authors=tuple(article.authors),
        source_name=article.source.name if article.source else "",
        section=article.section,
        kind=Kind(article.kind),
        published=published_of(article),
        language=article.language,
        canonical_url=article.canonical_url,
        paragraphs=paragraphs_of(article),
        is_damaged=article.is_damaged,
    )


def draft_of_version(version: ArticleVersion) -> ArticleDraft:
    """What the rules made of a capture, read from the version that keeps it; its source stays a name."""
    found = version.found
    moment, precision = found.get("published_at"), Precision(found.get("published_precision", Precision.UNKNOWN))
    published = None
    if moment and precision != Precision.UNKNOWN:
        published = PublishedDate(
            moment=datetime.fromisoformat(moment),
            precision=precision,
            basis=found.get("published_basis", ""),
            is_inferred=found.get("published_is_inferred", False),
            evidence=found.get("published_evidence", ""),
        )
    return ArticleDraft(
        position=version.position,
        title=version.title,
        title_is_derived=found.get("title_is_derived", False),
        authors=tuple(found.get("authors", ())),
        source_name=found.get("source", ""),
        section=found.get("section", ""),
        kind=Kind(found.get("kind", Kind.NEWS)),
        kind_evidence=found.get("kind_evidence", ""),
        published=published,
        language=found.get("language", ""),
        canonical_url=found.get("canonical_url", ""),
        paragraphs=_blocks(version.text, found.get("paragraph_kinds", ())),
        is_damaged=found.get("is_damaged", False),
    )


def paragraphs_of(article: Article) -> tuple[Block, ...]:
    """The article's paragraphs as blocks."""
    return _blocks(article.text, article.paragraph_kinds)


def _blocks(text: str, kinds: Sequence[str]) -> tuple[Block, ...]:
    paragraphs = text.split(PARAGRAPH_BREAK)
    known = [BlockKind(kind) if kind in _KINDS else BlockKind.PARAGRAPH for kind in kinds[: len(paragraphs)]]
    known += [BlockKind.PARAGRAPH] * (len(paragraphs) - len(known))
    return tuple(Block(text=one, kind=kind) for one, kind in zip(paragraphs, known, strict=True))


def published_of(article: Article) -> PublishedDate | None:
    """The article's date, None where it is undated."""
    if article.published_at is None:
        return None
    return PublishedDate(
        moment=article.published_at,
        precision=Precision(article.published_precision),
        basis=article.published_basis,
        is_inferred=article.published_is_inferred,
        evidence=article.published_evidence,
    )


def storable_draft(draft: ArticleDraft) -> ArticleDraft:
    """`draft` without what PostgreSQL refuses, before anyone counts its characters."""
    title, text = storable(draft.title), draft.text
    if title == draft.title and storable(text) == text:
        return draft
    blocks = tuple(Block(text=storable(block.text), kind=block.kind) for block in draft.paragraphs)
    return replace(draft, title=title, paragraphs=blocks)
