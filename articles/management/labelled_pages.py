"""Folders of pages with known text -> what the line model and the headline model learn from and are measured on.

A folder holds truth.jsonl, one object a page, and the gzipped HTML it names: `file`, and where known `url`, `title` and
`body`. A page without `body` gets the text that our own cleaning of its HTML finds: HTML says much more than the lines
left of it in a dump, so that the one reading can teach the other.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from articles.clean.normalise import normalise_text
from articles.clean.page import clean_capture
from articles.clean.text_dump import dump_lines, named_titles
from articles.clean.text_training import LabelledPage, label_lines
from articles.documents import RawCapture, Rejection
from articles.prose.sources import SourceBook
from articles.split.page import split_page


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPage:
    """A page to learn from or to be measured on.

    `title` is the headline as the truth has it ('' where it has none), `shown` the line that is the headline on the
    page: the truth's, or where that stands nowhere the page's own heading; '' where no line is one.
    """

    page: LabelledPage
    body: str
    title: str
    shown: str
    url: str
    folder: str


def read_folder(folder: Path, sources: SourceBook) -> list[KnownPage]:
    """The pages that truth.jsonl names, but those without `body` in which our HTML cleaning finds no single article.

    Raises OSError where a file is missing, ValueError where truth.jsonl is no JSON.
    """
    rows = [json.loads(line) for line in (folder / "truth.jsonl").read_text("utf-8").splitlines() if line.strip()]
    pages = (_read(folder, row, sources) for row in rows)
    return [page for page in pages if page is not None]


def _read(folder: Path, row: dict[str, Any], sources: SourceBook) -> KnownPage | None:
    content = gzip.decompress((folder / row["file"]).read_bytes())
    html = content.decode("utf-8", "replace")
    url, title = str(row.get("url") or ""), str(row.get("title") or "")
    body = str(row.get("body") or "") or _taught_body(content, url, sources)
    if not body:
        return None
    lines = tuple(line for line in (normalise_text(line) for line in dump_lines(html)) if line)
    return KnownPage(
        page=LabelledPage(lines=lines, labels=label_lines(lines, normalise_text(body)), site=site_of(url)),
        body=body,
        title=title,
        shown=_line_of((title, *named_titles(html)), lines),
        url=url,
        folder=str(row["file"]).split("/")[0],
    )


def _taught_body(content: bytes, url: str, sources: SourceBook) -> str:
    """The text our HTML cleaning finds; '' where it finds none or several stories."""
    page = clean_capture(RawCapture(content=content, media_type="text/html", url=url), sources=sources)
    drafts = page if isinstance(page, Rejection) else split_page(page, sources=sources)
    return "" if isinstance(drafts, Rejection) or len(drafts) != 1 else drafts[0].text


def _line_of(titles: Iterable[str], lines: Sequence[str]) -> str:
    known = set(lines)
    return next((title for title in (normalise_text(each) for each in titles) if title in known and " " in title), "")


def site_of(url: str) -> str:
    """The name of a site without country and service: 'bbc' of 'https://news.bbc.co.uk/1'."""
    labels = (urlsplit(url).hostname or "").split(".")
    return next((label for label in reversed(labels[:-1]) if label not in ("co", "com", "org", "net")), url)
