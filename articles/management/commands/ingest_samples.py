"""Take the bundled sample captures into a new archive, once ever."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandParser

from articles.capture.files import read_paths
from articles.capture.found import Found
from articles.capture.manifest import Manifest, read_manifest
from articles.documents import RawCapture
from articles.management.capture_command import quieten_log
from articles.management.progress import Progress
from articles.management.receipts import Tally, receipt_as_text, status_of
from articles.models import Sighting
from articles.pipeline import archive_rules, ingest
from articles.store.captures import Outcome
from articles.store.samples import are_samples_due, note_samples_taken
from articles.store.vocabulary import load_vocabulary
from newsarchive.environment import flag

SAMPLES: Final = Path(__file__).resolve().parents[2] / "samples"
MANIFEST: Final = "manifest.jsonl"


class Command(BaseCommand):
    """Fills a new archive with sample texts, so that there is something to look at."""

    help = (
        "Load the lists of companies, places and topics, and take the bundled sample captures into a new archive: once "
        "ever, and only where nothing else was taken in before. NEWSARCHIVE_SAMPLES=0 leaves the samples out; "
        "`remove_samples` takes them away."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Whether to do it once more."""
        parser.add_argument("--again", action="store_true", help="take them in although that was done or undone before")

    def handle(self, *args: Any, **options: Any) -> None:
        """Take them in, unless that was done before or is not wanted."""
        quieten_log(options["verbosity"])
        load_vocabulary()
        if options["again"] or (flag("NEWSARCHIVE_SAMPLES", default=True) and are_samples_due()):
            is_all_well = self.take_in(SAMPLES)
            note_samples_taken()
            if not is_all_well:
                sys.exit(1)

    def take_in(self, folder: Path) -> bool:
        """Ingest the samples in `folder`; returns whether none was rejected. A broken-off run is taken up again."""
        manifest = read_manifest(str(folder / MANIFEST))
        tally = Tally()
        with Progress(total=len(manifest.entries), unit="samples") as progress:
            found = (_described(one, manifest, folder) for one in read_paths(manifest.paths()))
            for result in ingest(found, rules=archive_rules(), how=Sighting.How.SAMPLE):
                tally.add(result)
                progress.advance()
                if status_of(result) == Outcome.REJECTED:
                    progress.print(receipt_as_text(result), self.stderr)
        self.stdout.write(f"Sample texts: {tally.summary()}")
        return tally.is_all_well


def _described(found: Found, manifest: Manifest, folder: Path) -> Found:
    """A sample with what the manifest knows, named from the samples' folder on, wherever the project lies."""
    if not isinstance(found, RawCapture):
        return found
    return replace(manifest.describe(found), name=f"samples/{Path(found.name).relative_to(folder).as_posix()}")
