"""What reading paths comes upon: captures, what is none, and what is only told of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from articles.documents import RawCapture, Rejection


@dataclass(frozen=True, slots=True, kw_only=True)
class TableOptions:
    """What the caller says of CSV and JSON: `{field: column}` (see envelopes.row.FIELDS), and the encoding."""

    columns: Mapping[str, str] = field(default_factory=dict)
    encoding: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much is read, and how tables are. `max_bytes` is of one page, unpacked."""

    max_bytes: int = 20 * 1024 * 1024
    tables: TableOptions = field(default_factory=TableOptions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """A file met in a folder or ZIP that is none of ours, and why. Not a failure."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """The address of a page whose text is not here, from a list of links. `saved_at` is aware and UTC."""

    name: str
    url: str
    title: str = ""
    saved_at: datetime | None = None


Found = RawCapture | Rejection | Skipped | Link
DEFAULT_LIMITS: Final = Limits()
