"""`manage.py evaluate_topics DIR`: how well the topics' rules do on Reuters-21578."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from time import process_time
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.extract.topic_evaluation import CATEGORIES, Tally, evaluate, read_stories
from articles.extract.topic_rules import load_topics

WORST_SHOWN = 5


class Command(BaseCommand):
    """Prints precision, recall and F1 of the rule-made tags, with the worst errors."""

    help = "Measure the topics' rules on the folder of Reuters-21578 (reut2-*.sgm or .sgm.gz), ModApte split."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The folder, the side of the split, and JSON."""
        parser.add_argument("folder", metavar="DIR", type=Path, help="the folder with the collection's SGML files")
        parser.add_argument("--split", choices=["test", "train"], default="test", help="which stories (default: test)")
        parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, tag, compare, print."""
        folder: Path = options["folder"]
        if not folder.is_dir():
            raise CommandError(f"{folder} is no folder")
        stories = list(read_stories(folder, split=options["split"]))
        if not stories:
            raise CommandError(f"{folder} holds no stories of the {options['split']} split (reut2-*.sgm or .sgm.gz)")
        started = process_time()
        tallies = evaluate(stories, load_topics())
        speed = len(stories) / (process_time() - started)
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(tallies, len(stories), speed, options["split"]), indent=2))
        else:
            self._print(tallies, len(stories), speed, options["split"])

    def _print(self, tallies: dict[str, Tally], count: int, speed: float, split: str) -> None:
        self.stdout.write(f"{count:,} stories of the {split} split, {speed:,.0f} a second of one core\n\n")
        self.stdout.write(f"{'category':10} {'topic':28} {'due':>5} {'precision':>9} {'recall':>7} {'F1':>5}")
        for category, tally in tallies.items():
            topic = CATEGORIES.get(category, "")
            due = tally.right + tally.missed
            self.stdout.write(
                f"{category:10} {topic:28} {due:5} {tally.precision:9.3f} {tally.recall:7.3f} {tally.f1:5.3f}"
            )
        for category, tally in tallies.items():
            if not tally.false_tags and not tally.missed_stories:
                continue
            self.stdout.write(f"\n{category}: wrongly given, surest first; then missed")
            for score, number, title in tally.false_tags[:WORST_SHOWN]:
                self.stdout.write(f"  + {score:.2f} {number:>6} {title}")
            for number, title in tally.missed_stories[:WORST_SHOWN]:
                self.stdout.write(f"  -      {number:>6} {title}")


def _as_json(tallies: dict[str, Tally], count: int, speed: float, split: str) -> dict[str, Any]:
    return {
        "split": split,
        "stories": count,
        "stories_a_second_a_core": round(speed),
        "categories": {
            category: {
                "topic": CATEGORIES.get(category),
                "due": tally.right + tally.missed,
                "precision": round(tally.precision, 4),
                "recall": round(tally.recall, 4),
                "f1": round(tally.f1, 4),
                "wrongly_given": [
                    {"story": number, "title": title, "score": score}
                    for score, number, title in tally.false_tags[:WORST_SHOWN]
                ],
                "missed": [{"story": number, "title": title} for number, title in tally.missed_stories[:WORST_SHOWN]],
            }
            for category, tally in tallies.items()
        },
    }
