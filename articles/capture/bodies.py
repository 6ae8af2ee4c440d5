"""Bodies of web pages, unpacked while they come and never past a limit: what a bomb would become is never made.

Sources: RFC 9110, section 8.4.1 (gzip, deflate), RFC 7932 (brotli), RFC 8878 and RFC 9659 (zstd and its window).
"""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable, Iterator
from typing import Final, Protocol

import brotli

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

ACCEPTED: Final = "gzip, deflate, br, zstd"  # what httpcore's caller asks for; other packings are refused
_PIECE: Final = 256 * 1024
_ANY_HEADER: Final = 47  # zlib's or gzip's, as zlib counts
_NO_HEADER: Final = -15
_ZLIB_HEADER: Final = 2  # bytes
_GZIP: Final = b"\x1f"  # where members follow each other, the next may begin at the very end of what was sent
_ZSTD: Final = (b"\x28", *(bytes((0x50 + number,)) for number in range(16)))  # frames, and those to be passed over
_MOST_MEMBERS: Final = 10_000  # of one body; a megabyte of empty frames was measured at 1.3 seconds
_ZSTD_WINDOW: Final = 23  # 8 MB as a power of two: what RFC 9659 lets a server ask of those it talks to


class BodyError(Exception):
    """A body that is not taken; the message is a reason for people."""


class TooLargeError(BodyError):
    """A body beyond the limit."""


class Unpacker(Protocol):
    """Undoes one packing."""

    @property
    def is_complete(self) -> bool:
        """Whether all that was begun has come to its end."""

    def unpack(self, sent: bytes) -> Iterator[bytes]:
        """What the next bytes hold, in pieces of bounded size. Raises the library's error, or BodyError."""


class Body:
    """Collects a body of at most `max_bytes`, sent or unpacked. `packing` is the Content-Encoding header."""

    def __init__(self, *, packing: str, max_bytes: int) -> None:
        name = packing.strip().lower()
        if name not in _UNPACKERS:
            raise BodyError(f"packed by the server as “{name[:40]}”, which was not asked for")
        self._max = max_bytes
        self._content = bytearray()  # a list would hold forty times what comes in chunks of a byte
        self._sent = 0
        make = _UNPACKERS[name]
        self._unpacker = make() if make is not None else None

    @property
    def has_any(self) -> bool:
        """Whether anything has come of what was sent."""
        return bool(self._content)

    def add(self, sent: bytes) -> None:
        """Take the next bytes as sent. Raises TooLargeError, BodyError."""
        self._sent += len(sent)
        if self._sent > self._max:
            raise TooLargeError
        if self._unpacker is None:
            self._keep(sent)
            return
        try:
            for piece in self._unpacker.unpack(sent):
                self._keep(piece)
        except (zlib.error, brotli.error, zstd.ZstdError) as error:
            raise BodyError("packed data that cannot be unpacked") from error

    def finish(self) -> bytes:
        """The whole body. Raises BodyError where its end is missing."""
        if self._unpacker is not None and self._sent and not self._unpacker.is_complete:
            raise BodyError("packed data that ends too early")
        return bytes(self._content)

    def _keep(self, piece: bytes) -> None:
        if len(self._content) + len(piece) > self._max:
            raise TooLargeError
        self._content += piece


class _Gzip:
    """Gzip's members one behind the other, or zlib's data."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(_ANY_HEADER)
        self._members = 1

    @property
    def is_complete(self) -> bool:
        return self._inner.eof

    def unpack(self, sent: bytes) -> Iterator[bytes]:
        while sent:
            if self._inner.eof:
                if not sent.startswith(_GZIP):
                    return  # what stands behind the data is nobody's
                self._members = _one_more(self._members)
                self._inner = zlib.decompressobj(_ANY_HEADER)
            yield self._inner.decompress(sent, _PIECE)
            sent = self._inner.unconsumed_tail or self._inner.unused_data


class _Deflate(_Gzip):
    """'deflate': zlib's format by the standard, and bare deflate by custom."""

    def __init__(self) -> None:
        super().__init__()
        self._head: bytes | None = b""  # until there is enough of it to tell the two apart

    def unpack(self, sent: bytes) -> Iterator[bytes]:
        if self._head is not None:
            sent = self._head + sent
            if len(sent) < _ZLIB_HEADER:
                self._head = sent
                return
            self._head = None
            try:
                zlib.decompressobj(_ANY_HEADER).decompress(sent[:_ZLIB_HEADER])
            except zlib.error:
                self._inner = zlib.decompressobj(_NO_HEADER)
        yield from super().unpack(sent)


class _Brotli:
    """One stream of brotli; its own window is at most 16 MB."""

    def __init__(self) -> None:
        self._inner = brotli.Decompressor()

    @property
    def is_complete(self) -> bool:
        return bool(self._inner.is_finished())

    def unpack(self, sent: bytes) -> Iterator[bytes]:
        if self.is_complete:
            return
        yield self._inner.process(sent, output_buffer_limit=_PIECE)
        while not self._inner.can_accept_more_data():
            yield self._inner.process(b"", output_buffer_limit=_PIECE)


class _Zstd:
    """Frames of zstd one behind the other, those left out that hold no data."""

    def __init__(self) -> None:
        self._inner = _new_zstd()
        self._members = 1

    @property
    def is_complete(self) -> bool:
        return self._inner.eof

    def unpack(self, sent: bytes) -> Iterator[bytes]:
        while True:
            if self._inner.eof:
                if not sent.startswith(_ZSTD):
                    return
                self._members = _one_more(self._members)
                self._inner = _new_zstd()
            yield self._inner.decompress(sent, _PIECE)
            if self._inner.eof:
                sent = self._inner.unused_data
            elif self._inner.needs_input:
                return
            else:
                sent = b""


def _one_more(members: int) -> int:
    """One member or frame more. Raises BodyError where there are too many, since each takes its time even if empty."""
    if members >= _MOST_MEMBERS:
        raise BodyError("packed in too many pieces")
    return members + 1


def _new_zstd() -> zstd.ZstdDecompressor:
    return zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: _ZSTD_WINDOW})


_UNPACKERS: Final[dict[str, Callable[[], Unpacker] | None]] = {
    "gzip": _Gzip,
    "x-gzip": _Gzip,
    "deflate": _Deflate,
    "br": _Brotli,
    "zstd": _Zstd,
    "identity": None,
    "": None,
}
