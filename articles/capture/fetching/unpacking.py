"""Bodies unpacked while they come, never past a limit: what a bomb would become is never made."""

from __future__ import annotations

import zlib
from typing import Final

ACCEPTED: Final = "gzip, deflate"  # what httpcore's caller asks for; other packings are refused
_PIECE: Final = 256 * 1024
_ANY_HEADER: Final = 47  # zlib's or gzip's, as zlib counts
_NO_HEADER: Final = -15
_GZIP: Final = b"\x1f"  # where members follow each other, the next may begin at the very end of what was sent
_NAMES: Final = {"gzip": "gzip", "x-gzip": "gzip", "deflate": "deflate", "identity": "", "": ""}


class BodyError(Exception):
    """A body that is not taken; the message is a reason for people."""


class TooLargeError(BodyError):
    """A body beyond the limit."""


class Body:
    """Collects a body of at most `max_bytes`, sent or unpacked. `packing` is the Content-Encoding header."""

    def __init__(self, *, packing: str, max_bytes: int) -> None:
        name = packing.strip().lower()
        if name not in _NAMES:
            raise BodyError(f"packed by the server as “{name[:40]}”, which was not asked for")
        self._packing, self._max = _NAMES[name], max_bytes
        self._pieces: list[bytes] = []
        self._size = self._sent = 0
        self._unpacker = zlib.decompressobj(_ANY_HEADER) if self._packing else None
        self._is_bare = False

    def add(self, sent: bytes) -> None:
        """Take the next bytes as sent. Raises TooLargeError, BodyError."""
        self._sent += len(sent)
        if self._sent > self._max:
            raise TooLargeError
        if self._unpacker is None:
            self._keep(sent)
        else:
            self._unpack(sent)

    def finish(self) -> bytes:
        """The whole body. Raises BodyError where its end is missing."""
        if self._unpacker is not None and self._sent and not self._unpacker.eof:
            raise BodyError("packed data that ends too early")
        return b"".join(self._pieces)

    def _unpack(self, sent: bytes) -> None:
        while sent:
            assert self._unpacker is not None
            if self._unpacker.eof:
                if not sent.startswith(_GZIP):
                    return  # what stands behind the data is nobody's
                self._unpacker = zlib.decompressobj(_ANY_HEADER)
            try:
                piece = self._unpacker.decompress(sent, _PIECE)
            except zlib.error as error:
                # 'deflate' is zlib's format by the standard and bare deflate by custom.
                if self._packing != "deflate" or self._size or self._is_bare:
                    raise BodyError("packed data that cannot be unpacked") from error
                self._is_bare = True
                self._unpacker = zlib.decompressobj(_NO_HEADER)
                continue
            self._keep(piece)
            sent = self._unpacker.unconsumed_tail or self._unpacker.unused_data

    def _keep(self, piece: bytes) -> None:
        self._size += len(piece)
        if self._size > self._max:
            raise TooLargeError
        self._pieces.append(piece)
