"""`manage.py benchmark_admin`: how long each list, search and form of the admin takes, on what the archive holds."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any, Final

from django.core.management.base import BaseCommand

from articles.management.admin_benchmark import timed_pages
from articles.models import Article

GOAL: Final = 300.0  # milliseconds


class Command(BaseCommand):
    """Prints a line for each page, the slowest first; it changes nothing."""

    help = f"Time every list, search, filter and form of the admin on this archive. The goal is {GOAL:.0f} ms."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to time, how often, and how to print it."""
        parser.add_argument("models", nargs="*", help="tables such as article or company; all where none is named")
        parser.add_argument("--rounds", type=int, default=3, help="runs of each page, of which the best counts")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Time and print."""
        pages = list(timed_pages(rounds=max(1, options["rounds"]), models=frozenset(options["models"])))
        pages.sort(key=lambda page: -page.milliseconds)
        slow = [page for page in pages if page.milliseconds > GOAL]
        failed = [page for page in pages if page.status != 200]
        articles = Article.objects.count()
        if options["json"]:
            told = {"articles": articles, "goal_ms": GOAL, "slower": len(slow), "failed": len(failed)}
            self.stdout.write(json.dumps({**told, "pages": [asdict(page) for page in pages]}, indent=1))
            return
        for page in pages:
            self.stdout.write(
                f"{page.milliseconds:9.1f} ms {page.queries:4} queries  {page.status}  {page.model} {page.page}"
            )
        self.stdout.write(
            f"{len(pages)} pages of an archive of {articles:,} articles; {len(slow)} above {GOAL:.0f} ms, "
            f"{len(failed)} without an answer of 200."
        )
