"""What a backup says of itself."""

from __future__ import annotations

import json
import platform
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, Final

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from psycopg.sql import SQL, Identifier

from newsarchive import VERSION
from newsarchive.backups.programs import BackupError

FORMAT: Final = "newsarchive backup 1"
DUMP: Final = "archive.dump"
MANIFEST: Final = "manifest.json"
UNDUMPED: Final = "articles_searchchange"  # says nothing on another server; whoever reads it there starts anew
SETTINGS: Final = ("TIME_ZONE", "LANGUAGE_CODE", "CAPTURE_SIZE_LIMIT", "NER_MODEL", "NEWSARCHIVE_CLOSED")

_DATABASE: Final = """
    SELECT current_setting('server_version'), pg_encoding_to_char(encoding), datcollate, datctype
    FROM pg_database WHERE datname = current_database()
"""
DISPENSABLE: Final = "pg_prewarm"  # an extension that a start adds where it may
_EXTENSIONS: Final = "SELECT extname FROM pg_extension WHERE extname <> 'plpgsql' ORDER BY extname"
_TABLES: Final = """
    SELECT relname FROM pg_class
    WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p') ORDER BY relname
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What stands in `manifest.json`: `rows` is `{table: count}`, `migrations` `{app: [applied, ...]}`.

    `size` (bytes) and `sha256` are of the dump; `programs` is the major version of what wrote it.
    """

    made_at: str
    project: str
    pipeline: str
    python: str
    postgresql: str
    programs: int
    encoding: str
    collate: str
    ctype: str
    extensions: list[str]
    settings: dict[str, Any]
    migrations: dict[str, list[str]]
    rows: dict[str, int]
    size: int
    sha256: str
    format: str = FORMAT

    def as_json(self) -> str:
        """For the file."""
        return json.dumps(asdict(self), indent=2, sort_keys=True)

    def unknown_migrations(self) -> list[str]:
        """Steps of its schema that this version of the project does not know."""
        known = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
        return [f"{app}.{name}" for app, names in self.migrations.items() for name in names if (app, name) not in known]

    def differences(self) -> list[str]:
        """What is set otherwise here, a line each."""
        _, encoding, _, ctype = _facts_of_database()  # sorting by the server's own rules changes nothing to see
        here = {**_settings(), "encoding": encoding, "letters (LC_CTYPE)": ctype}
        there = {**self.settings, "encoding": self.encoding, "letters (LC_CTYPE)": self.ctype}
        return [f"{name}: {there[name]!r} there, {here[name]!r} here" for name in here if here[name] != there.get(name)]


def describe_archive(*, pipeline: str, programs: int, size: int, sha256: str, rows: Mapping[str, int]) -> Manifest:
    """The manifest of the archive as the present transaction sees it."""
    server, encoding, collate, ctype = _facts_of_database()
    migrations: dict[str, list[str]] = {}
    for app, name in MigrationLoader(connection).applied_migrations:
        migrations.setdefault(app, []).append(name)
    return Manifest(
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        project=VERSION,
        pipeline=pipeline,
        python=platform.python_version(),
        postgresql=server,
        programs=programs,
        encoding=encoding,
        collate=collate,
        ctype=ctype,
        extensions=[str(name) for (name,) in _rows(_EXTENSIONS) if name != DISPENSABLE],
        settings=_settings(),
        migrations={app: sorted(names) for app, names in sorted(migrations.items())},
        rows=dict(rows),
        size=size,
        sha256=sha256,
    )


def parse_manifest(content: bytes) -> Manifest:
    """The manifest in a file's bytes; raises BackupError where it is none, or of a format to come."""
    try:
        found = json.loads(content)
        if found["format"] != FORMAT:
            raise BackupError(f"its format is {found['format']!r}; this version of the project reads {FORMAT!r}")
        return Manifest(**found)
    except (ValueError, TypeError, KeyError) as error:
        raise BackupError("its manifest cannot be read") from error


def counted_rows(tables: Iterable[str] | None = None) -> dict[str, int]:
    """`{table: rows}` of these tables, or of all; what a dump leaves out counts as none."""
    names = [str(name) for (name,) in _rows(_TABLES)] if tables is None else list(tables)
    counts = {}
    with connection.cursor() as cursor:
        for name in names:
            if name != UNDUMPED:
                cursor.execute(SQL("SELECT count(*) FROM {}").format(Identifier(name)))
                counts[name] = int(cursor.fetchone()[0])
    return counts


def missing_extensions(names: Iterable[str]) -> list[str]:
    """Those of these extensions that the archive's server cannot have."""
    have = {str(name) for (name,) in _rows("SELECT name FROM pg_available_extensions")}
    return [name for name in names if name not in have]


def _settings() -> dict[str, Any]:
    return {name: getattr(settings, name) for name in SETTINGS}


def _facts_of_database() -> tuple[str, str, str, str]:
    ((server, encoding, collate, ctype),) = _rows(_DATABASE)
    return str(server), str(encoding), str(collate), str(ctype)


def _rows(statement: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())
