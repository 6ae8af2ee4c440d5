"""Write a copy of the archive that needs no server."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from articles.management.endings import plain_endings
from articles.management.progress import Progress
from articles.management.site_export.files import OccupiedError, write_copy


class Command(BaseCommand):
    """All public articles as files, with lists by company, topic and month."""

    help = (
        "Write all public articles into DIR as pages that a browser opens without any server, listed by company, topic "
        "and month, with a search over titles. An earlier copy in DIR is replaced when the new one is whole."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """What can be said on the command line."""
        parser.add_argument("folder", type=Path, metavar="DIR")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write, and say where to begin."""
        folder: Path = options["folder"]
        made_at = datetime.now(UTC).strftime("%-d %B %Y, %H:%M UTC")
        try:
            with plain_endings(self.stderr), Progress(unit="files") as progress:
                count = write_copy(folder, made_at=made_at, on_pages=progress.advance)
        except (OccupiedError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{count:,} files. Open {folder / 'index.html'}")
