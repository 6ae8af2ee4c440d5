"""Take saved pages into the archive."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any, TextIO

from django.core.management.base import CommandError, CommandParser

from articles.capture.found import Found, Limits, Link
from articles.collecting.pages import ask_for_links
from articles.dry_run import preview
from articles.management.capture_command import CaptureCommand, as_json
from articles.management.progress import Progress
from articles.management.receipts import Tally, receipt_as_json, receipt_as_text
from articles.pipeline import archive_rules, ingest
from articles.store.intake import known_place
from articles.store.jobs import has_worker
from articles.store.receipts import Result
from articles.tasks.captures import take_in_later
from articles.tasks.notices import NO_WORKER


class Command(CaptureCommand):
    """Stores captures, makes articles of them, and prints a receipt for each."""

    help = (
        "Take saved pages into the archive: HTML files and plain-text scrapes, MHTML, e-mails, gzipped or not; CSV, "
        "JSON and JSON Lines with an article in each row (exports of Wallabag and Pocket are recognised); web archive "
        "files (WARC, ARC, WACZ); folders and ZIPs of pages. A row with an address and no text is a link: see "
        "--fetch-links. "
        "Prints a receipt for each: new, completed (the same bytes, more known of them), duplicate, or rejected with "
        "the reason. Running it again changes nothing. Exit status 1 where anything was rejected."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Those of every command that reads captures, and --dry-run."""
        super().add_arguments(parser)
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, and write nothing")
        parser.add_argument(
            "--queue", action="store_true", help="store the bytes now, and leave making articles of them to workers"
        )
        parser.add_argument(
            "--again", action="store_true", help="read web archives from the start that were taken in before"
        )
        parser.add_argument("--links", metavar="FILE", help="write the addresses of links to this file, one a line")
        parser.add_argument(
            "--fetch-links",
            action="store_true",
            help="note the pages that links lead to as wanted, those of which nothing is known yet: a worker, or "
            "`fetch --waiting`, fetches them one by one with pauses, as the sites' robots.txt asks",
        )

    def limits(self, options: Mapping[str, Any]) -> Limits:
        """Web archives are read on from where an earlier run stopped."""
        limits = super().limits(options)
        if options["dry_run"]:
            return limits
        return replace(limits, place_of=(lambda identity: None) if options["again"] else known_place)

    def take(self, found: Iterable[Found], progress: Progress, options: Mapping[str, Any]) -> bool:
        """Ingest, print receipts, sum up."""
        tally = Tally()
        if options["dry_run"] and (options["queue"] or options["fetch_links"]):
            raise CommandError("--dry-run writes nothing, so there is nothing to --queue or to fetch.")
        results = _results(found, options)
        if options["fetch_links"]:
            results = ask_for_links(results, source_name=options["source"].strip())
        with _open_list(options["links"]) as links:
            self._report(results, tally, progress, links, as_objects=options["jsonl"])
        summary = f"{'Dry run: ' if options['dry_run'] else ''}{tally.summary()}"
        for words in filter(None, (summary, tally.way_on())):
            progress.print(words, self.stderr if options["jsonl"] else self.stdout)
        if (options["queue"] or options["fetch_links"]) and not has_worker():
            progress.print(NO_WORKER, self.stderr)
        return tally.is_all_well

    def _report(
        self, results: Iterable[Result], tally: Tally, progress: Progress, links: TextIO | None, *, as_objects: bool
    ) -> None:
        """Print a receipt for each result, and keep the addresses of links."""
        for result in results:
            tally.add(result)
            progress.advance()
            if links is not None and isinstance(result, Link):
                links.write(f"{result.url}\n")
            line = as_json(receipt_as_json(result)) if as_objects else receipt_as_text(result)
            progress.print(line, self.stdout)


def _results(found: Iterable[Found], options: Mapping[str, Any]) -> Iterable[Result]:
    if options["dry_run"]:
        return preview(found)
    return take_in_later(found) if options["queue"] else ingest(found, rules=archive_rules())


def _open_list(path: str | None) -> AbstractContextManager[TextIO | None]:
    """The file for addresses, added to where it is there already."""
    try:
        return Path(path).open("a", encoding="utf-8") if path else nullcontext()
    except OSError as error:
        raise CommandError(f"--links: cannot write {path}: {error.strerror or error}") from error
