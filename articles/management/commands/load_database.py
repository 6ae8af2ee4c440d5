"""Fill a new archive from a file that dump_database wrote."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from newsarchive.dump import DumpError, is_empty, load_database


class Command(BaseCommand):
    """The way back from a backup."""

    help = "Fill a new, empty archive from FILE, which dump_database wrote."

    def add_arguments(self, parser: CommandParser) -> None:
        """What can be said on the command line."""
        parser.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, unless there is anything that would be overwritten."""
        if not options["file"].is_file():
            raise CommandError(f"{options['file']} is no file.")
        if not is_empty():
            raise CommandError("The database has tables already. Load into a new one: move var/postgres away first.")
        try:
            load_database(options["file"])
        except DumpError as error:
            raise CommandError(str(error)) from error
