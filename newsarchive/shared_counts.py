"""How often something was done within a window of time, counted by all processes of a machine together.

A file of fixed size holds the counts, mapped into the memory of each process that counts: nothing is asked of the
database, and what is counted twice at the same moment counts twice. Where the file cannot be written, a process counts
for itself.
"""

from __future__ import annotations

import fcntl
import logging
import mmap
import os
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from typing import Final

SLOTS: Final = 16_384
_SLOT: Final = struct.Struct("<8sII")  # digest of what is counted, number of the window, count
_TRIED: Final = 8  # slots, one behind the other; where all are taken, the smallest count makes room
_logger = logging.getLogger(__name__)


class SharedCounts:
    """Counts by key in a file, which is made where there is none."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._thread_lock = threading.Lock()
        self._process = 0
        self._file = -1
        self._memory: mmap.mmap | bytearray = bytearray(0)

    def add(self, key: str, *, now: float, window: int) -> int:
        """Count `key` once more; returns how often it was counted in the window of so many seconds that `now` is in."""
        digest, number = blake2b(f"{window} {key}".encode(), digest_size=8).digest(), int(now // window) % 2**32
        with self._locked() as memory:
            at, count = _place(memory, digest, number)
            _SLOT.pack_into(memory, at, digest, number, min(count + 1, 2**32 - 1))
        return count + 1

    @contextmanager
    def _locked(self) -> Iterator[mmap.mmap | bytearray]:
        with self._thread_lock:
            if self._process != os.getpid():  # locks of files are a process's own, so a fork opens it anew
                self._open()
            if self._file >= 0:
                fcntl.lockf(self._file, fcntl.LOCK_EX)
            try:
                yield self._memory
            finally:
                if self._file >= 0:
                    fcntl.lockf(self._file, fcntl.LOCK_UN)

    def _open(self) -> None:
        self._process, self._file = os.getpid(), -1
        size = SLOTS * _SLOT.size
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            os.ftruncate(file, size)
            self._memory, self._file = mmap.mmap(file, size), file
        except OSError as error:
            _logger.warning("%s cannot be written (%s): each process counts for itself", self._path, error.strerror)
            self._memory = bytearray(size)


def _place(memory: mmap.mmap | bytearray, digest: bytes, number: int) -> tuple[int, int]:
    """Where `digest` is counted, and its count in the window of this number."""
    first = int.from_bytes(digest[:4], "little")
    places = [(first + step) % SLOTS * _SLOT.size for step in range(_TRIED)]
    free, least = -1, (2**32, -1)
    for at in places:
        known, window, count = _SLOT.unpack_from(memory, at)
        if known == digest:
            return at, count if window == number else 0
        if window != number:
            free = at if free < 0 else free
        else:
            least = min(least, (count, at))
    return (free if free >= 0 else least[1]), 0
