"""Saved pages from disk: HTML files, text scrapes, MHTML and e-mails, gzipped or not, tables of articles, web archive
files, folders and ZIPs of them.

Nothing is unpacked to disk, symbolic links are not followed, and no file or member is read past a limit.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import IO, Final, cast

from articles.capture import file_types
from articles.capture.found import DEFAULT_LIMITS, Checkpoint, Found, Limits, Place, Skipped
from articles.capture.identity import identify_file
from articles.capture.link_lists import is_link_list, read_links
from articles.capture.tables import read_table
from articles.capture.unpack import (
    DAMAGE,
    Member,
    OpenMember,
    UnpackError,
    gunzip,
    open_members,
    read_limited,
    read_zip,
    too_large,
)
from articles.capture.warc import is_warc, read_warc
from articles.documents import RawCapture, Rejection
from articles.envelopes.open import with_provenance

_NOT_A_PAGE: Final = (
    "neither a page nor a table nor an archive of pages (.html, .txt, .mhtml, .eml, .csv, .json, .jsonl, .warc, .zip)"
)
_PAGE_SUFFIXES: Final = (".html", ".htm", ".xhtml")
# A batch is a second or two of work, all that a killed run repeats, and costs a tenth of one whatever is in it.
BATCH_CAPTURES: Final = 300
BATCH_PAGES: Final = 100  # captures that are enough where they are no short texts, but hold so many bytes:
BATCH_PAGES_BYTES: Final = 512 * 1024
BATCH_BYTES: Final = 16 * 1024 * 1024
BATCH_OTHERS: Final = 1_000  # what is no capture, held beside them


def read_paths(paths: Iterable[str], *, limits: Limits = DEFAULT_LIMITS) -> Iterator[Found]:
    """Every page under `paths`, in the order given, folders sorted by name.

    A path named by the caller must be a page, a folder or a ZIP; what else lies in a folder or ZIP is skipped with a
    word. The name of a member is its ZIP's path, a slash, and its path in there.
    """
    for path in paths:
        yield from _read_path(path, limits=limits, is_named=True)


def in_batches(found: Iterable[Found]) -> Iterator[list[Found]]:
    """`found` in lists of a size whose bytes are held in memory and committed together."""
    batch: list[Found] = []
    captures = size = 0
    for one in found:
        batch.append(one)
        if isinstance(one, RawCapture):
            captures += 1
            size += len(one.content)
        if fills_a_batch(captures, size) or len(batch) >= BATCH_OTHERS:
            yield batch
            batch, captures, size = [], 0, 0
    if batch:
        yield batch


def fills_a_batch(captures: int, size: int) -> bool:
    """Whether so many captures of so many bytes are as much as is committed together."""
    is_pages = captures >= BATCH_PAGES and size >= BATCH_PAGES_BYTES
    return is_pages or captures >= BATCH_CAPTURES or size >= BATCH_BYTES


def _read_path(path: str, *, limits: Limits, is_named: bool) -> Iterator[Found]:
    """The pages of one file or folder. `is_named` where the caller asked for this very path."""
    waiting = [(path, is_named)]
    while waiting:
        name, named = waiting.pop()
        try:
            mode = Path(name).lstat().st_mode
            if stat.S_ISLNK(mode):
                yield Rejection(name=name, reason="a symbolic link; give the path that it points to")
            elif stat.S_ISDIR(mode):
                children, skipped = _children(name)
                waiting.extend((child, False) for child in reversed(children))
                yield from skipped
            elif stat.S_ISREG(mode):
                yield from _or_a_word(name, _read_file(name, limits=limits, is_named=named), is_named=named)
            else:
                yield Rejection(name=name, reason="neither a file nor a folder")
        except (OSError, ValueError) as error:
            yield Rejection(name=name, reason=_reason_of(error))


def _or_a_word(name: str, found: Iterator[Found], *, is_named: bool) -> Iterator[Found]:
    """What was found in a file; a word where that is nothing at all, so that no file goes without an answer."""
    is_empty = True
    for one in found:
        is_empty = False
        yield one
    if is_empty:
        yield (Rejection if is_named else Skipped)(name=name, reason="holds no page")


def _children(folder: str) -> tuple[list[str], list[Skipped]]:
    """What lies in a folder, sorted: paths to read, and folders that belong to a saved page or to nobody."""
    names = sorted(os.listdir(folder))  # noqa: PTH208  (names as given: Path would tidy './' away)
    present = set(names)
    children: list[str] = []
    skipped: list[Skipped] = []
    for name in names:
        path = f"{folder.rstrip('/') if folder.strip('/') else ''}/{name}"
        if name.endswith("_files") and any(
            name.removesuffix("_files") + suffix in present for suffix in _PAGE_SUFFIXES
        ):
            skipped.append(Skipped(name=path, reason="pictures and frames of the page saved beside it"))
        elif (reason := file_types.reason_to_skip(name)) and Path(path).is_dir() and not Path(path).is_symlink():
            skipped.append(Skipped(name=path, reason=reason.replace("file", "folder")))
        else:
            children.append(path)
    return children, skipped


def _read_file(path: str, *, limits: Limits, is_named: bool) -> Iterator[Found]:
    """The page in an ordinary file, or the pages of a ZIP."""
    base = path.rsplit("/", 1)[-1]
    if not is_named and (reason := file_types.reason_to_skip(base)):
        yield Skipped(name=path, reason=reason)
        return
    if is_named and file_types.is_about_files(base):
        yield Rejection(name=path, reason="speaks about the files beside it; not a page")
        return
    with _open(path) as file:
        head = file.read(file_types.HEAD_BYTES)
        file.seek(0)
        if base.lower().endswith(".zip"):
            yield from _read_members(path, file, limits=limits)
            return
        if is_warc(base):
            yield from _read_warc(path, file, file, limits=limits)
            return
        if base.lower().endswith(".wacz"):
            yield from _read_wacz(path, file, limits=limits)
            return
        if kind := file_types.table_kind(base):
            yield from read_table(path, file, kind, limits=limits, is_named=is_named)
            return
        size = os.fstat(file.fileno()).st_size
        if size > limits.max_bytes and file_types.media_type_of(base, head):
            yield Rejection(name=path, reason=too_large(limits.max_bytes))
            return
        yield from _listed(_page(path, base, file, head, limits=limits, is_named=is_named))


def _read_members(path: str, file: IO[bytes], *, limits: Limits) -> Iterator[Found]:
    """The pages in a ZIP."""
    if not file.read(1):
        yield Rejection(name=path, reason="empty")
        return
    try:
        for member in read_zip(file, max_bytes=limits.max_bytes):
            name = f"{path}/{member.name}"
            if reason := file_types.reason_to_skip(member.name):
                yield Skipped(name=name, reason=reason)
            elif member.problem:
                yield Rejection(name=name, reason=member.problem)
            elif kind := file_types.table_kind(member.name):
                yield from read_table(name, BytesIO(member.content), kind, limits=limits, is_named=False)
            else:
                head = member.content[: file_types.HEAD_BYTES]
                page = _page(name, member.name, BytesIO(member.content), head, limits=limits, is_named=False)
                yield from _listed(page)
    except UnpackError as error:
        yield Rejection(name=path, reason=str(error))


def _read_wacz(path: str, file: IO[bytes], *, limits: Limits) -> Iterator[Found]:
    """The pages in the web archive files of a WACZ (Webrecorder's WACZ specification, 1.1)."""
    try:
        for member in open_members(file, is_wanted=is_warc):
            yield from _read_warc_in(f"{path}/{member.name}", member, file, limits=limits)
    except UnpackError as error:
        yield Rejection(name=path, reason=str(error))


def _read_warc_in(name: str, member: OpenMember | Member, on_disk: IO[bytes], *, limits: Limits) -> Iterator[Found]:
    """The pages of one of a WACZ's web archive files; damage of one is told, and keeps nobody from the next."""
    if isinstance(member, Member):
        yield Rejection(name=name, reason=member.problem)
        return
    try:
        yield from _read_warc(name, cast("IO[bytes]", member), on_disk, limits=limits)
    except DAMAGE as error:
        yield Rejection(name=name, reason=f"damaged in its ZIP, and not read any further: {error}")
        return
    if member.problem:
        yield Rejection(name=name, reason=f"{member.problem}; what could be read of it was taken in")


def _read_warc(name: str, file: IO[bytes], on_disk: IO[bytes], *, limits: Limits) -> Iterator[Found]:
    """The pages in a web archive file, from where the caller knows that reading stopped. `on_disk` is what holds it."""
    identity = since = None
    if limits.place_of is not None:
        at = on_disk.tell()
        identity = identify_file(name, on_disk)
        on_disk.seek(at)
        since = limits.place_of(identity)
    if since is not None and since.is_done:
        reason = f"taken in before, all {since.records:,} records; --again reads it once more"
        yield Skipped(name=name, reason=reason, is_here=True)
        return
    is_empty = since is None
    for found in read_warc(name, file, max_bytes=limits.max_bytes, since=since):
        if not isinstance(found, Place):
            is_empty = False
            yield found
        elif identity is not None:
            yield Checkpoint(identity=identity, place=found)
    if is_empty:
        yield Rejection(name=name, reason="holds no page")


def _page(path: str, base: str, file: IO[bytes], head: bytes, *, limits: Limits, is_named: bool) -> Found:
    """The page that an open file holds, gunzipped where it is gzip data."""
    try:
        if file_types.is_gzip(head):
            if base.lower().endswith((".tgz", ".tar.gz")):
                return Rejection(name=path, reason="a tar archive; give a folder or a ZIP of pages")
            if not is_named and not file_types.may_be_page(base):
                return Skipped(name=path, reason=_NOT_A_PAGE)
            content = gunzip(file, max_bytes=limits.max_bytes)
            head = content[: file_types.HEAD_BYTES]
            if inner := file_types.container_of(head):
                return Rejection(name=path, reason=f"{inner} within gzip data: archives in archives are not opened")
        elif container := file_types.container_of(head):
            within = "" if is_named else ": archives in archives are not opened"
            if is_named or base.lower().endswith(".zip") or file_types.media_type_of(base, b""):
                return Rejection(name=path, reason=f"{container}, not a page{within}")
            return Skipped(name=path, reason=f"{container}, not a page")
        else:
            content = b""
        media_type = file_types.media_type_of(base, head)
        if not media_type:
            return (Rejection if is_named else Skipped)(name=path, reason=_NOT_A_PAGE)
        content = content or read_limited(file, max_bytes=limits.max_bytes)
    except UnpackError as error:
        return Rejection(name=path, reason=str(error))
    if not content.strip():
        return Rejection(name=path, reason="empty")
    return RawCapture(content=content, media_type=media_type, name=path)


def _listed(page: Found) -> Iterator[Found]:
    """A page with what its own bytes tell of its provenance; the links of a page that is nothing but a list of them."""
    if not isinstance(page, RawCapture):
        yield page
    elif "html" in page.media_type and is_link_list(page.content):
        yield from read_links(page.name, page.content)
    else:
        yield with_provenance(page)


def _open(path: str) -> IO[bytes]:
    """`path` for reading; never a link that took a file's place, and never a pipe that would not answer."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    return os.fdopen(descriptor, "rb")


def _reason_of(error: OSError | ValueError) -> str:
    if isinstance(error, FileNotFoundError):
        return "no such file or folder"
    if isinstance(error, PermissionError):
        return "may not be read"
    if isinstance(error, OSError) and error.errno == errno.ELOOP:
        return "a symbolic link"
    return f"cannot be read: {error}"
