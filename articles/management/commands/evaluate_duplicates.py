"""`manage.py evaluate_duplicates [DIR]`: how well copies are found, on real stories and seeded edits of them."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from articles.management.duplicates.evaluation import Measured, evaluate, read_judged_pairs
from articles.management.duplicates.lookup import measure_cost
from articles.management.duplicates.stories import add_folder, read_stories
from articles.models import Article

_JUDGED = Path(settings.BASE_DIR) / "tests" / "data" / "duplicates" / "reuters_pairs.csv"
_SHOWN = 20


class Command(BaseCommand):
    """Prints recall by kind of edit, precision, and what was missed or wrongly found."""

    help = "Measure the search for copies on the folder of Reuters-21578 (reut2-*.sgm or .sgm.gz)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The folder, how many stories and copies, the seed, the judged pairs, and JSON."""
        add_folder(parser)
        parser.add_argument(
            "--lookup",
            type=int,
            metavar="N",
            help="measure instead what it costs to find and fold the copies of one new article in this archive: N "
            "copies and N texts without copies, each stored and taken back",
        )
        parser.add_argument("--stories", type=int, default=5_000, help="real stories among which to search")
        parser.add_argument("--copies", type=int, default=1_000, help="edited copies to find")
        parser.add_argument("--seed", type=int, default=1, help="chooses stories and edits")
        parser.add_argument("--judged", type=Path, default=_JUDGED, help="CSV of pairs of real stories: copies or not")
        parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, edit, find, judge, print."""
        if options["lookup"]:
            self._measure_look_up(options["lookup"], seed=options["seed"], is_json=options["json"])
            return
        folder: Path = options["folder"]
        if not folder.is_dir():
            raise CommandError(f"{folder} is no folder")
        stories = list(read_stories(folder))
        if not stories:
            raise CommandError(f"{folder} holds no stories (reut2-*.sgm or .sgm.gz)")
        judged: Path = options["judged"]
        if not judged.is_file():
            raise CommandError(f"{judged} is no file; name the judged pairs with --judged")
        measured = evaluate(
            stories,
            story_count=options["stories"],
            copy_count=options["copies"],
            seed=options["seed"],
            known=read_judged_pairs(judged),
        )
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(measured, options["seed"]), indent=2))
        else:
            self._print(measured, options["seed"])

    def _measure_look_up(self, count: int, *, seed: int, is_json: bool) -> None:
        total = Article.objects.count()
        if count < 2 or not total:
            raise CommandError("--lookup wants a number from 2, and an archive with articles.")
        copied = measure_cost(count=count, seed=seed, edited=True)
        alone = measure_cost(count=count, seed=seed, edited=False)
        if is_json:
            told = {"articles": total, "copies": copied.table(), "copies_folded": copied.found, "others": alone.table()}
            self.stdout.write(json.dumps(told, indent=2))
            return
        self.stdout.write(f"{total:,} articles; {copied.found} of {count} copies folded. Milliseconds for one article:")
        self.stdout.write(f"{'':22} {'median':>8} {'95th':>8} {'best':>8}")
        for name, cost in (("a copy", copied.table()), ("no copy", alone.table())):
            for step, label in (("look_up", "looked up"), ("fold", "folded")):
                figures = " ".join(f"{cost[f'{step}_{part}_ms']:8.1f}" for part in ("median", "p95", "best"))
                self.stdout.write(f"{f'{name}, {label}':22} {figures}")

    def _print(self, measured: Measured, seed: int) -> None:
        self.stdout.write(
            f"{measured.stories:,} stories and {measured.copies:,} edited copies (seed {seed}), "
            f"{measured.texts_a_second:,.0f} texts a second of one core\n\n"
        )
        self.stdout.write(f"{'edit':20} {'pairs':>6} {'recall':>7}")
        for edit, count in measured.due.items():
            self.stdout.write(f"{edit:20} {count:6} {measured.recall_of(edit):7.3f}")
        self.stdout.write(f"{'all':20} {measured.due.total():6} {measured.recall:7.3f}\n\n")
        self.stdout.write(
            f"precision {measured.precision:.3f}: {measured.right:,} pairs right, {measured.wrong:,} wrong"
        )
        self.stdout.write(f"{measured.real_pairs:,} pairs are copies in the collection itself")
        for edit, number in measured.missed[:_SHOWN]:
            self.stdout.write(f"  - {edit}: {number}")
        for one, other, containment in measured.wrong_pairs[:_SHOWN]:
            self.stdout.write(f"  + {one} and {other}, {containment:.2f} shared")


def _as_json(measured: Measured, seed: int) -> dict[str, Any]:
    return {
        "seed": seed,
        "stories": measured.stories,
        "copies": measured.copies,
        "recall": round(measured.recall, 4),
        "precision": round(measured.precision, 4),
        "recall_by_edit": {edit: round(measured.recall_of(edit), 4) for edit in measured.due},
        "pairs_due": measured.due.total(),
        "pairs_right": measured.right,
        "pairs_right_in_the_collection_itself": measured.real_pairs,
        "pairs_wrong": measured.wrong,
        "texts_a_second_a_core": round(measured.texts_a_second),
        "wrong": [{"stories": [one, other], "containment": share} for one, other, share in measured.wrong_pairs],
        "missed": [{"edit": edit, "story": number} for edit, number in measured.missed],
    }
