"""Write the whole archive to one file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from articles.management.endings import plain_endings
from articles.management.progress import Progress
from articles.pipeline import PIPELINE_VERSION
from newsarchive.backups.programs import BackupError
from newsarchive.backups.writing import write_backup


class Command(BaseCommand):
    """A backup: captures, articles, tags, history and accounts are all in the database."""

    help = "Write the whole archive to FILE, for restore. It may go on being used meanwhile."

    def add_arguments(self, parser: CommandParser) -> None:
        """What can be said on the command line."""
        parser.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write, and say what was written."""
        file: Path = options["file"]
        try:
            with plain_endings(self.stderr), Progress(unit="bytes") as progress:
                manifest = write_backup(file, pipeline=PIPELINE_VERSION, on_bytes=progress.advance)
        except (BackupError, OSError) as error:
            raise CommandError(f"No backup was written: {error}") from error
        rows = manifest.rows
        self.stdout.write(
            f"{file}: {file.stat().st_size:,} bytes, {rows.get('articles_capture', 0):,} captures, "
            f"{rows.get('articles_article', 0):,} articles, {sum(rows.values()):,} rows"
        )
