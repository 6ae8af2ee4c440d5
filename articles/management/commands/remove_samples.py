"""Take the bundled sample captures away."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from articles.store.purge import remove_samples
from articles.store.samples import note_samples_taken


class Command(BaseCommand):
    """Removes what came from the samples only."""

    help = (
        "Take away every capture that came in as a bundled sample only, its articles, and the outlets invented for "
        "them. They do not come back by themselves; `ingest_samples --again` brings them."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Remove them, and remember that nobody wants them."""
        purged = remove_samples()
        note_samples_taken()
        self.stdout.write(f"Removed {len(purged.capture_ids)} sample captures and {len(purged.article_ids)} articles.")
