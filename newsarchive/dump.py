"""The whole database in one file, and back: for backups, and for the step to another major version of PostgreSQL."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from shutil import which

from django.db import DEFAULT_DB_ALIAS, connection, connections

from newsarchive.embedded.backend.base import DatabaseWrapper, usage_of_settings
from newsarchive.embedded.configuration import PORT


class DumpError(Exception):
    """PostgreSQL's program failed, or is missing; the message is what it said."""


def dump_database(file: Path) -> None:
    """Write everything to a file of pg_dump's custom format and mode 0600, whole or not at all."""
    draft = file.with_name(f".{file.name}.part")
    options = ["--format=custom", "--no-owner", "--no-privileges", "--exclude-table-data=*.articles_searchchange"]
    options.append(f"--file={draft}")
    draft.unlink(missing_ok=True)
    os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        run("pg_dump", options)
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)


def load_database(file: Path) -> None:
    """Fill an empty database from such a file, in one transaction."""
    run("pg_restore", ["--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", str(file)])


def is_empty() -> bool:
    """Whether the database has no tables yet."""
    return not connection.introspection.table_names()


def run(name: str, options: list[str]) -> None:
    """Run one of PostgreSQL's client programs on the archive's database."""
    programs = None
    settings = dict(connection.settings_dict)
    if isinstance(connections[DEFAULT_DB_ALIAS], DatabaseWrapper):
        usage = usage_of_settings(settings)
        settings |= {"HOST": str(usage.host()), "PORT": PORT}
        programs = str(usage.cluster.placement.programs)
    program = which(name, path=programs)
    if program is None:
        raise DumpError(f"{name} is not installed. It comes with PostgreSQL's client programs.")
    (_, *address, database), environment = connection.client.settings_to_cmd_args_env(settings, [])
    ended = subprocess.run(  # noqa: S603  # PostgreSQL's own program, by full path
        [program, *address, f"--dbname={database}", *options],
        env={**os.environ, **(environment or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if ended.returncode != 0:
        raise DumpError(ended.stderr.strip())
