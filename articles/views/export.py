"""A result set as a file, streamed while it is read."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator

from django.http import Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse

from articles.search.filters import EntryFilterSet
from articles.search.records import Record, found_ids, records
from articles.views.citing import asked_articles

# Spreadsheets read a cell that begins with one of these as a formula (OWASP, CSV Injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
BYTE_ORDER_MARK = "\ufeff"  # tells Excel that the file is UTF-8
_COLUMNS = (
    "id", "title", "source", "authors", "published", "published_as", "kind", "language", "words", "companies", "topics",
    "people", "places", "url", "address", "captured", "sha256",
)  # fmt: skip


class Line:
    """A file that hands back each line `csv` writes to it."""

    def write(self, line: str) -> str:
        """The line as it is."""
        return line


def export(request: HttpRequest, form: str) -> HttpResponseBase:
    """The articles of a search, or those ticked, as CSV without their texts or as JSON Lines with them."""
    if form not in _WRITERS:
        raise Http404
    write, media_type, with_text = _WRITERS[form]
    ids = asked_articles(request) or found_ids(EntryFilterSet(request.GET))
    found = records(ids, request.build_absolute_uri, with_text=with_text)
    response = StreamingHttpResponse(write(found), content_type=f"{media_type}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="newsarchive-{len(ids)}-articles.{form}"'
    return response


def csv_lines(found: Iterable[Record]) -> Iterator[str]:
    """The records as CSV (RFC 4180), several values of a cell separated by '; '; no cell begins a formula."""
    writer = csv.writer(Line())
    yield BYTE_ORDER_MARK + writer.writerow(_COLUMNS)
    for record in found:
        yield writer.writerow([cell(record[column]) for column in _COLUMNS])


def json_lines(found: Iterable[Record]) -> Iterator[str]:
    """The records as JSON Lines."""
    for record in found:
        yield json.dumps(record, ensure_ascii=False) + "\n"


def cell(value: object) -> str:
    """A value as a cell that no spreadsheet reads as a formula."""
    text = "; ".join(value) if isinstance(value, list) else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


_WRITERS: dict[str, tuple[Callable[[Iterable[Record]], Iterator[str]], str, bool]] = {
    "csv": (csv_lines, "text/csv", False),
    "jsonl": (json_lines, "application/jsonl", True),
}
