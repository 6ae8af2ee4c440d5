"""`manage.py benchmark_ingest`: how many captures a second become articles that search finds."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.capture.files import read_paths
from articles.documents import RawCapture
from articles.management.capture_command import quieten_log
from articles.management.ingest_benchmark.captures import html_pages, reworded, text_scrapes
from articles.management.ingest_benchmark.timing import SUFFIX, Timed, timed_ingest, timed_workers, wiped
from articles.management.own_database import own_database
from articles.pipeline import Rules, archive_rules


class Command(BaseCommand):
    """Measures in a database of its own, which is dropped in the end."""

    help = (
        "Measure ingest end to end (store the bytes, clean, extract, compare, save, index) in a database of its own "
        "beside the archive's: captures of yours, invented HTML pages and text scrapes; then workers side by side. "
        "Figures are captures a second of processor time (of this process and the database's part), which other "
        "programs disturb less, and by the clock. Before each sort the same words in other lines are taken in, and the "
        "archive is emptied: what counts is new text of known words, as in a process that has worked for a while."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What is taken in, how much, and whether by workers too."""
        parser.add_argument("paths", nargs="*", metavar="PATH", help="captures to measure beside invented ones")
        parser.add_argument("--captures", type=int, default=300, metavar="N", help="invented, of each sort")
        parser.add_argument("--seed", type=int, default=1, metavar="S", help="chooses the words")
        parser.add_argument("--workers", type=int, default=0, metavar="N", help="compare one worker with N as well")
        parser.add_argument("--rounds", type=int, default=2, metavar="N", help="of that comparison; the best counts")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Measure and print."""
        if options["captures"] < 1 or options["rounds"] < 1 or options["workers"] < 0:
            raise CommandError("--captures and --rounds want numbers from 1")
        quieten_log(options["verbosity"])
        sorts = self.captures(options)
        if not all(sorts.values()):
            raise CommandError("There is no capture to measure with.")
        result: dict[str, Any] = {}
        with own_database(SUFFIX):
            rules = archive_rules()
            for name, raws in sorts.items():
                result[name] = _as_dict(self.measured(raws, rules))
            if options["workers"]:
                result["workers"] = self.compared(options)
        self.stdout.write(json.dumps(result, indent=2) if options["json"] else _as_text(result))

    def captures(self, options: dict[str, Any]) -> dict[str, list[RawCapture]]:
        """`{sort: captures}`."""
        number, seed = options["captures"], options["seed"]
        sorts = {"html": list(html_pages(number, seed=seed)), "text": list(text_scrapes(number, seed=seed + 1))}
        if not options["paths"]:
            return sorts
        return {"captures": [one for one in read_paths(options["paths"]) if isinstance(one, RawCapture)], **sorts}

    def measured(self, raws: Sequence[RawCapture], rules: Rules) -> Timed:
        """An ingest into an empty archive, by a process that knows the words and none of the lines."""
        wiped()
        timed_ingest([reworded(raw) for raw in raws], rules=rules)
        wiped()
        return timed_ingest(raws, rules=rules)

    def compared(self, options: dict[str, Any]) -> dict[str, float]:
        """The best rates of one worker and of several, in turns, each over pages that the others did not have."""
        best = {1: 0.0, options["workers"]: 0.0}
        for turn in range(options["rounds"]):
            for offset, workers in enumerate(best):
                raws = list(html_pages(options["captures"], seed=options["seed"] + 10 + 2 * turn + offset))
                wiped()
                best[workers] = max(best[workers], timed_workers(raws, workers=workers))
        one, several = best.values() if options["workers"] != 1 else (best[1], best[1])
        return {"workers": options["workers"], "one": one, "together": several, "times": several / one}


def _as_dict(timed: Timed) -> dict[str, Any]:
    return {**asdict(timed), "a_second": timed.a_second, "by_the_clock": timed.by_the_clock}


def _as_text(result: dict[str, Any]) -> str:
    lines = [
        f"{name:10} {one['captures']:6,} captures, {one['articles']:,} articles: {one['a_second']:6.1f} a second of a "
        f"processor, {one['by_the_clock']:6.1f} by the clock"
        for name, one in result.items()
        if name != "workers"
    ]
    if told := result.get("workers"):
        lines.append(
            f"workers    one {told['one']:.1f} a second, {told['workers']} together {told['together']:.1f}: "
            f"{told['times']:.2f} times"
        )
    return "\n".join(lines)
