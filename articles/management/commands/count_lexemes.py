"""Count how many articles hold each word."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from articles.store.lexemes import refresh_lexemes
from articles.store.positions import refresh_positions


class Command(BaseCommand):
    """Brings the counts of lexemes up to date."""

    help = (
        "Count how many articles hold each word, which spelling suggestions and ranking weigh words by, and note where "
        "the common ones stand, which phrases of them are found by. `ingest` and `reprocess` do it when they are done; "
        "after many edits --rebuild counts everything anew."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Whether to begin from nothing."""
        parser.add_argument("--rebuild", action="store_true", help="count all articles, not only new ones")

    def handle(self, *args: Any, **options: Any) -> None:
        """Count, and say how many."""
        counted = refresh_lexemes(rebuild=options["rebuild"])
        refresh_positions(rebuild=options["rebuild"])
        self.stdout.write(f"The words of {counted:,} articles were counted.")
