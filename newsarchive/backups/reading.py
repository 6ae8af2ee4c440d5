"""Reading a backup: what it is, and whether it is whole."""

from __future__ import annotations

import hashlib
import re
import subprocess
import tempfile
import threading
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from newsarchive.backups.manifest import DISPENSABLE, DUMP, MANIFEST, Manifest, parse_manifest
from newsarchive.backups.programs import BackupError, Programs, programs_for
from newsarchive.backups.writing import PIECE, OnBytes, ended, last_words

Feeding = tuple[threading.Thread, list[str]]
_DAMAGE: Final = (zipfile.BadZipFile, zlib.error, EOFError)  # a ZIP that somebody packed anew can break in other ways
_PLAIN: Final = b"PGDMP"  # how pg_dump's custom format begins
_OF_EXTENSION: Final = re.compile(  # a comment only its owner may make again
    rf"\d+; \d+ \d+ (COMMENT - EXTENSION |EXTENSION - {DISPENSABLE} )"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """A file to restore. A plain dump of pg_dump's has no manifest."""

    file: Path
    manifest: Manifest | None
    size: int

    @contextmanager
    def opened(self) -> Iterator[IO[bytes]]:
        """The dump, to read from its beginning."""
        if self.manifest is None:
            with self.file.open("rb") as stream:
                yield stream
            return
        with zipfile.ZipFile(self.file) as archive, archive.open(DUMP) as stream:
            yield stream


def open_backup(file: Path) -> Backup:
    """Say what a file is; raises BackupError where it is no backup at all, or cut off."""
    try:
        with file.open("rb") as stream:
            start = stream.read(5)
        if start == _PLAIN:
            return Backup(file=file, manifest=None, size=file.stat().st_size)
        with zipfile.ZipFile(file) as archive:
            manifest = parse_manifest(archive.read(MANIFEST))
            size = archive.getinfo(DUMP).file_size
    except BackupError as error:
        raise BackupError(f"{file} is no backup that can be restored: {error}.") from error
    except (*_DAMAGE, KeyError, NotImplementedError) as error:
        raise BackupError(f"{file} is no backup of an archive, or it was cut off or damaged.") from error
    return Backup(file=file, manifest=manifest, size=size)


def check_backup(backup: Backup, *, on_bytes: OnBytes = lambda _: None) -> None:
    """Read all of the dump and compare it with what the manifest says; raises BackupError where it is damaged."""
    try:
        with backup.opened() as stream:
            if backup.manifest is None:
                _read_through(stream, on_bytes)
                return
            digest, size = hashlib.sha256(), 0
            while piece := stream.read(PIECE):
                digest.update(piece)
                size += len(piece)
                on_bytes(len(piece))
    except _DAMAGE as error:
        raise damaged(backup) from error
    if (size, digest.hexdigest()) != (backup.manifest.size, backup.manifest.sha256):
        raise damaged(backup)


def programs_and_list(backup: Backup) -> tuple[Programs, str]:
    """The programs that can read the dump, and its list of contents, less what only a superuser could restore."""
    wanted = backup.manifest.programs if backup.manifest else 0
    programs = programs_for(at_least=wanted)
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as listed, backup.opened() as stream:
        running = subprocess.Popen(  # noqa: S603  # PostgreSQL's own program, by full path
            programs.command("pg_restore", "--list"), stdin=subprocess.PIPE, stdout=listed, stderr=said
        )
        with ended(running):
            feed(stream, running)
            if running.wait() != 0:
                raise BackupError(f"pg_restore cannot read {backup.file}: {last_words(said)}")
        listed.seek(0)
        text = listed.read().decode()
    return programs, "".join(line for line in text.splitlines(keepends=True) if not _OF_EXTENSION.match(line))


def feed(stream: IO[bytes], running: subprocess.Popen[bytes], on_bytes: OnBytes = lambda _: None) -> str:
    """Write a stream to a program's input for as long as it reads; returns the SHA-256 of what it took."""
    digest = hashlib.sha256()
    assert running.stdin is not None
    with suppress(BrokenPipeError):  # it has read enough, or ended; its exit status tells
        while piece := stream.read(PIECE):
            digest.update(piece)
            running.stdin.write(piece)
            on_bytes(len(piece))
    with suppress(BrokenPipeError):
        running.stdin.close()
    return digest.hexdigest()


def damaged(backup: Backup) -> BackupError:
    """The error of a file that is not as it was written."""
    return BackupError(f"{backup.file} is damaged: it is not as it was written. Nothing was changed.")


def _read_through(stream: IO[bytes], on_bytes: OnBytes) -> None:
    """Have pg_restore unpack a plain dump and throw it away, since nothing tells what its bytes should be."""
    programs = programs_for(at_least=0)
    with tempfile.TemporaryFile() as said:
        running = subprocess.Popen(  # noqa: S603  # PostgreSQL's own program, by full path
            programs.command("pg_restore", "--file=-"), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=said
        )
        with ended(running):
            feed(stream, running, on_bytes)
            if running.wait() != 0:
                raise BackupError(f"The dump is damaged: {last_words(said)}. Nothing was changed.")


def in_thread(stream: IO[bytes], running: subprocess.Popen[bytes], on_bytes: OnBytes) -> Feeding:
    """`feed` beside the present thread; the list gets the SHA-256 at the end, or stays empty where reading failed."""
    found: list[str] = []

    def work() -> None:
        try:
            found.append(feed(stream, running, on_bytes))
        except (OSError, *_DAMAGE):
            running.kill()

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread, found
