"""Whether a file is one that was read before."""

from __future__ import annotations

import hashlib
import os
from typing import IO, Final

from articles.capture.found import FileIdentity

_PIECE: Final = 1024 * 1024
_WHOLE: Final = 64 * 1024 * 1024  # bytes up to which a file is hashed as a whole
_HALF: Final = _WHOLE // 2


def identify_file(path: str, file: IO[bytes], *, name: str = "") -> FileIdentity:
    """The identity of an open file on disk; `name` where it goes by another than its path.

    Of a file beyond 64 MB the first and the last 32 MB are hashed: a web archive of 30 GB would take minutes.
    """
    status = os.fstat(file.fileno())
    digest = hashlib.sha256()
    if status.st_size <= _WHOLE:
        _feed(digest, file, 0, status.st_size)
    else:
        _feed(digest, file, 0, _HALF)
        _feed(digest, file, status.st_size - _HALF, _HALF)
    file.seek(0)
    return FileIdentity(
        path=name or os.path.abspath(path),  # noqa: PTH100  (Path.resolve follows links)
        size=status.st_size,
        modified_ns=status.st_mtime_ns,
        sha256=digest.hexdigest(),
    )


def _feed(digest: hashlib._Hash, file: IO[bytes], start: int, size: int) -> None:
    file.seek(start)
    while size > 0 and (piece := file.read(min(_PIECE, size))):
        digest.update(piece)
        size -= len(piece)
