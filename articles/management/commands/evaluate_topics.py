"""`manage.py evaluate_topics DIR`: how well rules and learned classifiers give topics on Reuters-21578."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.extract.speed import Speed, measure_speed
from articles.extract.topic_evaluation import (
    CATEGORIES,
    LARGEST,
    Story,
    Tally,
    evaluate,
    evaluate_learned,
    learned_groups,
    macro_f1,
    read_stories,
    sum_of,
)
from articles.extract.topic_rules import load_topics

WORST_SHOWN = 5
TIMED = 1_000  # stories
GROUPS = {
    "largest": "the largest categories",
    "both": "all with a story to learn from and one to find",
    "learned": "all with a story to learn from",
}


class Command(BaseCommand):
    """Prints precision, recall and F1 of the rule-made tags with the worst errors, then those of the classifiers."""

    help = (
        "Measure the topics' rules, and classifiers learned from the training stories, on the folder of Reuters-21578 "
        "(reut2-*.sgm or .sgm.gz), ModApte split."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The folder, the side of the split, and JSON."""
        parser.add_argument("folder", metavar="DIR", type=Path, help="the folder with the collection's SGML files")
        parser.add_argument(
            "--split",
            choices=["test", "train"],
            default="test",
            help="which stories (default: test); classifiers are measured on the test side only",
        )
        parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, tag, learn, compare, print."""
        folder: Path = options["folder"]
        if not folder.is_dir():
            raise CommandError(f"{folder} is no folder")
        stories = list(read_stories(folder, split=options["split"]))
        if not stories:
            raise CommandError(f"{folder} holds no stories of the {options['split']} split (reut2-*.sgm or .sgm.gz)")
        tallies = evaluate(stories, load_topics())
        speed = measure_speed([story.draft for story in stories[:TIMED]])
        learned = _learned_tallies(folder, stories) if options["split"] == "test" else {}
        if options["json"]:
            figures = _as_json(tallies, len(stories), options["split"])
            self.stdout.write(
                json.dumps({**figures, "speed": asdict(speed), "learned": _learned_as_json(learned)}, indent=2)
            )
        else:
            self._print(tallies, len(stories), speed, options["split"])
            self._print_learned(learned)

    def _print(self, tallies: dict[str, Tally], count: int, speed: Speed, split: str) -> None:
        self.stdout.write(
            f"{count:,} stories of the {split} split, {speed.words_an_article:.0f} words each. A second of one core: "
            f"{speed.articles:,} articles ({speed.words:,} words) for companies, people, places and topics, "
            f"{speed.articles_for_topics:,} for topics alone\n\n"
        )
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

    def _print_learned(self, tallies: dict[str, Tally]) -> None:
        if not tallies:
            self.stdout.write(
                "\nclassifiers: not measured; they learn from the training stories and are tried on the test"
            )
            return
        self.stdout.write(f"\nclassifiers{'':37} {'count':>5} {'precision':>9} {'recall':>7} {'F1':>5} {'macro F1':>8}")
        for group, members in learned_groups(tallies).items():
            total = sum_of(members)
            self.stdout.write(
                f"{GROUPS[group]:48} {len(members):5} {total.precision:9.3f} {total.recall:7.3f} {total.f1:5.3f} "
                f"{macro_f1(members):8.3f}"
            )
        self.stdout.write("")
        for category, tally in list(tallies.items())[:LARGEST]:
            due = tally.right + tally.missed
            self.stdout.write(f"{category:48} {due:5} {tally.precision:9.3f} {tally.recall:7.3f} {tally.f1:5.3f}")


def _learned_tallies(folder: Path, stories: list[Story]) -> dict[str, Tally]:
    """Tallies of the classifiers, none where the folder has no training stories to tell categories apart by."""
    training = list(read_stories(folder, split="train"))
    return evaluate_learned(training, stories) if len({story.categories for story in training}) > 1 else {}


def _learned_as_json(tallies: dict[str, Tally]) -> dict[str, Any]:
    return {
        group: {
            "categories": len(members),
            "precision": round(sum_of(members).precision, 4),
            "recall": round(sum_of(members).recall, 4),
            "f1": round(sum_of(members).f1, 4),
            "macro_f1": round(macro_f1(members), 4),
        }
        for group, members in learned_groups(tallies).items()
    }


def _as_json(tallies: dict[str, Tally], count: int, split: str) -> dict[str, Any]:
    return {
        "split": split,
        "stories": count,
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
