"""Look whether the archive is as it should be."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from articles.management.capture_command import quieten_log
from articles.management.endings import plain_endings
from articles.management.progress import Progress, shows_progress
from articles.search.live.snapshot import read_ahead
from articles.verifying.run import Result, all_checks, chosen_checks, run_check


class Command(BaseCommand):
    """Runs the checks one after another; exit status 1 where anything is wrong in the end."""

    help = (
        "Check what is stored against its hash, and what was derived against what it was derived from: captures, "
        "texts, spans, search entries, counts in memory, copies, stories, rows without an owner. The archive may go on "
        "being used meanwhile."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """What can be said on the command line."""
        names = sorted({check.name.partition(":")[0] for check in all_checks()})
        parser.add_argument("--repair", action="store_true", help="derive again what can be derived")
        parser.add_argument("--json", action="store_true", help="print JSON, one object")
        parser.add_argument(
            "--only", action="append", default=[], metavar="CHECK", help=f"run this check alone: {', '.join(names)}"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Run, tell, and end with the status that says whether all is well."""
        quieten_log(options["verbosity"])
        try:
            checks = chosen_checks(options["only"])
        except KeyError as error:
            raise CommandError(f"There is no check named {error}.") from error
        with plain_endings(self.stderr):
            executor = MigrationExecutor(connection)
            if executor.migration_plan(executor.loader.graph.leaf_nodes()):
                raise CommandError("The tables are not those of this version: run `manage.py migrate` first.")
        read_ahead().join()  # so that what changes meanwhile goes through the log that the last check compares
        results = []
        for check in checks:
            total = check.total() if shows_progress() else None
            with plain_endings(self.stderr), Progress(total=total, unit=f"rows ({check.name})") as progress:
                result = run_check(check, repair=options["repair"], advance=progress.advance)
            results.append(result)
            if not options["json"]:
                self._tell(result, is_repairing=options["repair"])
        is_well = not any(result.left for result in results)
        if options["json"]:
            self.stdout.write(json.dumps({"is_well": is_well, "checks": [asdict(one) for one in results]}))
        else:
            self._sum_up(results)
        if not is_well:
            sys.exit(1)

    def _tell(self, result: Result, *, is_repairing: bool) -> None:
        if not result.found:
            return
        self.stdout.write(f"{result.name}: it should hold that {result.tells}. {result.found:,} of it do not:")
        for one in result.examples:
            hint = "" if one.pk is not None or not is_repairing else " (cannot be derived again)"
            self.stdout.write(f"  {one.subject}: {one.problem}{hint}")
        if result.found > len(result.examples):
            self.stdout.write(f"  and {result.found - len(result.examples):,} more")
        if is_repairing:
            self.stdout.write(f"  {result.found - result.left:,} mended, {result.left:,} left")

    def _sum_up(self, results: list[Result]) -> None:
        rows, found, left = (sum(getattr(one, name) for one in results) for name in ("looked_at", "found", "left"))
        word = "All is well" if not found else "All is well again" if not left else f"{left:,} left"
        self.stdout.write(f"{word}: {len(results)} checks, {rows:,} rows looked at, {found:,} faults found.")
