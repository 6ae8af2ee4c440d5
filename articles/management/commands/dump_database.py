"""Write the whole archive to one file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from newsarchive.dump import DumpError, dump_database


class Command(BaseCommand):
    """A backup: captures, articles, tags and history are all in the database."""

    help = "Write the whole archive to FILE, for load_database or pg_restore. It may go on being used meanwhile."

    def add_arguments(self, parser: CommandParser) -> None:
        """What can be said on the command line."""
        parser.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        """Dump."""
        try:
            dump_database(options["file"])
        except (DumpError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{options['file']}: {options['file'].stat().st_size:,} bytes")
