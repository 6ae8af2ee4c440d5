"""The files of a copy, written beside the place where it will stand and moved there when it is whole."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Set
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, Final

from django.contrib.staticfiles import finders
from django.db import connection
from django.template.loader import get_template

from articles.management.site_export import listings
from articles.management.site_export.listings import PER_PAGE, Line, Listing
from articles.management.site_export.records import records
from articles.models import SearchEntry
from articles.query.words import fold
from articles.verifying.check import one_moment

MARK: Final = "newsarchive-copy.json"  # by which a later run knows what it may replace
TITLES_A_FILE: Final = 5_000
NEWEST: Final = 50  # articles on the first page
_ASSETS: Final = {
    "articles/css/site.css": "assets/site.css",
    "articles/export/copy.css": "assets/copy.css",
    "articles/export/titles.js": "assets/titles.js",
    "articles/img/favicon.svg": "assets/favicon.svg",
}
OnPages = Callable[[int], object]


class OccupiedError(Exception):
    """The folder holds something that is no earlier copy, or somebody else writes one there."""


def write_copy(folder: Path, *, made_at: str, on_pages: OnPages = lambda _: None) -> int:
    """Write a copy of all public articles as one moment had them; returns how many files it has.

    An earlier copy is replaced when the new one is whole. Raises OccupiedError where `folder` holds anything else, or
    where another copy is being written to it.
    """
    folder = folder.absolute()
    if folder.exists() and not (folder / MARK).is_file() and (not folder.is_dir() or any(folder.iterdir())):
        raise OccupiedError(f"{folder} holds something that is no earlier copy.")
    draft, old = (folder.with_name(f".{folder.name}.{word}") for word in ("part", "old"))
    with _alone_in(draft, folder):
        try:
            with one_moment(), _whole_lists():
                count = _Copy(draft, made_at, on_pages).write()
            _take_place(draft, folder, old)
        except BaseException:
            shutil.rmtree(draft, ignore_errors=True)
            raise
    return count


@contextmanager
def _alone_in(draft: Path, folder: Path) -> Iterator[None]:
    """The draft's folder, empty, and locked for as long as it is written.

    What somebody left who was killed is cleared away; a second copy to the same place is refused rather than mixed
    with the first. The lock is the folder's own and goes along when it is moved to its place, so it leaves no file.
    """
    draft.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(draft, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise OccupiedError(f"Another copy is being written to {folder}.") from error
        if not _is_at(draft, descriptor):  # the other one ended between our opening and our lock
            raise OccupiedError(f"Another copy was written to {folder} at the same moment.")
        for left in draft.iterdir():
            shutil.rmtree(left) if left.is_dir() and not left.is_symlink() else left.unlink()
        yield
    finally:
        os.close(descriptor)


def _is_at(path: Path, descriptor: int) -> bool:
    """Whether an open folder is still the one at its path."""
    try:
        return os.path.samestat(path.stat(follow_symlinks=False), os.fstat(descriptor))
    except FileNotFoundError:
        return False


def _take_place(draft: Path, folder: Path, old: Path) -> None:
    """Put the new copy where the earlier one stands, which goes only when that has been done."""
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.rename(old)
    try:
        draft.rename(folder)
    except OSError:
        if old.exists():
            old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)


@contextmanager
def _whole_lists() -> Iterator[None]:
    """Have PostgreSQL plan for reading lists to their ends; of a cursor it expects that a tenth is wanted."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL cursor_tuple_fraction = 1")
    yield


class _Copy:
    """One copy in the making."""

    def __init__(self, folder: Path, made_at: str, on_pages: OnPages) -> None:
        self._folder, self._made_at, self._on_pages = folder, made_at, on_pages
        self._count = 0

    def write(self) -> int:
        """All files."""
        for name, target in _ASSETS.items():
            found = finders.find(name)
            assert isinstance(found, str), name
            self._write(target, Path(found).read_bytes())
        total = SearchEntry.objects.count()
        chapters = {
            "companies": listings.companies(),
            "topics": listings.topics(),
            "months": listings.months(),
        }
        for section, listed in chapters.items():
            self._render(f"{section}.html", "names", {"section": section, "listings": listed})
            for listing in listed:
                self._write_listing(section, listing)
        self._write_articles({one.page_name(1) for listed in chapters.values() for one in listed})
        files = self._write_titles()
        newest = list(islice(listings.lines_of(listings.newest()), NEWEST))
        self._render("index.html", "index", {"lines": newest, "total": total, "files": files, "chapters": chapters})
        self._write(MARK, json.dumps({"made_at": self._made_at, "articles": total}).encode())
        return self._count

    def _write_listing(self, section: str, listing: Listing) -> None:
        lines = listings.lines_of(listing.entries)
        for number in range(1, listing.page_count + 1):
            about = {
                "section": section,
                "listing": listing,
                "lines": list(islice(lines, PER_PAGE)),
                "number": number,
                "previous": Path(listing.page_name(number - 1)).name if number > 1 else "",
                "following": Path(listing.page_name(number + 1)).name if number < listing.page_count else "",
            }
            self._render(listing.page_name(number), "listing", about)

    def _write_articles(self, listed: Set[str]) -> None:
        for batch in records(listed):
            for record in batch:
                self._render(record.file, "article", {"record": record})

    def _write_titles(self) -> int:
        """The titles for the search in the page, the newest first, in pieces; returns how many pieces."""
        number = 0
        for number, piece in enumerate(_pieces(listings.lines_of(listings.newest())), start=1):
            rows = [[fold(one.title).lower(), one.title, one.file, one.source, one.date.phrase] for one in piece]
            told = json.dumps(rows, ensure_ascii=True, separators=(",", ":"))  # ASCII: no encoding to go wrong
            self._write(f"assets/titles-{number}.js", f"newsarchiveTitles({number},{told});\n".encode())
        return number

    def _render(self, name: str, template: str, about: dict[str, Any]) -> None:
        root = "../" * name.count("/")
        context = {"root": root, "made_at": self._made_at, **about}
        text = get_template(f"articles/export/{template}.html").render(context)
        self._write(name, text.encode())

    def _write(self, name: str, content: bytes) -> None:
        target = self._folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with open(target, "xb", opener=lambda path, flags: os.open(path, flags, 0o644)) as file:  # a mode
            file.write(content)
        self._count += 1
        self._on_pages(1)


def _pieces(lines: Iterable[Line]) -> Iterator[list[Line]]:
    remaining = iter(lines)
    while piece := list(islice(remaining, TITLES_A_FILE)):
        yield piece
