"""`manage.py fold_copies`: finds copies among articles from before the archive looked for them."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from articles.management.endings import plain_endings
from articles.management.progress import Progress
from articles.store.copy_backfill import fold_missing, place_missing, unfolded_articles, unplaced_captures


class Command(BaseCommand):
    """Makes the fingerprints and addresses that are missing, and nothing that is there."""

    help = (
        "Compare every article that was never compared for copies, and work out the address of every capture that has "
        "none, by which a page captured again is known. May be stopped at any time; the next run goes on from there."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Addresses first, then copies."""
        with plain_endings(self.stderr):
            captures = unplaced_captures().count()
            with Progress(total=captures, unit="captures") as progress:
                for count in place_missing():
                    progress.advance(count)
            articles = unfolded_articles().count()
            with Progress(total=articles, unit="articles") as progress:
                for count in fold_missing():
                    progress.advance(count)
        self.stdout.write(f"{articles:,} articles compared for copies, {captures:,} captures given their address.")
