"""`manage.py join_stories`: join articles into stories again, without processing their captures."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from articles.management.progress import Progress
from articles.models import SearchEntry, Story
from articles.store.stories import join_stories

_AT_A_TIME = 200


class Command(BaseCommand):
    """Finds the key terms, links and stories of articles anew."""

    help = (
        "Join articles into stories again by the present rules and counts of words, as after an upgrade. What curators "
        "decided stays. Needed once for articles that were stored before the archive knew stories."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Which articles."""
        parser.add_argument("ids", nargs="*", type=int, metavar="ARTICLE", help="numbers of articles")
        parser.add_argument("--all", action="store_true", help="every public article")

    def handle(self, *args: Any, **options: Any) -> None:
        """Join a batch at a time, oldest first, and sum up."""
        ids = options["ids"]
        if options["all"]:
            ids = list(SearchEntry.objects.canonical().order_by("pk").values_list("pk", flat=True))
        elif not ids:
            raise CommandError("Say which: numbers of articles, or --all.")
        with Progress(total=len(ids)) as progress:
            for start in range(0, len(ids), _AT_A_TIME):
                batch = ids[start : start + _AT_A_TIME]
                join_stories(article_ids=batch)
                for _ in batch:
                    progress.advance()
        self.stdout.write(f"{len(ids):,} articles joined; the archive has {Story.objects.told().count():,} stories")
