"""What the capturing tool knew: a manifest in JSON Lines beside the captures.

Each line is an object: `file` (relative to the manifest's folder; a ZIP's member is the ZIP's path, a slash and the
member's), and where known `url`, `captured_at` (ISO 8601, UTC where it names no zone) and `source` (the publisher).
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from articles.capture.unpack import is_inside
from articles.documents import RawCapture, Rejection

_MAX_LINE_BYTES: Final = 64 * 1024
_MAX_SOURCE_NAME: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ManifestEntry:
    """One line: the file's path as the manifest and its folder give it, and what is known of the file."""

    path: str
    url: str = ""
    captured_at: datetime | None = None
    source_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """Entries by the absolute path of their file, in the manifest's order, and the lines that say nothing usable."""

    entries: Mapping[str, ManifestEntry] = field(default_factory=dict)
    problems: tuple[Rejection, ...] = ()

    def describe(self, raw: RawCapture) -> RawCapture:
        """`raw` with what the manifest knows of it; the manifest's word goes before what `raw` brought along."""
        entry = self.entries.get(_absolute(raw.name))
        if entry is None:
            return raw
        return replace(
            raw,
            url=entry.url or raw.url,
            captured_at=entry.captured_at or raw.captured_at,
            source_name=entry.source_name or raw.source_name,
        )

    def paths(self) -> list[str]:
        """The files that it lists; for members of a ZIP, the ZIP once."""
        found: dict[str, None] = {}
        for entry in self.entries.values():
            parts = entry.path.split("/")
            zips = [index for index, part in enumerate(parts) if part.lower().endswith(".zip")]
            found["/".join(parts[: zips[0] + 1]) if zips else entry.path] = None
        return list(found)


class BadLineError(ValueError):
    """A line of a manifest that cannot be used; the message is a reason for people."""


def read_manifest(path: str) -> Manifest:
    """The manifest at `path`. A line that cannot be used is a problem with the line's number, and the rest counts."""
    folder = path.rpartition("/")[0] or ("/" if path.startswith("/") else ".")
    entries: dict[str, ManifestEntry] = {}
    problems: list[Rejection] = []
    try:
        for number, line in _lines(path):
            try:
                entry = _entry(line, folder)
                if _absolute(entry.path) in entries:
                    raise BadLineError("names a file that an earlier line names")
                entries[_absolute(entry.path)] = entry
            except BadLineError as error:
                problems.append(Rejection(name=f"{path}:{number}", reason=str(error)))
    except OSError as error:
        problems.append(Rejection(name=path, reason=f"the manifest cannot be read: {error.strerror or error}"))
    return Manifest(entries=entries, problems=tuple(problems))


def parse_moment(text: str) -> datetime:
    """An ISO 8601 date or time as UTC, which it is taken for where it names no zone. Raises ValueError."""
    moment = datetime.fromisoformat(text.strip())
    try:
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(f"not a time that a calendar holds: {text!r}") from error


def _lines(path: str) -> Iterator[tuple[int, bytes]]:
    """The numbered lines that are not blank; of one too long, only its start."""
    with Path(path).open("rb") as file:
        number = 0
        while line := file.readline(_MAX_LINE_BYTES + 1):
            number += 1
            whole = line
            while not whole.endswith(b"\n") and (whole := file.readline(_MAX_LINE_BYTES)):
                pass
            if number == 1:
                line = line.removeprefix(b"\xef\xbb\xbf")
            if line.strip():
                yield number, line


def _entry(line: bytes, folder: str) -> ManifestEntry:
    """One line's entry. Raises BadLineError."""
    if len(line) > _MAX_LINE_BYTES:
        raise BadLineError("longer than 64 KB")
    try:
        told = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadLineError("not a JSON object") from error
    if not isinstance(told, dict):
        raise BadLineError("not a JSON object")
    file = _text(told, "file")
    if not file:
        raise BadLineError("names no file")
    if not is_inside(file):
        raise BadLineError("'file' must be a path below the manifest's folder, without '..'")
    return ManifestEntry(
        path=f"{folder.rstrip('/')}/{file}" if folder != "." else file,
        url=_url(_text(told, "url")),
        captured_at=_moment(_text(told, "captured_at")),
        source_name=_text(told, "source")[:_MAX_SOURCE_NAME],
    )


def _text(told: dict[str, Any], key: str) -> str:
    value = told.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadLineError(f"'{key}' must be a text")
    return value.strip()


def _url(text: str) -> str:
    try:
        parts = urlsplit(text)
    except ValueError as error:
        raise BadLineError("'url' is not an address") from error
    if text and (parts.scheme not in ("http", "https") or not parts.hostname):
        raise BadLineError("'url' must begin with http:// or https://")
    return text


def _moment(text: str) -> datetime | None:
    try:
        return parse_moment(text) if text else None
    except ValueError as error:
        raise BadLineError("'captured_at' is not an ISO 8601 date or time") from error


def _absolute(path: str) -> str:
    """The one way to write a path that manifest and caller may write differently; links are not followed."""
    return os.path.abspath(path)  # noqa: PTH100  (Path.resolve follows links, Path.absolute keeps '..')
