"""How a long command ends before its time: with a message, not a traceback."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError, OutputWrapper
from django.db import InterfaceError, OperationalError, ProgrammingError
from psycopg.errors import UndefinedTable


@contextmanager
def plain_endings(errors: OutputWrapper) -> Iterator[None]:
    """Say in a sentence why the work inside broke off, and that running it again goes on from there."""
    try:
        yield
    except KeyboardInterrupt:
        errors.write("Stopped. Run it again to go on from here.")
        sys.exit(130)
    except (OperationalError, InterfaceError) as error:
        reason = " ".join(str(error).split()).rstrip(".")
        raise CommandError(
            f"The database broke off: {reason}. What is stored is safe; run it again to go on."
        ) from error
    except ProgrammingError as error:
        if isinstance(error.__cause__, UndefinedTable):
            raise CommandError("The database has no tables yet: run `manage.py migrate` first.") from error
        raise
