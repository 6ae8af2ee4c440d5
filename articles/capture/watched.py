"""Files that somebody else puts into a folder, once they are whole."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from articles.capture import file_types

_UNFINISHED: Final = (".part", ".partial", ".crdownload", ".download", ".tmp", ".temp", ".filepart", ".opdownload", "~")
_MOST_FILES: Final = 200_000  # of one look; the rest comes with the next, when these are taken


@dataclass(frozen=True, slots=True)
class Seen:
    """A file as a look at the folder found it."""

    path: str
    size: int
    modified_ns: int


def look(folder: str, *, passing_over: str = "") -> Iterator[Seen]:
    """The files in a folder and those below it, sorted by name; hidden and unfinished ones and links passed over.

    `passing_over` is a folder inside that is not looked into. Raises OSError where the folder cannot be read.
    """
    found = 0
    waiting = [folder]
    while waiting:
        here = waiting.pop()
        try:
            entries = sorted(os.scandir(here), key=lambda entry: entry.name)
        except OSError:
            if here == folder:
                raise
            continue
        for entry in entries:
            seen = None if is_unfinished(entry.name) or file_types.reason_to_skip(entry.name) else _seen(entry)
            if isinstance(seen, Seen) and found < _MOST_FILES:
                found += 1
                yield seen
            elif seen is True and not (passing_over and Path(entry.path).absolute() == Path(passing_over).absolute()):
                waiting.append(entry.path)


def is_unfinished(name: str) -> bool:
    """Whether a file of this name is still being written, by the names that browsers and tools give meanwhile."""
    return name.lower().endswith(_UNFINISHED) or name.lower().startswith((".", "~$"))


def _seen(entry: os.DirEntry[str]) -> Seen | bool:
    """A file; True for a folder, False for anything else and what is gone meanwhile."""
    try:
        status = entry.stat(follow_symlinks=False)
    except OSError:
        return False
    if stat.S_ISDIR(status.st_mode):
        return True
    if not stat.S_ISREG(status.st_mode):
        return False
    return Seen(entry.path, status.st_size, status.st_mtime_ns)
