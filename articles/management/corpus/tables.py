"""The tables that a corpus fills, and rows in the binary format of COPY.

Each field is its length (4 bytes, -1 for NULL) and its value as PostgreSQL's `*_recv` functions read it; a row is the
count of its fields (2 bytes) and the fields. Reading it costs PostgreSQL a third of what text does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from struct import Struct
from typing import Any, Final

import numpy as np
import numpy.typing as npt

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
HEAD: Final = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
END: Final = b"\xff\xff"
NULL: Final = b"\xff\xff\xff\xff"
TEXT_OID: Final = 25
VARCHAR_OID: Final = 1043
_INTEGER_OID: Final = 23
_BIGINT_OID: Final = 20

_LENGTH: Final = Struct(">i")
_FIELDS: Final = Struct(">h")
_SMALL: Final = Struct(">ih")
_INTEGER: Final = Struct(">ii")
_MOMENT: Final = Struct(">iq")
_FLOAT: Final = Struct(">id")
_LIST: Final = Struct(">iiiiii")  # length, dimensions, whether any is NULL, type, elements, lower bound
_TRUE, _FALSE = b"\x00\x00\x00\x01\x01", b"\x00\x00\x00\x01\x00"
_JSON: Final = b"\x01"  # version
_EPOCH: Final = datetime(2000, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_BIGINTS: Final = np.dtype([("length", ">i4"), ("value", ">i8")])
_HASH_ROWS: Final = np.dtype(
    [("fields", ">i2"), ("long", ">i4"), ("hash", ">i8"), ("short", ">i4"), ("article", ">i4")]
)


def row(*fields: bytes) -> bytes:
    """One row."""
    return _FIELDS.pack(len(fields)) + b"".join(fields)


def fields_of(table: str) -> bytes:
    """What a row of a table begins with."""
    return _FIELDS.pack(len(COLUMNS[table]))


def small(value: int | None) -> bytes:
    """A smallint."""
    return NULL if value is None else _SMALL.pack(2, value)


def integer(value: int | None) -> bytes:
    """An integer."""
    return NULL if value is None else _INTEGER.pack(4, value)


def number(value: float) -> bytes:
    """A double precision."""
    return _FLOAT.pack(8, value)


def flag(value: bool) -> bytes:
    """A boolean."""
    return _TRUE if value else _FALSE


def moment(value: datetime | None) -> bytes:
    """A timestamptz."""
    return NULL if value is None else _MOMENT.pack(8, (value - _EPOCH) // _MICROSECOND)


def raw(value: bytes) -> bytes:
    """What is sent as it is: bytea, text in UTF-8, tsvector."""
    return _LENGTH.pack(len(value)) + value


def words(value: str) -> bytes:
    """A text or varchar."""
    return raw(value.encode())


def document(value: str) -> bytes:
    """A jsonb, of JSON."""
    return raw(_JSON + value.encode())


def integers(values: Sequence[int]) -> bytes:
    """An array of integers."""
    return _array(_INTEGER_OID, len(values), b"".join([_INTEGER.pack(4, value) for value in values]))


def texts(values: Sequence[str], *, oid: int) -> bytes:
    """An array of texts or varchars."""
    return _array(oid, len(values), b"".join(map(words, values)))


def bigints(values: npt.NDArray[np.int64]) -> bytes:
    """An array of bigints."""
    elements: npt.NDArray[Any] = np.empty(len(values), _BIGINTS)
    elements["length"], elements["value"] = 8, values
    return _array(_BIGINT_OID, len(values), elements.tobytes())


def hash_rows(hashes: npt.NDArray[np.int64], articles: npt.NDArray[np.int64]) -> bytes:
    """The rows of `articles_sketchhash`."""
    rows: npt.NDArray[Any] = np.empty(len(hashes), _HASH_ROWS)
    rows["fields"], rows["long"], rows["short"] = 2, 8, 4
    rows["hash"], rows["article"] = hashes, articles
    return rows.tobytes()


def _array(oid: int, count: int, elements: bytes) -> bytes:
    if not count:
        return _LIST.pack(12, 0, 0, oid, 0, 0)[:16]
    return _LIST.pack(20 + len(elements), 1, 0, oid, count, 1) + elements
