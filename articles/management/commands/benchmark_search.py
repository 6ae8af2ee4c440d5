"""`manage.py benchmark_search`: how long searches take over an invented archive of a given size."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import asdict
from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from articles.management.search_benchmark.completing import completion_measured
from articles.management.search_benchmark.database import database_name, fill_database, use_database
from articles.management.search_benchmark.over_http import pages_measured
from articles.management.search_benchmark.peers import peers_measured
from articles.management.search_benchmark.queries import searches_by_class
from articles.management.search_benchmark.timing import STEPS, Measured, measured
from articles.search.live.snapshot import one_snapshot, reader
from articles.search.rehearsal import rehearse
from articles.search.warming import warm


class Command(BaseCommand):
    """Measures searches by class: hits, count, all facets, chart and snippets, as a results page needs them."""

    help = (
        "Measure searches over invented articles in a database of their own beside the archive's, which is made at the "
        "first run (a minute or two for 100,000, some ten for a million) and found again by its name. Times in "
        "milliseconds. Warm runs (p50, p95) are of words and filters asked for of late, all but their matches made "
        "anew; 'anew' are runs with nothing kept, 'kept' the same search again. 'work' is the processors' time of warm "
        "runs, which other programs disturb less."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Size, repetitions, and what to measure beside the engine."""
        parser.add_argument("--articles", type=int, default=100_000, metavar="N", help="how many (default: 100,000)")
        parser.add_argument("--seed", type=int, default=1, metavar="S", help="chooses the words (default: 1)")
        parser.add_argument("--database", metavar="NAME", help="a database that holds such a corpus already")
        parser.add_argument("--each", type=int, default=8, metavar="N", help="searches of a class (default: 8)")
        parser.add_argument("--rounds", type=int, default=5, metavar="N", help="times each is run (default: 5)")
        parser.add_argument("--peers", action="store_true", help="tantivy and SQLite FTS5 on the same texts too")
        parser.add_argument("--http", action="store_true", help="whole pages through gunicorn with two workers too")
        parser.add_argument("--seconds", type=int, default=20, metavar="S", help="of the mix over HTTP (default: 20)")
        parser.add_argument("--json", action="store_true", help="print JSON instead of tables")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make or find the archive, measure, print."""
        articles: int = options["articles"]
        if articles < 1 or options["each"] < 1 or options["rounds"] < 1:
            raise CommandError("--articles, --each and --rounds want numbers from 1")
        use_database(options["database"] or database_name(articles=articles, seed=options["seed"]))
        fill_database(articles=articles, seed=options["seed"])
        with connection.cursor() as cursor:
            cursor.execute("SET jit = off")  # as the archive's own PostgreSQL has it
        result: dict[str, Any] = {"articles": articles, "load": self.load_time()}
        classes = searches_by_class(each=options["each"])
        rehearse()  # as every web process does before it is asked anything, or soon after its start
        warm()
        found = {name: measured(searches, rounds=options["rounds"]) for name, searches in classes.items()}
        result["classes"] = {name: asdict(one) for name, one in found.items()}
        result["completion"] = completion_measured(classes, rounds=options["rounds"])
        if options["peers"]:
            result["peers"] = peers_measured(classes, rounds=options["rounds"])
        if options["http"]:
            result["http"] = pages_measured(classes, rounds=options["rounds"], seconds=options["seconds"])
        if options["json"]:
            self.stdout.write(json.dumps(result, indent=1))
        else:
            self.say(result, found)

    def load_time(self) -> dict[str, float]:
        """Seconds to read all entries, and the megabytes they take."""
        reader.forget()
        started = perf_counter()
        with one_snapshot() as view:
            took = perf_counter() - started
            return {"seconds": round(took, 2), "megabytes": round(view.entries.nbytes / 1e6, 1)}

    def say(self, result: dict[str, Any], found: dict[str, Measured]) -> None:
        """Print tables."""
        load = result["load"]
        self.stdout.write(
            f"{result['articles']:,} articles, read in {load['seconds']} s, {load['megabytes']} MB in memory.\n"
        )
        heads = ("hits", "p50", "p95", "first", "anew p50", "anew p95", "kept", "work", "anew work", *STEPS)
        self.stdout.write(f"{'':24}" + "".join(f"{head:>10}" for head in heads))
        for name, one in found.items():
            times = (one.p50, one.p95, one.first, one.anew_p50, one.anew_p95, one.kept_p50, one.work, one.anew_work)
            values = (*times, *one.steps.values())
            self.stdout.write(f"{name:24}{one.hits:>10,}" + "".join(f"{value:>10.1f}" for value in values))
        completion = "  ".join(f"{key} {value:,.1f}" for key, value in result["completion"].items())
        self.stdout.write(f"{'completion':24}{completion}")
        for peer, classes in result.get("peers", {}).items():
            self.stdout.write(f"\n{peer}: matching, counting and the best twenty, no facets")
            for name, times in classes.items():
                self.stdout.write(f"{name:24}{times['hits']:>10,.0f}{times['p50']:>10.1f}{times['p95']:>10.1f}")
        for name, times in result.get("http", {}).items():
            self.stdout.write(f"HTTP {name:19}" + "  ".join(f"{key} {value:,.1f}" for key, value in times.items()))
