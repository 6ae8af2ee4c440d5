"""Articles in tables: CSV, JSON Lines, and JSON, read a row at a time. Each row becomes a capture, or a link to fetch.

An export that is known by its columns (Wallabag, Pocket, Instapaper) is read as what it is; any other by the names its
columns bear, or as the caller says. Rows, cells and lines are bounded; a bad one is reported, and the next is read.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import json
import zlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import count
from typing import IO, Any, Final

from articles.capture.found import Found, Limits, Link, Skipped
from articles.capture.json_objects import json_objects
from articles.capture.unpack import too_large
from articles.documents import Rejection
from articles.envelopes.row import Columns, capture_of_row, read_moment, recognise_columns, text_of, url_of

_SAMPLE_BYTES: Final = 256 * 1024
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DELIMITERS: Final = ",;\t|"
_MOST_COLUMNS: Final = 2_000
_COLUMNS_SHOWN: Final = 20
_DAMAGE: Final = (EOFError, OSError, zlib.error, UnicodeError)
_LISTS: Final = ("articles", "items", "entries", "results", "data", "docs", "posts", "list")
_NO_TEXT: Final = "no column for the text of an article is known ({}); name it: --columns text=NAME"
_ABOUT_FILES: Final = "speaks about the files beside it; not a page"

Row = Mapping[str, Any] | Rejection


def read_table(path: str, file: IO[bytes], kind: str, *, limits: Limits, is_named: bool) -> Iterator[Found]:
    """The rows of a table; `kind` is 'csv', 'lines' or 'json'. Each is named by the file, '#' and its number from 1.

    One met in a folder or ZIP is skipped where its first row shows no article, and where it tells of other files.
    """
    rows = _rows(path, file, kind, limits)
    first = next(rows, None)
    if first is None:
        yield (Rejection if is_named else Skipped)(name=path, reason="no row in it")
        return
    if not isinstance(first, Rejection):
        columns = recognise_columns(list(first), basis=_basis(kind), mapping=limits.tables.columns)
        shown = ", ".join(str(name)[:40] for name in list(first)[:_COLUMNS_SHOWN])
        absent = [name for name in limits.tables.columns.values() if name not in first]
        if is_named and kind == "csv" and absent:
            yield Rejection(name=path, reason=f"no column {', '.join(absent)[:200]}; there are: {shown}")
            return
        if not is_named and not limits.tables.columns and "file" in first:
            yield Skipped(name=path, reason=_ABOUT_FILES)
            return
        if not columns.has_text and "url" not in columns.names:
            yield (Rejection if is_named else Skipped)(name=path, reason=_NO_TEXT.format(shown))
            return
        if not is_named and not columns.has_text and columns.basis == _basis(kind):
            yield Skipped(name=path, reason=_NO_TEXT.format(shown))
            return
    yield from _found(path, first, rows, kind, limits)


def _found(path: str, first: Row, rows: Iterator[Row], kind: str, limits: Limits) -> Iterator[Found]:
    """What each row is: a capture, a link, or a rejection."""
    known: dict[tuple[str, ...], Columns] = {}
    row: Row | None = first
    for number in count(1):
        if row is None:
            return
        name = f"{path}#{number}"
        if isinstance(row, Rejection):
            yield Rejection(name=name, reason=row.reason)
        else:
            keys = tuple(row)
            columns = known.get(keys)
            if columns is None:
                columns = recognise_columns(keys, basis=_basis(kind), mapping=limits.tables.columns)
                known = {**known, keys: columns} if len(known) < 100 else {keys: columns}
            yield _one(name, row, columns, limits)
        row = next(rows, None)


def _one(name: str, row: Mapping[str, Any], columns: Columns, limits: Limits) -> Found:
    if text_of(row, columns)[0]:
        raw = capture_of_row(row, columns, name=name)
        if len(raw.content) > limits.max_bytes:
            return Rejection(name=name, reason=too_large(limits.max_bytes))
        return raw
    if url := url_of(row, columns):
        title, saved = (row.get(columns.names.get(field, "")) for field in ("title", "captured_at"))
        return Link(
            name=name, url=url, title=title[:400] if isinstance(title, str) else "", saved_at=read_moment(saved)
        )
    return Rejection(name=name, reason="a row with neither the text of an article nor an address")


def _rows(path: str, file: IO[bytes], kind: str, limits: Limits) -> Iterator[Row]:
    """The rows of an open table, gzipped or not."""
    with suppress(*_DAMAGE):
        packed = file.read(2) == b"\x1f\x8b"
        file.seek(0)
        source: Any = gzip.GzipFile(fileobj=file, mode="rb") if packed else file
    try:
        encoding = _encoding(source, limits.tables.encoding)
        source.seek(0)
        text = io.TextIOWrapper(source, encoding=encoding, errors="replace", newline="")
        try:
            readers = {"csv": _csv_rows, "lines": _line_rows, "json": _json_rows}
            yield from readers[kind](path, text, limits)
        finally:
            text.detach()
    except (*_DAMAGE, LookupError) as error:
        yield Rejection(name=path, reason=f"the table breaks off here: {' '.join(str(error).split())[:160]}")


def _encoding(file: Any, given: str) -> str:
    """The encoding of a table: as given, by its mark, UTF-8 where its beginning is, windows-1252 otherwise."""
    if given:
        return codecs.lookup(given).name
    sample: bytes = file.read(_SAMPLE_BYTES)
    for bom, name in _BOMS:
        if sample.startswith(bom):
            return name
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _line_rows(path: str, text: io.TextIOWrapper, limits: Limits) -> Iterator[Row]:
    """Each line of JSON Lines; blank ones are passed over."""
    longest = 2 * limits.max_bytes  # JSON writes some letters with six
    while line := text.readline(longest + 1):
        if len(line) > longest:
            while line and not line.endswith("\n"):
                line = text.readline(longest)
            yield Rejection(name=path, reason=too_large(limits.max_bytes))
        elif line.strip():
            yield _object(path, line)


def _json_rows(path: str, text: io.TextIOWrapper, limits: Limits) -> Iterator[Row]:
    """The objects of a JSON file; of a single object that is no article itself, those of the list in it."""
    for written in json_objects(text.read, max_characters=2 * limits.max_bytes):
        if written is None:
            yield Rejection(name=path, reason=f"an object that is cut short or {too_large(limits.max_bytes)}")
            continue
        row = _object(path, written)
        inner = [] if isinstance(row, Rejection) else _list_in(row)
        yield from inner or [row]


def _list_in(row: Mapping[str, Any]) -> list[Row]:
    """The objects of the list that an answer of an API is about."""
    columns = recognise_columns(list(row), basis="")
    if text_of(row, columns)[0]:
        return []
    for name in _LISTS:
        value = row.get(name)
        items = list(value.values()) if isinstance(value, dict) else value
        if isinstance(items, list) and items and all(isinstance(item, dict) for item in items):
            return items
    return []


def _object(path: str, written: str) -> Row:
    try:
        row = json.loads(written)
    except (ValueError, RecursionError):
        return Rejection(name=path, reason="not a JSON object")
    return row if isinstance(row, dict) else Rejection(name=path, reason="not a JSON object")


def _csv_rows(path: str, text: io.TextIOWrapper, limits: Limits) -> Iterator[Row]:
    """The rows of a CSV under the names of its first; a row of too much is reported and the next line read."""
    csv.field_size_limit(limits.max_bytes)  # the module's own; one value in every process
    lines = _Lines(text, limits.max_bytes)
    head = lines.readline()
    delimiter = max(_DELIMITERS, key=head.count)
    try:
        names = _named(next(csv.reader([head.removeprefix("\ufeff")], delimiter=delimiter), []))
    except csv.Error as error:
        yield Rejection(name=path, reason=f"not a table: {error}")
        return
    if not names or len(names) > _MOST_COLUMNS:
        yield Rejection(name=path, reason=f"not a table: {len(names):,} columns")
        return
    reader = csv.reader(lines, delimiter=delimiter)
    is_lost = False  # within a row that could not be read, until a line has the shape of a row again
    while True:
        lines.taken = 0
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if not is_lost:
                yield Rejection(name=path, reason=f"a row that cannot be read: {error}")
            is_lost = True
            continue
        is_lost = is_lost and len(cells) != len(names)
        if not is_lost and any(cell.strip() for cell in cells):
            cells = cells + [""] * (len(names) - len(cells))  # a row cut short has all columns, the last ones empty
            told: dict[str, Any] = dict(zip(names, cells, strict=False))
            if len(cells) > len(names):
                told["more cells"] = cells[len(names) : len(names) + _MOST_COLUMNS]
            yield told


class _Lines:
    """The lines of a table, each and those of one row together bounded: a quote never closed ends somewhere."""

    def __init__(self, text: io.TextIOWrapper, most: int) -> None:
        self.text, self.most = text, most
        self.taken = 0  # characters since the row began

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self.readline()
        if not line:
            raise StopIteration
        self.taken += len(line)
        if self.taken > 2 * self.most:
            raise csv.Error("longer than a row may be")
        return line

    def readline(self) -> str:
        """The next line, or as much of it as a page may hold."""
        return self.text.readline(self.most)


def _named(cells: list[str]) -> list[str]:
    """Column names, each once and none empty."""
    names: list[str] = []
    taken: set[str] = set()
    for number, cell in enumerate(cells, 1):
        name = cell.strip()[:200] or f"column {number}"
        while name in taken:
            name = f"{name} ({number})"
        taken.add(name)
        names.append(name)
    return names if any(cell.strip() for cell in cells) else []


def _basis(kind: str) -> str:
    return {"csv": "CSV", "lines": "JSON Lines", "json": "JSON"}[kind]
