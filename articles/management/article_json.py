"""Articles as the JSON that `clean` and `extract` print."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from articles.documents import (
    ArticleDraft,
    EntityFinding,
    ExtractedArticle,
    Precision,
    PublishedDate,
    Removed,
    Role,
    TopicFinding,
)
from articles.documents import Mention as FoundMention

_LENGTHS: Final = {Precision.YEAR: 4, Precision.MONTH: 7, Precision.DAY: 10}


def article_as_json(capture: str, draft: ArticleDraft, page_removed: Iterable[Removed] = ()) -> dict[str, Any]:
    """One article of a capture. `removed` ends with what of the page belongs to none of its articles."""
    published = draft.published
    return {
        "capture": capture,
        "position": draft.position,
        "title": draft.title,
        "title_derived": draft.title_is_derived,
        "authors": list(draft.authors),
        "source": draft.source_name,
        "section": draft.section,
        "kind": draft.kind.value,
        "kind_evidence": draft.kind_evidence,
        "published": moment_as_text(published),
        "published_precision": (published.precision if published else Precision.UNKNOWN).value,
        "published_basis": published.basis if published else "",
        "published_inferred": published.is_inferred if published else False,
        "published_evidence": published.evidence if published else "",
        "language": draft.language,
        "canonical_url": draft.canonical_url,
        "damaged": draft.is_damaged,
        "text": draft.text,
        "removed": [{"text": piece.text, "rule": piece.rule} for piece in (*draft.removed, *page_removed)],
    }


def findings_as_json(found: ExtractedArticle) -> dict[str, Any]:
    """What extraction found. A company that is only quoted as a source stands under `sources_quoted`, not as a tag."""
    tagged = [one for one in found.companies if one.role != Role.SOURCE]
    quoted = [one for one in found.companies if one.role == Role.SOURCE]
    return {
        "companies": [_finding(one) for one in tagged],
        "people": [_finding(one) for one in found.people],
        "places": [_finding(one) for one in found.places],
        "topics": [{**_finding(one), "score": one.score} for one in found.topics],
        "sources_quoted": [_finding(one) for one in quoted],
    }


def moment_as_text(published: PublishedDate | None) -> str | None:
    """A date as far as it is known: '2025', '2025-07', '2025-07-07' or '2025-07-07T09:30:00Z'; None for undated."""
    if published is None or published.precision == Precision.UNKNOWN:
        return None
    text = published.moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    text = text.rjust(20, "0")  # strftime writes the year 987 with three digits
    return text[: _LENGTHS.get(published.precision, len(text))]


def _finding(finding: EntityFinding | TopicFinding) -> dict[str, Any]:
    return {"name": finding.name, "slug": finding.slug, "mentions": [_mention(one) for one in finding.mentions]}


def _mention(mention: FoundMention) -> dict[str, Any]:
    return {
        "start": mention.start,
        "end": mention.end,
        "surface": mention.surface,
        "rule": mention.rule,
        "confidence": mention.confidence,
        "field": mention.field.value,
        "role": mention.role.value,
    }
