"""Web archive files (WARC and ARC), read a record at a time in constant memory.

Sources: ISO 28500:2017 (WARC 1.1); the ARC file format of the Internet Archive, 1996. A file may be gzipped by record,
as the standard asks, as a whole, or with its members cut anywhere; all three are read. Where data is damaged, the
damage is reported and reading goes on at the next record that can be told.
"""

from __future__ import annotations

import re
import zlib
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from io import RawIOBase
from typing import IO, Any, Final

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed

from articles.capture.bodies import Body, BodyError, TooLargeError
from articles.capture.found import Place, Revisit
from articles.capture.manifest import parse_moment
from articles.capture.unpack import UnpackError, read_limited, too_large
from articles.documents import RawCapture, Rejection
from articles.envelopes.opened import bounded_moment, web_address

SUFFIXES: Final = (".warc", ".warc.gz", ".arc", ".arc.gz")
MEDIA_TYPES: Final = ("text/html", "application/xhtml+xml", "text/plain")
_UNPACKED_HERE: Final = ("br", "zstd", "x-gzip")  # warcio undoes gzip and deflate; brotli it would undo without a limit
_UNREADABLE: Final = ("compress", "x-compress")  # content encodings that no library here undoes
_GZIP: Final = b"\x1f\x8b\x08"
_RECORD: Final = re.compile(rb"(?:^|[\n\x00])WARC/1\.[01]\r?\n")
_STATUS: Final = re.compile(r"[1-5]\d\d")
_PIECE: Final = 64 * 1024
_EVERY: Final = 1_000  # records, after which the place is told though nothing was found
_MOST_PACKED: Final = 2 * 1024**3  # bytes that one gzip member may unpack to; beyond it is made to unpack without end
_DAMAGE: Final = (
    ArchiveLoadFailed,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    OverflowError,
    AttributeError,
    TypeError,
    KeyError,
)


def is_warc(name: str) -> bool:
    """Whether a file of this name is a web archive file."""
    return name.lower().endswith(SUFFIXES)


def read_warc(
    name: str, file: IO[bytes], *, max_bytes: int, since: Place | None = None
) -> Iterator[RawCapture | Rejection | Revisit | Place]:
    """The pages in a web archive file, in its order: responses with status 200 and resources that hold HTML or text.

    Requests, pictures and redirects are passed over; revisits hold no bytes, since an earlier record has them. `file`
    must be seekable; a page larger than `max_bytes`, cut short or damaged is a rejection. Each is named by the file,
    '#' and the number of its record, from 1.

    A Place tells how far all is done, after each page and after every 1,000 records; given back as `since`, reading
    goes on there. The last one is done.
    """
    place = since = since or Place()
    number, start, to_skip = since.records - since.within, since.position, since.within
    told = -1  # behind how many records damage was reported last: what goes on without any between is one
    while start >= 0:
        segment = _Segment(file, start)
        try:
            records = ArchiveIterator(segment, arc2warc=True)
            for record in records:
                if record.length is None:
                    raise ArchiveLoadFailed("the record states no length")
                number += 1
                place = segment.place_of(records.offset, number)
                if to_skip > 0:
                    to_skip -= 1
                    continue
                found = _found(f"{name}#{number}", record, max_bytes)
                if found is not None:
                    yield found
                if found is not None or number % _EVERY == 0:
                    yield place
            problem = segment.problem
        except _DAMAGE as error:
            problem = segment.problem or _first_line(error)
        if not problem:
            break
        if to_skip <= 0 and number != told:  # otherwise it was reported before
            told = number
            yield Rejection(name=f"{name}#{number + 1}", reason=f"damaged near byte {segment.position:,}: {problem}")
        start, to_skip = _next_start(file, segment), 0
        if start >= 0:
            place = Place(position=start, records=number)
            yield place
    yield replace(place, is_done=True)


class _Segment(RawIOBase):
    """A file from one place on, unpacked where it is gzip data. At damage it ends, and `problem` says why.

    It keeps where the last record that stands at the start of a gzip member began, since reading can go on only there.
    """

    def __init__(self, file: IO[bytes], start: int) -> None:
        super().__init__()
        self.file, self.start = file, start
        file.seek(start)
        self.is_packed = file.read(len(_GZIP)) == _GZIP
        file.seek(start)
        self.position = start  # where the packed member, or the bytes last read, began
        self.problem = ""
        self._unpacker = zlib.decompressobj(31) if self.is_packed else None
        self._rest = b""
        self._unpacked = 0
        self._told = 0  # bytes handed over
        self._members = deque([(0, start)])  # where members begin: unpacked, and in the file
        self._anchor = start, -1  # where the last record at a member's start began, and how many were done before

    def place_of(self, offset: int, number: int) -> Place:
        """The place behind record `number`, which begins at the unpacked byte `offset`."""
        while len(self._members) > 1 and self._members[1][0] <= offset:
            self._members.popleft()
        begins, packed = self._members[0]
        if not self.is_packed:
            self._anchor = self.start + offset, number - 1
        elif begins == offset or self._anchor[1] < 0:
            self._anchor = packed, number - 1
        return Place(position=self._anchor[0], within=number - self._anchor[1], records=number)

    def tell(self) -> int:
        """How many unpacked bytes were handed over."""
        return self._told

    def readable(self) -> bool:
        """It is there to be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill `buffer` with the next bytes; 0 at the end."""
        piece = self._plain(len(buffer)) if self._unpacker is None else self._next_unpacked(len(buffer))
        buffer[: len(piece)] = piece
        self._told += len(piece)
        return len(piece)

    def _plain(self, size: int) -> bytes:
        self.position = self.file.tell()
        return self.file.read(size)

    def _next_unpacked(self, size: int) -> bytes:
        while self._unpacker is not None and not self.problem:
            if self._unpacker.eof and not self._next_member():
                return b""
            packed = self._rest or self.file.read(_PIECE)
            if not packed:
                self.problem = "the file ends within a record"
                return b""
            try:
                piece = self._unpacker.decompress(packed, size)
            except zlib.error as error:
                self.problem = f"gzip data that cannot be unpacked ({error})"
                return b""
            self._rest = self._unpacker.unconsumed_tail or self._unpacker.unused_data
            self._unpacked += len(piece)
            if self._unpacked > _MOST_PACKED:
                self.problem = "gzip data that unpacks without end"
                return b""
            if piece:
                return piece
        return b""

    def _next_member(self) -> bool:
        """Go on with the gzip member that follows; False at the end of the file."""
        packed = self._rest or self.file.read(_PIECE)
        packed = packed.lstrip(b"\x00")  # padding
        if not packed:
            return False
        self._rest = packed
        self.position = self.file.tell() - len(packed)
        self._members.append((self._told, self.position))
        self._unpacker = zlib.decompressobj(31)
        self._unpacked = 0
        return True


def _next_start(file: IO[bytes], segment: _Segment) -> int:
    """Where, behind damage, the next record that can be told begins; -1 where there is none."""
    at = segment.position + 1
    overlap = 16
    file.seek(at)
    before = b""
    while piece := file.read(_PIECE):
        window = before + piece
        if segment.is_packed:
            found = window.find(_GZIP)
        else:
            match = _RECORD.search(window)
            found = -1 if match is None else match.end() - len(match.group().lstrip(b"\n\x00"))
        if found >= 0:
            return at - len(before) + found
        at += len(piece)
        before = window[-overlap:]
    return -1


def _found(name: str, record: Any, max_bytes: int) -> RawCapture | Rejection | Revisit | None:
    """What a record tells of a page, None where it tells of none."""
    return _revisit(name, record) if record.rec_type == "revisit" else _page(name, record, max_bytes)


def _revisit(name: str, record: Any) -> Revisit | None:
    """A page met again; None where the record says that it was none, or not of what."""
    http = record.http_headers
    declared = (http.get_header("Content-Type") or "") if http is not None else ""
    if declared and declared.partition(";")[0].strip().lower() not in MEDIA_TYPES:
        return None
    told = record.rec_headers.get_header
    url = _address(told("WARC-Target-URI") or "")
    first_url = _address(told("WARC-Refers-To-Target-URI") or "") or url
    if not url:
        return None
    return Revisit(
        name=name,
        url=url,
        captured_at=_moment(told("WARC-Date") or ""),
        first_url=first_url,
        first_seen=_moment(told("WARC-Refers-To-Date") or ""),
    )


def _page(name: str, record: Any, max_bytes: int) -> RawCapture | Rejection | None:
    """The page that a record holds, None where it holds none."""
    http = record.http_headers
    if record.rec_type == "response":
        if http is not None and not _STATUS.fullmatch(http.get_statuscode()):
            return Rejection(name=name, reason="its HTTP header cannot be read")
        if http is None or http.get_statuscode() != "200":
            return None
        declared = http.get_header("Content-Type") or ""
        packing = (http.get_header("Content-Encoding") or "").strip().lower()
    elif record.rec_type == "resource":
        declared, packing = record.rec_headers.get_header("Content-Type") or "", ""
    else:
        return None
    if declared.partition(";")[0].strip().lower() not in MEDIA_TYPES:
        return None
    if packing in _UNREADABLE or "," in packing:
        return Rejection(name=name, reason=f"packed by the server as “{packing}”, which is not read")
    try:
        content = _content(record, packing, max_bytes)
    except (UnpackError, BodyError) as error:
        return Rejection(name=name, reason=str(error))
    if getattr(record.raw_stream, "limit", 0) > 0:
        return Rejection(name=name, reason="the record is cut short")
    if not content.strip():
        return Rejection(name=name, reason="empty")
    return RawCapture(
        content=content,
        media_type=declared,
        name=name,
        url=_address(record.rec_headers.get_header("WARC-Target-URI") or ""),
        captured_at=_moment(record.rec_headers.get_header("WARC-Date") or ""),
    )


def _content(record: Any, packing: str, max_bytes: int) -> bytes:
    """The body of a record, without its chunks and packing. Raises UnpackError, BodyError."""
    if packing not in _UNPACKED_HERE:
        return read_limited(record.content_stream(), max_bytes=max_bytes)
    is_chunked = (record.http_headers.get_header("Transfer-Encoding") or "").strip().lower() == "chunked"
    sent = ChunkedDataReader(record.raw_stream) if is_chunked else record.raw_stream
    packed = read_limited(sent, max_bytes=max_bytes)
    body = Body(packing=packing, max_bytes=max_bytes)
    try:
        for start in range(0, len(packed), _PIECE):
            body.add(packed[start : start + _PIECE])
        return body.finish()
    except TooLargeError as error:
        raise UnpackError(too_large(max_bytes)) from error
    except BodyError:
        # Some crawlers keep the header of a body that they have unpacked.
        if not body.has_any and packed.lstrip().startswith(b"<"):
            return packed
        raise


def _address(url: str) -> str:
    """The address of a record, in angle brackets in some files; empty where it is none of the web."""
    return web_address(url.strip().removeprefix("<").removesuffix(">"))


def _moment(text: str) -> datetime | None:
    with suppress(ValueError):
        return bounded_moment(parse_moment(text))
    return None


def _first_line(error: BaseException) -> str:
    """What a library said, in one short line."""
    words = " ".join(str(error).split()) or type(error).__name__
    return words[:160]
