"""`manage.py train_topics`: learn topics from the archive's tags, suggest further articles and doubt wrong tags."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand

from articles.store.lessons import FEWEST_ACCEPTED
from articles.training import TrainingReport, train_topics


class Command(BaseCommand):
    """Trains, then prints what was learned of each topic with its cross-validated precision and recall."""

    help = (
        f"Train a classifier for each topic with at least {FEWEST_ACCEPTED} accepted articles. It suggests the topic "
        "for further articles and doubts tags that look wrong; curators decide on both in the admin."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """JSON instead of a table."""
        parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")

    def handle(self, *args: Any, **options: Any) -> None:
        """Train and print."""
        report = train_topics()
        if options["json"]:
            self.stdout.write(json.dumps(asdict(report), indent=2))
        else:
            self._print(report)

    def _print(self, report: TrainingReport) -> None:
        if not report.topics:
            self.stdout.write(f"No topic has {FEWEST_ACCEPTED} accepted articles yet, and others to tell them from.")
            return
        self.stdout.write(
            f"training {report.version}: {len(report.topics)} topics from {report.texts:,} articles, "
            f"{report.terms:,} terms\n\n"
        )
        self.stdout.write(
            f"{'topic':32} {'accepted':>8} {'rejected':>8} {'precision':>9} {'recall':>6} {'suggested':>9} "
            f"{'unasked':>7} {'doubted':>7}"
        )
        for one in report.topics:
            self.stdout.write(
                f"{one.slug:32} {one.accepted:8} {one.rejected:8} {one.precision:9.3f} {one.recall:6.3f} "
                f"{one.suggested:9} {one.accepted_unasked:7} {one.doubted:7}"
            )
