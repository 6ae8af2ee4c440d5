"""Writing a backup: everything as one moment had it, while the archive goes on being used."""

from __future__ import annotations

import fcntl
import hashlib
import os
import subprocess
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Final

from django.db import connection, transaction

from newsarchive.backups.manifest import DUMP, MANIFEST, UNDUMPED, Manifest, counted_rows, describe_archive
from newsarchive.backups.programs import BackupError, Programs, address, programs_for, server_version

PIECE: Final = 1024**2  # bytes
OnBytes = Callable[[int], object]


def write_backup(file: Path, *, pipeline: str, on_bytes: OnBytes = lambda _: None) -> Manifest:
    """Write the archive to a file of mode 0600, whole or not at all; returns its manifest.

    `pipeline` is the version of the rules, to be told in the manifest; `on_bytes` is called with how many more bytes
    of the dump were written. Raises BackupError, and OSError where the disk is full.
    """
    if file.exists() and not file.is_file():
        raise BackupError(f"{file} is no ordinary file that a backup could take the place of")
    programs = programs_for(at_least=server_version())
    with _draft_of(file) as target:
        with _one_moment() as snapshot, zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
            with archive.open(DUMP, "w", force_zip64=True) as member:
                size, sha256 = _dump(member, programs, snapshot, on_bytes)
            rows = counted_rows()
            manifest = describe_archive(
                pipeline=pipeline, programs=programs.version, size=size, sha256=sha256, rows=rows
            )
            archive.writestr(MANIFEST, manifest.as_json())
        target.flush()
        os.fsync(target.fileno())
    return manifest


@contextmanager
def _draft_of(file: Path) -> Iterator[IO[bytes]]:
    """An empty file beside `file`, which takes its place where all goes well, and else is gone.

    It is locked for as long as it is written: what somebody left who was killed is written over, and a second backup
    to the same file is refused rather than mixed with the first.
    """
    draft = file.with_name(f".{file.name}.part")
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600), "r+b") as target:
        try:
            fcntl.flock(target, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BackupError(f"another backup to {file} is being written") from error
        if not _is_at(draft, target):  # the other one ended between our opening and our lock: it is whole by now
            raise BackupError(f"another backup to {file} was written at the same moment")
        os.fchmod(target.fileno(), 0o600)
        target.truncate()
        try:
            yield target
            draft.replace(file)
            _sync_folder(file.parent)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise


@contextmanager
def _one_moment() -> Iterator[str]:
    """A snapshot of the database, by the name under which pg_dump can share it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        cursor.execute("SELECT pg_export_snapshot()")
        yield str(cursor.fetchone()[0])


def _dump(target: IO[bytes], programs: Programs, snapshot: str, on_bytes: OnBytes) -> tuple[int, str]:
    """Have pg_dump write; returns how many bytes it wrote, and their SHA-256."""
    options, environment = address()
    command = programs.command(
        "pg_dump",
        *options,
        "--format=custom",
        "--no-owner",
        "--no-privileges",
        f"--snapshot={snapshot}",
        f"--exclude-table-data=*.{UNDUMPED}",
    )
    digest, size = hashlib.sha256(), 0
    with tempfile.TemporaryFile() as said:
        running = subprocess.Popen(  # noqa: S603  # PostgreSQL's own program, by full path
            command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=said
        )
        with ended(running):
            assert running.stdout is not None
            while piece := running.stdout.read(PIECE):
                target.write(piece)
                digest.update(piece)
                size += len(piece)
                on_bytes(len(piece))
            if running.wait() != 0:
                raise BackupError(last_words(said))
    return size, digest.hexdigest()


@contextmanager
def ended(running: subprocess.Popen[bytes]) -> Iterator[None]:
    """Leave no program behind, whatever happens inside."""
    try:
        yield
    finally:
        if running.poll() is None:
            running.kill()
        for stream in (running.stdin, running.stdout):
            if stream:
                with suppress(OSError):
                    stream.close()
        running.wait()


def last_words(said: IO[bytes]) -> str:
    """What a program wrote to standard error, the end of it."""
    said.seek(0)
    return said.read().decode(errors="replace")[-2_000:].strip() or "it ended without a word"


def _is_at(path: Path, opened: IO[bytes]) -> bool:
    """Whether an open file is the one that a path leads to."""
    try:
        return os.path.samestat(path.lstat(), os.fstat(opened.fileno()))
    except FileNotFoundError:
        return False


def _sync_folder(folder: Path) -> None:
    """Have the new name last through a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
