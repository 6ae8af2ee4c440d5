"""Make articles of stored captures again, with the present rules."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from articles.documents import Rejection
from articles.management import targets
from articles.management.capture_command import quieten_log
from articles.management.endings import plain_endings
from articles.management.progress import Progress
from articles.pipeline import PIPELINE_VERSION, archive_rules, process_many
from articles.store.captures import captures_to_process, in_batches_by_size


class Command(BaseCommand):
    """Runs stored bytes through the pipeline again."""

    help = (
        "Process stored captures again with the present rules. An article keeps its number and address, and what a "
        "curator decided stays. One that no longer stands for anything is hidden, with the reason. Exit status 1 where "
        "a capture was rejected."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Which captures."""
        parser.add_argument("ids", nargs="*", metavar="ID", help=targets.HELP)
        parser.add_argument("--all", action="store_true", help="every capture")
        parser.add_argument("--rejected", action="store_true", help="the captures that were rejected")
        parser.add_argument("--outdated", action="store_true", help="the captures last processed by other rules")

    def handle(self, *args: Any, **options: Any) -> None:
        """Process each, and sum up."""
        quieten_log(options["verbosity"])
        with plain_endings(self.stderr):
            is_all_well = self.reprocess(self.chosen(options))
        if not is_all_well:
            sys.exit(1)

    def reprocess(self, ids: Sequence[int]) -> bool:
        """Process captures, many in a transaction as when they came in; returns whether none was rejected."""
        rules = archive_rules()
        counts = {"kept": 0, "new": 0, "hidden": 0, "rejected": 0}
        with Progress(total=len(ids)) as progress:
            for batch in in_batches_by_size(ids):
                for capture_id, outcome in sorted(process_many(batch, rules=rules).items()):
                    progress.advance()
                    if isinstance(outcome, Rejection):
                        counts["rejected"] += 1
                        progress.print(f"rejected   capture {capture_id}: {outcome.reason}", self.stdout)
                        continue
                    counts["kept"] += len(outcome.kept)
                    counts["new"] += len(outcome.created)
                    counts["hidden"] += len(outcome.hidden)
                    if outcome.created or outcome.hidden:
                        line = f"changed    capture {capture_id}: new {outcome.created}, hidden {outcome.hidden}"
                        progress.print(line, self.stdout)
        self.stdout.write(
            f"{len(ids)} captures: {counts['kept']} articles kept, {counts['new']} new, {counts['hidden']} hidden; "
            f"{counts['rejected']} captures rejected"
        )
        return not counts["rejected"]

    def chosen(self, options: dict[str, Any]) -> list[int]:
        """The ids of the captures to process, oldest first."""
        if options["ids"]:
            return targets.capture_ids(options["ids"])
        which = next((name for name in ("all", "rejected", "outdated") if options[name]), "")
        if not which:
            raise CommandError("Say which: numbers, --all, --rejected or --outdated.")
        return list(captures_to_process(which=which, version=PIPELINE_VERSION).values_list("pk", flat=True))
