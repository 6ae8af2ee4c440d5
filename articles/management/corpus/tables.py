"""The tables that a corpus fills, and rows in the text format of COPY."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

NULL: Final = "\\N"

Value = str | int | float | bool | datetime | list[int] | None

COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "articles_capture": (
        "id", "sha256", "content", "size", "media_type", "encoding", "status", "reason", "removed",
        "pipeline_version", "is_sample", "created_at", "processed_at",
    ),
    "articles_article": (
        "id", "title", "title_is_derived", "slug", "authors", "source_id", "section", "kind", "published_at",
        "published_precision", "published_basis", "published_is_inferred", "published_evidence", "language",
        "canonical_url", "text", "paragraph_kinds", "word_count", "is_damaged", "state", "state_reason",
        "curated_fields", "created_at", "updated_at",
    ),
    "articles_articleversion": (
        "article_id", "capture_id", "position", "title", "text", "removed", "found", "pipeline_version", "is_current",
        "created_at",
    ),
    "articles_tagging": (
        "article_id", "company_id", "person_id", "place_id", "topic_id", "how", "decision", "role",
        "confidence", "evidence", "evidence_field", "evidence_start",
    ),
    "articles_mention": (
        "article_id", "company_id", "person_id", "place_id", "field", "start", "end", "surface", "rule",
        "confidence", "role",
    ),
    "articles_searchentry": (
        "article_id", "published_at", "year", "month", "day", "source_id", "kind", "language", "word_count",
        "company_ids", "person_ids", "place_ids", "topic_ids", "vector", "is_canonical",
    ),
    "articles_copygroup": ("id", "canonical_id"),
    "articles_copypair": ("shorter_id", "longer_id", "containment", "coverage"),
    "articles_fingerprint": ("article_id", "hashes", "shingle_count", "group_id"),
    "articles_sketchhash": ("hash", "article_id"),
}  # fmt: skip


def line_of(*values: Value) -> str:
    """One row."""
    return "\t".join(map(_field, values)) + "\n"


def escaped(value: str) -> str:
    """A text as COPY wants it; four searches of C are a tenth of a translation letter by letter."""
    return value.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def _field(value: Value) -> str:
    if isinstance(value, str):
        return escaped(value)
    if value is None:
        return NULL
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, list):
        return "{" + ",".join(map(str, value)) + "}"
    return value.isoformat() if isinstance(value, datetime) else str(value)
