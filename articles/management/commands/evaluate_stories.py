"""`manage.py evaluate_stories [DIR]`: how well articles that tell of one event are joined, on pairs judged by hand."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from articles.extract.vocabulary import load_vocabulary
from articles.management.duplicates.stories import add_folder, read_stories
from articles.management.progress import Progress
from articles.management.stories.evaluation import (
    Measured,
    find_links,
    join_all,
    measure,
    read_judged,
    tellings_of,
)

_JUDGED = Path(settings.BASE_DIR) / "tests" / "data" / "stories" / "reuters_pairs.csv"


class Command(BaseCommand):
    """Prints precision and recall on both halves of the pairs, and the wrong and missed ones of the half held out."""

    help = (
        "Measure the joining of stories on the folder of Reuters-21578 (reut2-*.sgm or .sgm.gz): everything is joined, "
        "then pairs that people judged are looked up. Takes some minutes."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The folder, the judged pairs, and JSON."""
        add_folder(parser)
        parser.add_argument("--judged", type=Path, default=_JUDGED, help="CSV of judged pairs")
        parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, extract, join, compare, print."""
        folder: Path = options["folder"]
        judged: Path = options["judged"]
        if not folder.is_dir():
            raise CommandError(f"{folder} is no folder")
        if not judged.is_file():
            raise CommandError(f"{judged} is no file; name the judged pairs with --judged")
        stories = list(read_stories(folder))
        if not stories:
            raise CommandError(f"{folder} holds no stories (reut2-*.sgm or .sgm.gz)")
        with Progress(total=len(stories)) as progress:
            tellings = tellings_of(stories, load_vocabulary(), progress.advance)
        links = find_links(tellings, {story.number: story.text for story in stories})
        home = join_all(tellings, links)
        halves = {half: measure(pairs, home) for half, pairs in read_judged(judged).items()}
        if options["json"]:
            figures = {half.replace(" ", "_"): _as_json(found) for half, found in halves.items()}
            self.stdout.write(json.dumps({"articles": len(tellings), "joined": len(home), **figures}, indent=2))
        else:
            self._print(halves, len(tellings), home, {story.number: story.title for story in stories})

    def _print(self, halves: dict[str, Measured], articles: int, home: dict[int, int], titles: dict[int, str]) -> None:
        count = len(set(home.values()))
        self.stdout.write(f"{articles:,} articles, of which {len(home):,} make {count:,} stories\n\n")
        self.stdout.write(
            f"{'half':10} {'pairs':>6} {'right':>6} {'wrong':>6} {'missed':>7} {'precision':>10} {'recall':>7}"
        )
        for half, found in halves.items():
            self.stdout.write(
                f"{half:10} {found.pairs:6} {found.right:6} {found.wrong:6} {found.missed:7} "
                f"{found.precision:10.3f} {found.recall:7.3f}"
            )
        held_out = list(halves.values())[-1]
        for sign, pairs in (("+", held_out.wrong_pairs), ("-", held_out.missed_pairs)):
            for pair in pairs:
                self.stdout.write(
                    f"  {sign} {pair.lower} {titles[pair.lower][:60]} | {pair.higher} {titles[pair.higher][:60]}"
                )


def _as_json(found: Measured) -> dict[str, Any]:
    return {
        "pairs": found.pairs,
        "precision": round(found.precision, 4),
        "recall": round(found.recall, 4),
        "right": found.right,
        "wrong": [[pair.lower, pair.higher] for pair in found.wrong_pairs],
        "missed": [[pair.lower, pair.higher] for pair in found.missed_pairs],
    }
