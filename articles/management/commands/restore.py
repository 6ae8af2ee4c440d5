"""Fill an archive from a file that `backup` wrote."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from articles.management.endings import plain_endings
from articles.management.progress import Progress
from newsarchive import preparation
from newsarchive.backups.manifest import Manifest, counted_rows, missing_extensions
from newsarchive.backups.programs import BackupError
from newsarchive.backups.reading import Backup, check_backup, open_backup
from newsarchive.backups.restoring import contents, restore_backup


class Command(BaseCommand):
    """The way back from a backup: everything that could speak against it is looked at before anything is changed."""

    help = (
        "Fill an empty archive from FILE, which backup wrote, in one transaction: when it breaks off, nothing has "
        "changed, and it can be run again. Restore only files that you trust."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """What can be said on the command line."""
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--replace", action="store_true", help="throw away what the archive holds now")
        parser.add_argument(
            "--anyway",
            action="store_true",
            help="take a file of a newer version of the project, or a plain dump of pg_dump's custom format",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Check, restore, compare, bring up to date."""
        try:
            with plain_endings(self.stderr), preparation.alone():
                self._refuse_to_overwrite(replace=options["replace"])
                backup = open_backup(options["file"])
                self._refuse_strangers(backup, anyway=options["anyway"])
                with Progress(total=backup.size, unit="bytes") as progress:
                    check_backup(backup, on_bytes=progress.advance)
                with Progress(total=backup.size, unit="bytes") as progress:
                    restore_backup(backup, on_bytes=progress.advance)
            connection.close()
            self._compare(backup)
            preparation.migrate(self.stdout.write)
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from error

    def _refuse_to_overwrite(self, *, replace: bool) -> None:
        held = contents()
        if held and not replace:
            told = ", ".join(f"{count:,} {word}" for word, count in held.items())
            raise CommandError(f"This archive is not empty ({told}). With --replace the backup takes their place.")

    def _refuse_strangers(self, backup: Backup, *, anyway: bool) -> None:
        if backup.manifest is None:
            if not anyway:
                raise CommandError(
                    f"{backup.file} is a dump that `backup` did not write. With --anyway it is restored all the same."
                )
            return
        if (unknown := backup.manifest.unknown_migrations()) and not anyway:
            raise CommandError(
                f"{backup.file} is of a newer version of the project: this one does not know {', '.join(unknown[:3])}. "
                "Update it first. With --anyway the backup is restored all the same."
            )
        if missing := missing_extensions(backup.manifest.extensions):
            raise CommandError(f"This PostgreSQL lacks extensions that the backup needs: {', '.join(missing)}.")

    def _compare(self, backup: Backup) -> None:
        """Count what has come, against what the manifest says, and say what is set otherwise here."""
        manifest: Manifest | None = backup.manifest
        counts = counted_rows(manifest.rows if manifest else None)
        if manifest:
            for line in manifest.differences():
                self.stdout.write(f"Set otherwise: {line}")
            if wrong := [name for name, count in manifest.rows.items() if counts[name] != count]:
                raise CommandError(f"Restored, but with other numbers of rows than were saved: {', '.join(wrong)}.")
        self.stdout.write(
            f"Restored {counts.get('articles_capture', 0):,} captures, {counts.get('articles_article', 0):,} articles, "
            f"{sum(counts.values()):,} rows" + (f", as of {manifest.made_at}" if manifest else "")
        )
