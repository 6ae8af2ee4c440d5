"""Restoring a backup, in one transaction: the archive is as it was before, or all of the backup."""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import IO, Final

from django.db import connection

from newsarchive.backups.programs import BackupError, address, server_version
from newsarchive.backups.reading import Backup, damaged, in_thread, programs_and_list
from newsarchive.backups.writing import PIECE, OnBytes, ended, last_words

_HOLDS: Final = {
    "articles_capture": "captures",
    "articles_article": "articles",
    "auth_user": "accounts",
}
_NEW_SETTING: Final = re.compile(rb"^SET transaction_timeout = 0;\n", re.MULTILINE)  # of PostgreSQL 17
_HEAD: Final = 64 * 1024  # bytes at the beginning of the script in which settings stand
# Everything that an archive has in its schema, but for what belongs to an extension.
_EMPTY: Final = b"""
DO $empty$
DECLARE one record;
BEGIN
    FOR one IN
        SELECT CASE WHEN relkind = 'v' THEN 'VIEW' WHEN relkind = 'm' THEN 'MATERIALIZED VIEW' WHEN relkind = 'S'
                    THEN 'SEQUENCE' ELSE 'TABLE' END AS kind, oid::regclass::text AS name
        FROM pg_class
        WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'S', 'f')
          AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_class.oid AND deptype IN ('e', 'a', 'i'))
    LOOP
        EXECUTE format('DROP %s IF EXISTS %s CASCADE', one.kind, one.name);
    END LOOP;
    FOR one IN
        SELECT oid::regprocedure::text AS name FROM pg_proc
        WHERE pronamespace = current_schema()::regnamespace
          AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')
    LOOP
        EXECUTE format('DROP ROUTINE IF EXISTS %s CASCADE', one.name);
    END LOOP;
    FOR one IN
        SELECT oid::regtype::text AS name FROM pg_type
        WHERE typnamespace = current_schema()::regnamespace AND typtype IN ('e', 'd', 'r', 'c')
          AND (typrelid = 0 OR EXISTS (SELECT FROM pg_class WHERE pg_class.oid = typrelid AND relkind = 'c'))
          AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_type.oid AND deptype = 'e')
    LOOP
        EXECUTE format('DROP TYPE IF EXISTS %s CASCADE', one.name);
    END LOOP;
END
$empty$;
"""


def contents() -> dict[str, int]:
    """What of people's work the database holds, `{'captures': 3, ...}`; empty where it holds none."""
    tables = set(connection.introspection.table_names())
    found = {}
    with connection.cursor() as cursor:
        for table, word in _HOLDS.items():
            if table in tables:
                cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608  # a name of the list above
                if count := int(cursor.fetchone()[0]):
                    found[word] = count
    return found


def restore_backup(backup: Backup, *, on_bytes: OnBytes = lambda _: None) -> None:
    """Put a checked backup in the place of everything in the archive's schema.

    Readers wait while it is committed and then see the new archive; what processes hold of the old one in memory they
    read anew, since the tables are others. Raises BackupError, after which the archive is as it was before.
    """
    programs, listed = programs_and_list(backup)
    options, environment = address()
    version = server_version()
    with ExitStack() as stack:
        contents_list = stack.enter_context(tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".list"))
        contents_list.write(listed)
        contents_list.flush()
        refused, unread = stack.enter_context(tempfile.TemporaryFile()), stack.enter_context(tempfile.TemporaryFile())
        command = programs.command(
            "psql", *options, "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--output=/dev/null"
        )
        writing = subprocess.Popen(  # noqa: S603  # PostgreSQL's own program, by full path
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=refused
        )
        stack.enter_context(ended(writing))
        command = programs.command(
            "pg_restore", "--no-owner", "--no-privileges", f"--use-list={contents_list.name}", "--file=-"
        )
        unpacking = subprocess.Popen(  # noqa: S603  # PostgreSQL's own program, by full path
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=unread
        )
        stack.enter_context(ended(unpacking))
        stream = stack.enter_context(backup.opened())
        thread, digest = in_thread(stream, unpacking, on_bytes)
        with _told_by(refused):
            _write(writing, unpacking, version)
        thread.join()
        if unpacking.wait() != 0:
            raise BackupError(f"pg_restore failed: {last_words(unread)}. The archive is as it was before.")
        if not digest or (backup.manifest and digest[0] != backup.manifest.sha256):
            raise damaged(backup)
        with _told_by(refused):
            _commit(writing)


def _write(writing: subprocess.Popen[bytes], unpacking: subprocess.Popen[bytes], version: int) -> None:
    """Begin, empty the schema, and hand over the script; psql commits nothing of it by itself."""
    assert writing.stdin is not None
    assert unpacking.stdout is not None
    writing.stdin.write(b"BEGIN;\nSET LOCAL client_min_messages = warning;\n" + _EMPTY)
    head = unpacking.stdout.read(_HEAD)
    writing.stdin.write(head if version >= 17 else _NEW_SETTING.sub(b"", head))
    while piece := unpacking.stdout.read(PIECE):
        writing.stdin.write(piece)


def _commit(writing: subprocess.Popen[bytes]) -> None:
    assert writing.stdin is not None
    writing.stdin.write(b"\nCOMMIT;\n")
    writing.stdin.close()
    if writing.wait() != 0:
        raise BrokenPipeError


@contextmanager
def _told_by(refused: IO[bytes]) -> Iterator[None]:
    """Say what PostgreSQL said where it stopped reading."""
    try:
        yield
    except BrokenPipeError as error:
        raise BackupError(f"PostgreSQL refused it: {last_words(refused)}. The archive is as it was before.") from error
