"""Gzip and ZIP, read in memory and never past a limit, whatever they claim of themselves."""

from __future__ import annotations

import gzip
import os
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import dataclass
from io import RawIOBase
from itertools import pairwise
from typing import IO, Final, Protocol

_PIECE: Final = 256 * 1024
_RATIO: Final = 250  # times its packed size a member may unpack to; pages reach 20
_ALWAYS: Final = 1024 * 1024  # bytes that a member may have whatever its ratio
_READABLE: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # the others' readers can be made to fill the memory
DAMAGE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    RuntimeError,
    NotImplementedError,
    OverflowError,
)


class UnpackError(Exception):
    """Packed data that is not read; the message is a reason for people."""


class Readable(Protocol):
    """Anything that gives at most `size` bytes at a time."""

    def read(self, size: int, /) -> bytes:
        """The next bytes, none at the end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A file in a ZIP: its name as the ZIP gives it, and its bytes or the reason why there are none."""

    name: str
    content: bytes = b""
    problem: str = ""


def read_limited(file: Readable, *, max_bytes: int) -> bytes:
    """All of `file`. Raises UnpackError where it holds more than `max_bytes`, having read no further."""
    content = bytearray()  # a list would hold forty times what comes in pieces of a byte
    while len(content) <= max_bytes and (piece := file.read(min(_PIECE, max_bytes + 1 - len(content)))):
        content += piece
    if len(content) > max_bytes:
        raise UnpackError(too_large(max_bytes))
    return bytes(content)


def gunzip(file: IO[bytes], *, max_bytes: int) -> bytes:
    """The unpacked bytes of a gzip file. Raises UnpackError where it is damaged or holds more than `max_bytes`."""
    try:
        with gzip.GzipFile(fileobj=file, mode="rb") as unpacked:
            return read_limited(unpacked, max_bytes=max_bytes)
    except DAMAGE as error:
        raise UnpackError(f"damaged gzip data: {error}") from error


def read_zip(file: IO[bytes], *, max_bytes: int) -> Iterator[Member]:
    """The files in a ZIP by name, each at most `max_bytes` and 250 times its packed size.

    Raises UnpackError where it is no ZIP at all.
    """
    try:
        archive = zipfile.ZipFile(file)
    except DAMAGE as error:
        raise UnpackError(f"damaged ZIP: {error}") from error
    with archive:
        members = [member for member in archive.infolist() if not member.filename.endswith("/")]
        overlapping = _overlapping(members)
        for member in sorted(members, key=lambda info: (info.filename, info.header_offset)):
            most = min(max_bytes, max(_ALWAYS, member.compress_size * _RATIO))
            problem = _problem(member, max_bytes)
            if member.header_offset in overlapping:
                problem = "overlaps another member of its ZIP"
            yield Member(name=member.filename, problem=problem) if problem else _read(archive, member, most, max_bytes)


def open_members(file: IO[bytes], *, is_wanted: Callable[[str], bool]) -> Iterator[OpenMember | Member]:
    """The files in a ZIP whose names are wanted, whatever their size; one that cannot be opened by its problem alone.

    Each is open until the next is asked for. Raises UnpackError where it is no ZIP.
    """
    try:
        archive = zipfile.ZipFile(file)
    except DAMAGE as error:
        raise UnpackError(f"damaged ZIP: {error}") from error
    with archive:
        overlapping = _overlapping(archive.infolist())
        for member in archive.infolist():
            if member.filename.endswith("/") or not is_wanted(member.filename):
                continue
            # Members hold packed data already: a size beyond any limit of a page is no fault of theirs.
            problem = _problem(member, max_bytes=member.file_size)
            if member.header_offset in overlapping:
                problem = problem or "overlaps another member of its ZIP"
            try:
                opened = None if problem else OpenMember(archive, member)
            except DAMAGE as error:
                opened, problem = None, f"damaged in its ZIP: {error}"
            if opened is None:
                yield Member(name=member.filename, problem=problem)
            else:
                with opened:
                    yield opened


class OpenMember(RawIOBase):
    """A file in a ZIP, open and seekable.

    Bytes that do not add up to what the ZIP says of them are given all the same, since an archive of records can tell
    itself which of them are damaged; `problem` has the words for it then.
    """

    def __init__(self, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
        super().__init__()
        self._archive, self._member = archive, member
        self._file = archive.open(member)
        self.name = member.filename
        self.problem = ""

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes, none at the end."""
        at = self._file.tell()
        try:
            return self._file.read(size)
        except zipfile.BadZipFile as error:
            if self.problem:
                raise
            self.problem = f"damaged in its ZIP: {error}"
        self._file.close()
        self._file = self._archive.open(_with_true_sum(self._archive, self._member))
        self._file.seek(at)
        return self._file.read(size)

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        """Go to a place; returns it."""
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        """The present place."""
        return self._file.tell()

    def readable(self) -> bool:
        """Yes."""
        return True

    def seekable(self) -> bool:
        """Yes."""
        return True

    def close(self) -> None:
        """Close the member; its ZIP stays open."""
        if not self.closed:
            self._file.close()
        super().close()


def _with_true_sum(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> zipfile.ZipInfo:
    """The member with the check sum that its bytes have."""
    found = copy(member)
    del found.CRC  # without it none is compared; but then there is no going back either
    total = 0
    with archive.open(found) as file:
        while piece := file.read(_PIECE):
            total = zlib.crc32(piece, total)
    found.CRC = total
    return found


def too_large(max_bytes: int) -> str:
    """The reason for what passes the limit."""
    return f"larger than {max_bytes / 1024 / 1024:.3g} MB unpacked"


def _problem(member: zipfile.ZipInfo, max_bytes: int) -> str:
    """Why a member is not even opened, empty where it may be."""
    if not is_inside(member.orig_filename):
        return "its path leads out of the ZIP"
    if stat.S_ISLNK(member.external_attr >> 16):
        return "a symbolic link"
    if member.flag_bits & 0x1:
        return "encrypted"
    if member.compress_type not in _READABLE:
        return "packed in a way that is not read (only deflate is)"
    if member.file_size > max_bytes:
        return too_large(max_bytes)
    return ""


def is_inside(path: str) -> bool:
    """Whether a relative path stays in its folder: no '..', no root, no drive, no backslash, no NUL."""
    parts = path.split("/")
    return (
        bool(path)
        and ".." not in parts
        and parts[0] != ""
        and not any(char in path for char in "\\\x00")
        and (parts[0][1:2] != ":")
    )


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo, most: int, max_bytes: int) -> Member:
    try:
        with archive.open(member) as file:
            return Member(name=member.filename, content=read_limited(file, max_bytes=most))
    except UnpackError as error:
        bomb = f"unpacks to more than {_RATIO} times its size"
        return Member(name=member.filename, problem=str(error) if most >= max_bytes else bomb)
    except DAMAGE as error:
        return Member(name=member.filename, problem=f"damaged in its ZIP: {error}")


def _overlapping(members: list[zipfile.ZipInfo]) -> set[int]:
    """Header offsets of members whose data runs into the next one's: a small ZIP made to unpack without end."""
    ordered = sorted(members, key=lambda info: info.header_offset)
    return {
        first.header_offset
        for first, second in pairwise(ordered)
        if first.header_offset + first.compress_size > second.header_offset
    }
