"""What has to be done before the site can be served. Every step may be interrupted, and is cheap where it was done."""

from __future__ import annotations

import hashlib
import importlib.metadata
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connection, transaction
from django.db.migrations.executor import MigrationExecutor

CURATOR = "curator"
PREPARING = 7_207_031_951  # the number of an advisory lock, chosen at random
_CAN_PREWARM = """
    SELECT 1 FROM pg_available_extensions, pg_roles
    WHERE name = 'pg_prewarm' AND installed_version IS NULL AND rolname = current_user AND rolsuper
"""
Say = Callable[[str], None]


@contextmanager
def alone() -> Iterator[None]:
    """Keep other processes on the same database, such as a second container, from preparing it at the same time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [PREPARING])
    try:
        yield
    finally:
        connection.close()  # lets the lock go, in whatever state the connection is


def migrate(say: Say) -> None:
    """Bring the tables up to date, where they are not."""
    executor = MigrationExecutor(connection)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return
    say("Bringing the tables up to date ...")
    call_command("migrate", interactive=False, verbosity=0, database=DEFAULT_DB_ALIAS)


def add_prewarming() -> None:
    """Add the extension that reads indexes into memory ahead of searches, where the server has it and lets us."""
    with connection.cursor() as cursor:
        cursor.execute(_CAN_PREWARM)
        if cursor.fetchone():
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_prewarm")


def make_curator(say: Say) -> None:
    """Make an account for the first curator, where there is no account at all, and print its password this once."""
    model = get_user_model()
    if model.objects.exists():
        return
    password = secrets.token_urlsafe(12)
    with transaction.atomic():
        model.objects.create_superuser(CURATOR, password=password)
        # Said before it is saved: after an interruption in between, the next start makes another one.
        say(f"\n  A curator's account was made.\n\n    name      {CURATOR}\n    password  {password}\n")
        say("  Sign in at /accounts/login/ and change the password. It is not shown again.\n")


def collect_static(say: Say) -> None:
    """Copy, name and compress the static files, where any has changed since."""
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    state = static_state()
    if stamp.is_file() and stamp.read_text(encoding="ascii") == state:
        return
    say("Collecting static files ...")
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(state, encoding="ascii")


def static_state() -> str:
    """A digest of the names, sizes and times of all static files, and of the version of what names them."""
    digest = hashlib.sha256(f"{importlib.metadata.version('whitenoise')} {settings.STATIC_URL}".encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            facts = Path(storage.path(name)).stat()
            digest.update(f"{name} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()
