"""Fetch pages by their address."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from articles.collecting.pages import Collected, Missed, Postponed, fetch_pages
from articles.management.capture_command import as_json, quieten_log, shown
from articles.management.endings import plain_endings
from articles.management.progress import Progress
from articles.management.receipts import Tally, receipt_as_json, receipt_as_text
from articles.store.fetching import ask_for
from articles.store.receipts import Receipt


class Command(BaseCommand):
    """Asks for each address and takes in what comes."""

    help = (
        "Fetch pages of the public web by their addresses and take them in. Prints a receipt for each: what it became, "
        "or the reason why nothing came. Addresses of private networks are refused at every redirect; a page has at "
        "most 30 seconds. Exit status 1 where a page did not come."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Addresses, and what the caller knows."""
        parser.add_argument("urls", nargs="*", metavar="URL")
        parser.add_argument("--list", metavar="FILE", help="a file of addresses, one a line; '-' reads them from input")
        parser.add_argument("--source", metavar="NAME", default="", help="the publisher, where the pages do not say")
        parser.add_argument(
            "--waiting", action="store_true", help="also every page that was asked for before and is due"
        )
        parser.add_argument("--jsonl", action="store_true", help="print JSON, one object a line")

    def handle(self, *args: Any, **options: Any) -> None:
        """Ask, print receipts, sum up."""
        quieten_log(options["verbosity"])
        urls = [*options["urls"], *(_listed(options["list"]) if options["list"] else ())]
        if not urls and not options["waiting"]:
            raise CommandError("Say which addresses to fetch, give a --list of them, or --waiting.")
        with plain_endings(self.stderr):
            ids = [page.pk for page in ask_for(urls=urls, source_name=options["source"].strip())]
            is_all_well = self.report(fetch_pages(ids=None if options["waiting"] else ids), options, total=len(ids))
        if not is_all_well:
            sys.exit(1)

    def report(self, collected: Iterator[Collected], options: dict[str, Any], total: int) -> bool:
        """Print what became of each; returns whether all came."""
        tally = Tally()
        with Progress(total=total or None, unit="pages") as progress:
            for one in collected:
                tally.add(one if isinstance(one, Receipt) else Missed(name=one.name, reason=one.reason))
                progress.advance()
                progress.print(as_json(_as_json(one)) if options["jsonl"] else collected_as_text(one), self.stdout)
        for words in filter(None, (tally.summary(), tally.way_on())):
            (self.stderr if options["jsonl"] else self.stdout).write(words)
        return tally.is_all_well


def collected_as_text(one: Collected) -> str:
    """A receipt as a line for people."""
    if isinstance(one, Receipt):
        return receipt_as_text(one)
    if isinstance(one, Postponed):
        return f"{'later':<10} {shown(one.name)}: {one.reason} ({one.until:%Y-%m-%d %H:%M:%S} UTC)"
    again = f"; tried again after {one.retry_at:%Y-%m-%d %H:%M} UTC" if one.retry_at else ""
    return f"{'failed':<10} {shown(one.name)}: {shown(one.reason)}{again}"


def _as_json(one: Collected) -> dict[str, Any]:
    if isinstance(one, Receipt):
        return receipt_as_json(one)
    if isinstance(one, Postponed):
        return {"capture": one.name, "status": "later", "reason": one.reason, "until": one.until.isoformat()}
    retry_at = one.retry_at.isoformat() if one.retry_at else None
    return {"capture": one.name, "status": "failed", "reason": one.reason, "retry_at": retry_at}


def _listed(name: str) -> list[str]:
    """The addresses in a file, blank lines and those that begin with '#' left out."""
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8-sig", errors="replace")
    except OSError as error:
        raise CommandError(f"{name} cannot be read: {error.strerror or error}") from error
    lines = (line.strip() for line in text.splitlines())
    return [line for line in lines if line and not line.startswith("#")]
