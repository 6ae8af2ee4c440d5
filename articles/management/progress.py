"""A progress bar on a terminal, and lines printed past it."""

from __future__ import annotations

import sys
import zipfile
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import TextIO

from django.core.management.base import OutputWrapper
from tqdm import tqdm


class Progress:
    """A bar on standard error while that is a terminal; nothing at all anywhere else."""

    def __init__(self, *, total: int | None = None, unit: str = "captures") -> None:
        is_bytes = unit == "bytes"
        self._bar = tqdm(
            total=total,
            unit="B" if is_bytes else f" {unit}",
            unit_scale=is_bytes,
            disable=not sys.stderr.isatty(),
            dynamic_ncols=True,
            leave=False,
        )

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.close()

    def advance(self, count: int = 1) -> None:
        """So many more are done."""
        self._bar.update(count)

    def print(self, line: str, out: OutputWrapper | TextIO) -> None:
        """Write a line without tearing the bar."""
        with self._bar.external_write_mode(file=sys.stderr, nolock=False):
            out.write(f"{line}\n")


def shows_progress() -> bool:
    """Whether anybody sees the bar, so that counting ahead is worth it."""
    return sys.stderr.isatty()


def count_files(paths: Iterable[str]) -> int:
    """How many files, members of ZIPs included, lie under `paths`; what cannot be read counts as one."""
    total = 0
    for path in map(Path, paths):
        files = [path] if not path.is_dir() else [one for one in path.rglob("*") if one.is_file()]
        total += sum(_members(one) for one in files)
    return total


def _members(path: Path) -> int:
    if path.suffix.lower() != ".zip":
        return 1
    try:
        with zipfile.ZipFile(path) as archive:
            return sum(not member.is_dir() for member in archive.infolist())
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError):
        return 1
