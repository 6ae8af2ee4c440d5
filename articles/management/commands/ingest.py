"""Take saved pages into the archive."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.management.base import CommandParser

from articles.capture.files import Found
from articles.management.capture_command import CaptureCommand, as_json
from articles.management.progress import Progress
from articles.management.receipts import Tally, receipt_as_json, receipt_as_text
from articles.pipeline import archive_rules, ingest, preview


class Command(CaptureCommand):
    """Stores captures, makes articles of them, and prints a receipt for each."""

    help = (
        "Take saved pages into the archive: HTML files and plain-text scrapes, gzipped or not, web archive files "
        "(WARC, ARC, WACZ), folders and ZIPs of pages. Prints a receipt for each: new, completed (the same bytes, more "
        "known of them), duplicate, or rejected with the reason. Running it again changes nothing. Exit status 1 "
        "where anything was rejected."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Those of every command that reads captures, and --dry-run."""
        super().add_arguments(parser)
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, and write nothing")

    def take(self, found: Iterable[Found], progress: Progress, options: Mapping[str, Any]) -> bool:
        """Ingest, print receipts, sum up."""
        tally = Tally()
        results = preview(found) if options["dry_run"] else ingest(found, rules=archive_rules())
        for result in results:
            tally.add(result)
            progress.advance()
            line = as_json(receipt_as_json(result)) if options["jsonl"] else receipt_as_text(result)
            progress.print(line, self.stdout)
        summary = f"{'Dry run: ' if options['dry_run'] else ''}{tally.summary()}"
        progress.print(summary, self.stderr if options["jsonl"] else self.stdout)
        return tally.is_all_well
