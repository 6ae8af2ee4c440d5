"""Merge a list of companies into the archive's."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from articles.management.progress import Progress
from articles.store.companies import merge_companies
from articles.store.company_lists import read_companies
from articles.store.vocabulary import load_vocabulary

_SHOWN_REJECTIONS = 20


class Command(BaseCommand):
    """Reads a CSV file of companies."""

    help = (
        "Merge a CSV file of companies into the archive's list: new ones are added, empty fields of known ones are "
        "filled, nothing is overwritten. The columns of the SEC's (name or title, ticker, exchange), GLEIF's "
        "(Entity.LegalName and so on) and FinanceDatabase's (symbol, name, sector, exchange, country) files are known. "
        "Articles already there are tagged with new companies by `reprocess --all`."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """The file."""
        parser.add_argument("file", metavar="FILE", help="CSV in UTF-8, with a line of column names")

    def handle(self, *args: Any, **options: Any) -> None:
        """Merge, and say what came of it."""
        path = Path(options["file"])
        load_vocabulary()
        try:
            with (
                path.open(encoding="utf-8-sig", newline="", errors="replace") as file,
                Progress(unit="rows") as progress,
            ):

                def counted() -> Any:
                    for one in read_companies(file, name=str(path)):
                        progress.advance()
                        yield one

                merged = merge_companies(listed=counted())
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror or error}") from error
        for rejection in merged.rejected[:_SHOWN_REJECTIONS]:
            self.stderr.write(f"rejected   {rejection.name}: {rejection.reason}")
        self.stdout.write(
            f"{merged.added} added, {merged.completed} completed, {merged.unchanged} known already, "
            f"{len(merged.rejected)} rejected"
        )
        if merged.rejected:
            sys.exit(1)
