"""What reading paths comes upon: captures, what is none, and what is only told of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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
    """How much is read, and how tables are. `max_bytes` is of one page, unpacked.

    `place_of` tells how far a web archive was read before; without it, no place is told and all is read.
    """

    max_bytes: int = 20 * 1024 * 1024
    tables: TableOptions = field(default_factory=TableOptions)
    place_of: PlaceOf | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """A file met in a folder or ZIP that is none of ours, and why. Not a failure.

    `is_here` where the archive has what it holds already.
    """

    name: str
    reason: str
    is_here: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """The address of a page whose text is not here, from a list of links. `saved_at` is aware and UTC."""

    name: str
    url: str
    title: str = ""
    saved_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Revisit:
    """A page that was met again unchanged, as a web archive tells: no bytes, but where and when.

    `first_url` and `first_seen` are the record's word on the capture that has the bytes. Times are aware and UTC.
    """

    name: str
    url: str
    captured_at: datetime | None
    first_url: str
    first_seen: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileIdentity:
    """Which file it is, and that it is the same still. `sha256` is of what identify_file reads of it."""

    path: str
    size: int
    modified_ns: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """How far a web archive was read: `within` records from the byte `position` on are done, `records` in all."""

    position: int = 0
    within: int = 0
    records: int = 0
    is_done: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """Everything of a file up to this place was handed over before it."""

    identity: FileIdentity
    place: Place


Found = RawCapture | Rejection | Skipped | Link | Revisit | Checkpoint
PlaceOf = Callable[[FileIdentity], Place | None]
DEFAULT_LIMITS: Final = Limits()
