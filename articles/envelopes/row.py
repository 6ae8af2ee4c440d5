"""One article as a row of an export: the row as it came, and which of its columns holds what.

A row becomes a capture of its own, whose bytes hold the row, the mapping and the name of what it came from, so that it
can be read again alone, by better rules too.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from articles.documents import RawCapture, Rejection
from articles.envelopes.opened import ROW, Opened, Stated, bounded_moment, web_address

FIELDS: Final = tuple(
    "url title html text date captured_at author source section tags language".split()  # noqa: SIM905  (reads better)
)
_DATA: Final = Path(__file__).parent / "data" / "columns.toml"
_NOT_LETTER: Final = re.compile(r"[\W_]+")
_TAG: Final = re.compile(
    r"</(?:p|div|article|section|h[1-6]|ul|ol|blockquote|table|body)\s{0,5}>|<br\s{0,5}/?>|<p>", re.I
)
_LONGEST_VALUE: Final = 2_000  # characters of what is not the text
_MOST_NAMES: Final = 40
_LARGEST: Final = 10**20  # numbers beyond it are none of ours, and writing them out takes long
_INNER: Final = ("name", "rendered", "value", "title", "label", "text")  # where APIs put the value of an object
_WEB: Final = ("http://", "https://")
_FORMAT: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Which column holds what: `{field: column}`, and the name of the export that was recognised, or its format's."""

    names: Mapping[str, str]
    basis: str

    @property
    def has_text(self) -> bool:
        """Whether there is a column for the article itself."""
        return "text" in self.names or "html" in self.names


def recognise_columns(given: Sequence[str], *, basis: str, mapping: Mapping[str, str] | None = None) -> Columns:
    """What the columns hold, by `mapping` (`{field: column}`) first, by the names that exports use otherwise."""
    present = [name for name in given if name]
    names: dict[str, str] = dict(mapping or {})
    told = dict(names)
    export = next((one for one in _data()["exports"] if set(one["has"]) <= set(present)), None)
    if export is not None:
        basis = export["name"]
        told = {field: name for field, name in export["columns"].items() if name in present} | told
    keys: dict[str, str] = {}
    for name in present:
        keys.setdefault(_key(name), name)
    for field, known in _data()["columns"].items():
        found = next((keys[key] for key in known if key in keys and keys[key] not in told.values()), None)
        if found is not None:
            told.setdefault(field, found)
    return Columns(names=told, basis=basis)


def pack_row(row: Mapping[str, Any], columns: Columns) -> bytes:
    """The bytes of the capture that a row becomes: the same for the same row and mapping."""
    told = {"newsarchive_row": _FORMAT, "basis": columns.basis, "columns": dict(columns.names), "row": dict(row)}
    return json.dumps(told, sort_keys=True, separators=(",", ":")).encode("ascii")


def capture_of_row(row: Mapping[str, Any], columns: Columns, *, name: str) -> RawCapture:
    """The capture that a row becomes, with what it says of its provenance."""
    return RawCapture(
        content=pack_row(row, columns),
        media_type=ROW,
        name=name,
        url=url_of(row, columns),
        captured_at=read_moment(_value(row, columns, "captured_at")),
        source_name=_source(row, columns),
    )


def url_of(row: Mapping[str, Any], columns: Columns) -> str:
    """The address of the row's page, empty where it tells none of the web."""
    for field in ("url", "source"):  # some tools call the address the source
        if url := web_address(_text(_value(row, columns, field))):
            return url
    return ""


def text_of(row: Mapping[str, Any], columns: Columns) -> tuple[str, bool]:
    """The article of the row and whether it is HTML; empty where the row holds none."""
    for field in ("html", "text"):
        text = _text(_value(row, columns, field))
        if text.strip():
            return text, field == "html" or len(_TAG.findall(text[:100_000])) > 1
    return "", False


def open_row(raw: RawCapture) -> Opened | Rejection:
    """The article in a capture that was a row."""
    try:
        told = json.loads(raw.content)
        columns = Columns(names=dict(told["columns"]), basis=str(told["basis"])[:40])
        row = dict(told["row"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return Rejection(name=raw.name, reason="a row that cannot be read: not as this archive writes them")
    text, is_html = text_of(row, columns)
    if not text:
        return Rejection(name=raw.name, reason="a row without text")
    page = RawCapture(
        content=text.encode("utf-8", "replace"),
        media_type=f"text/{'html' if is_html else 'plain'}; charset=utf-8",
        name=raw.name,
        url=raw.url or url_of(row, columns),
        captured_at=raw.captured_at or read_moment(_value(row, columns, "captured_at")),
        source_name=raw.source_name or _source(row, columns),
    )
    stated = Stated(
        basis=columns.basis,
        title=_line(_value(row, columns, "title")),
        authors=tuple(_names(_value(row, columns, "author"))),
        date=_line(_value(row, columns, "date")),
        date_field=columns.names.get("date", ""),
        section=_line(_value(row, columns, "section")),
        language=_line(_value(row, columns, "language")),
    )
    return Opened(pages=(page,), stated=stated, is_one_article=True)


def read_moment(value: Any) -> datetime | None:
    """A time as exports write it: ISO 8601, or seconds since 1970."""
    text = _line(value)
    with suppress(ValueError, OverflowError, OSError):
        if text.isascii() and text.isdigit() and len(text) in (9, 10, 13):
            return bounded_moment(datetime.fromtimestamp(int(text[:10]), UTC))
        return bounded_moment(datetime.fromisoformat(text)) if text else None
    return None


def _source(row: Mapping[str, Any], columns: Columns) -> str:
    """The publisher as the row names it; an address or a host says no more than the page's own address does."""
    name = _line(_value(row, columns, "source"))
    return "" if name.startswith(_WEB) or ("." in name and " " not in name) else name[:200]


def _value(row: Mapping[str, Any], columns: Columns, field: str) -> Any:
    """What the row holds in the column of a field; 'a.b' names a part of the object in column 'a'."""
    name = columns.names.get(field, "")
    if not name:
        return None
    if name in row:
        return row[name]
    value: Any = row
    for part in str(name).split(".")[:10]:
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def _text(value: Any) -> str:
    """A value as text; of an object the part that APIs put it in, of a list its texts as paragraphs."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, int | float):
        return str(value) if abs(value) < _LARGEST else ""
    if isinstance(value, Mapping):
        return next((text for name in _INNER if isinstance(text := value.get(name), str)), "")
    if isinstance(value, list):
        return "\n\n".join(part for part in value if isinstance(part, str))
    return ""


def _line(value: Any) -> str:
    return " ".join(_text(value)[:_LONGEST_VALUE].split())


def _names(value: Any) -> Iterator[str]:
    """The texts of a value that may be one or several."""
    for part in (value if isinstance(value, list) else [value])[:_MOST_NAMES]:
        if name := _line(part):
            yield name


def _key(name: str) -> str:
    return _NOT_LETTER.sub("", name[:200].lower())


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(_DATA.read_text(encoding="utf-8"))
