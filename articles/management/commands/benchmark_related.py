"""`manage.py benchmark_related`: how long it takes to find the articles related to one, on what the archive holds."""

from __future__ import annotations

from argparse import ArgumentParser
from random import Random
from statistics import quantiles
from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Max

from articles.models import StoryTerms
from articles.search.related import related_ids


class Command(BaseCommand):
    """Prints the median, the 95th percentile and the worst time of a number of articles chosen by a seed."""

    help = "Measure the look-up of related articles on this archive. It only reads."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How many articles, and the seed."""
        parser.add_argument("--articles", type=int, default=300, help="how many are looked up")
        parser.add_argument("--seed", type=int, default=1, help="chooses them")

    def handle(self, *args: Any, **options: Any) -> None:
        """Choose, look up, print."""
        last = StoryTerms.objects.aggregate(last=Max("pk"))["last"]
        if not last:
            raise CommandError("no article has story terms; `manage.py join_stories --all` makes them")
        random = Random(options["seed"])  # noqa: S311  # not for secrets: the same seed chooses the same articles
        times, found = [], 0
        for _ in range(max(2, options["articles"])):
            terms = StoryTerms.objects.filter(pk__gte=random.randint(1, last)).order_by("pk")[0]
            started = perf_counter()
            found += len(related_ids(terms, excluded=[terms.pk]))
            times.append((perf_counter() - started) * 1_000)
        cuts = quantiles(times, n=20)
        self.stdout.write(
            f"{len(times)} articles of {StoryTerms.objects.count():,}: {found / len(times):.1f} found each, median "
            f"{cuts[9]:.1f} ms, 95th percentile {cuts[18]:.1f} ms, worst {max(times):.1f} ms"
        )
