"""`manage.py generate_corpus --articles N --seed S`: an invented archive for measurements at size."""

from __future__ import annotations

from argparse import ArgumentParser
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from articles.management.corpus.load import load_corpus, tidy_up
from articles.management.corpus.rows import block_count
from articles.management.corpus.stories import BLOCK
from articles.management.endings import plain_endings
from articles.management.progress import Progress
from articles.models import Article


class Command(BaseCommand):
    """Fills the database that DATABASE_URL names with invented articles."""

    help = (
        "Fill an empty archive with invented articles: Zipf words, 2,000 companies, 60 topics, 50 sources, ten years, "
        "copies and stories. The same seed gives the same texts. For measurements, never for an archive in use."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How many, the seed, how many processes, and whether beside what is there."""
        parser.add_argument("--articles", type=int, required=True, metavar="N", help="how many articles")
        parser.add_argument("--seed", type=int, default=1, metavar="S", help="chooses the words (default: 1)")
        parser.add_argument("--processes", type=int, default=2, help="processes that make articles (default: 2)")
        parser.add_argument("--beside", action="store_true", help="add to an archive that has articles already")

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuse an archive in use, make, load, say how long it took."""
        count: int = options["articles"]
        if count < 1:
            raise CommandError("--articles wants a number from 1")
        started = monotonic()
        with (
            plain_endings(self.stderr),
            Progress(total=block_count(count), unit=f"blocks of {BLOCK} articles") as progress,
        ):
            if not options["beside"] and Article.objects.exists():
                raise CommandError("This archive has articles; --beside adds the invented ones to them.")
            load_corpus(
                articles=count,
                seed=options["seed"],
                processes=options["processes"],
                made_at=timezone.now(),
                advance=progress.advance,
            )
            tidy_up()
        seconds = monotonic() - started
        self.stdout.write(f"{count:,} invented articles in {seconds:,.0f} s, {count / seconds:,.0f} a second.")
