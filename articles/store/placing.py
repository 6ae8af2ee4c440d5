"""Drafts beside the articles that they carry on, with what curators decided laid over them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from articles.documents import ArticleDraft, Block, BlockKind, Kind, Precision, PublishedDate
from articles.models import Article, ArticleVersion
from articles.store.matching_texts import KnownText, NewText, match_texts
from articles.store.restored_text import with_restored
from articles.store.storable import storable


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """One draft as the rules made it, the article that it carries on, and the draft as it will stand in the archive."""

    draft: ArticleDraft
    effective: ArticleDraft
    article: Article | None = None
    version: ArticleVersion | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """All drafts of a capture, and those of its articles that none of them carries on."""

    placements: tuple[Placement, ...]
    leftover: tuple[ArticleVersion, ...] = ()


def place_drafts(*, capture_id: int, drafts: Sequence[ArticleDraft], is_first: bool) -> Placed:
    """Match `drafts` with the articles of the capture. `is_first` where it was never processed, so that it has none."""
    clean = [storable_draft(draft) for draft in drafts]
    if is_first:
        return Placed(placements=tuple(Placement(draft=draft, effective=draft) for draft in clean))
    versions = latest_versions(capture_id)
    known = [
        KnownText(
            article_id=article_id,
            position=version.position,
            title=version.title,
            text=version.text,
            is_hidden=version.article.state == Article.State.HIDDEN,
        )
        for article_id, version in versions.items()
    ]
    new = [NewText(position=draft.position, title=draft.title, text=draft.text) for draft in clean]
    matched = match_texts(new=new, known=known)
    placements: list[Placement] = []
    for draft in clean:
        version = versions.pop(matched[draft.position]) if draft.position in matched else None
        article = version.article if version else None
        effective = with_curated_fields(with_restored(draft, article.restored), article) if article else draft
        placements.append(Placement(draft=draft, effective=effective, article=article, version=version))
    return Placed(placements=tuple(placements), leftover=tuple(versions.values()))


def latest_versions(capture_id: int) -> dict[int, ArticleVersion]:
    """`{article id: its newest version from this capture}`, articles locked and joined.

    Articles that stand on another capture by now are left out.
    """
    versions = (
        ArticleVersion.objects.filter(capture=capture_id)
        .exclude(article__versions__in=ArticleVersion.objects.filter(is_current=True).exclude(capture=capture_id))
        .order_by("article_id", "-pk")
        .distinct("article_id")
    )
    locked = Article.objects.filter(pk__in=[version.article_id for version in versions]).select_related("source")
    articles = {article.pk: article for article in locked.select_for_update(of=("self",), no_key=True).order_by("pk")}
    for version in versions:
        version.article = articles[version.article_id]
    return {version.article_id: version for version in versions}


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


def paragraphs_of(article: Article) -> tuple[Block, ...]:
    """The article's paragraphs as blocks."""
    known = {kind.value for kind in BlockKind}
    return tuple(
        Block(text=text, kind=BlockKind(kind) if kind in known else BlockKind.PARAGRAPH)
        for text, kind, _ in article.paragraphs()
    )


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
