"""`manage.py evaluate_search [DIR]`: how far up known items come, beside tantivy over the same texts."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.management.duplicates.stories import add_folder, read_stories
from articles.management.known_items.evaluation import (
    DEPTH,
    Measured,
    archive_search,
    load_stories,
    measure,
    peer_search,
)
from articles.management.known_items.queries import KINDS, make_queries
from articles.management.own_database import own_database

_SHOWN = 20
_NO_PEER = "tantivy is not installed: it is a package of the tests (pip install -r tests/requirements.txt)"


class Command(BaseCommand):
    """Prints the mean reciprocal rank of the archive's search and of tantivy's, by kind of query."""

    help = (
        "Measure search on the folder of Reuters-21578 (reut2-*.sgm or .sgm.gz): an article's own title, or its lead "
        "in other words, as the query, with and without a slip of the keyboard. Works in a database of its own beside "
        "the archive's, which it drops when it is done. Needs tantivy, with which it compares (BM25, title boosted by "
        f"2, words OR-ed, English stems). What does not come among the first {DEPTH} counts as not found."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The folder, how many articles to look for among how many, the seed, and JSON."""
        add_folder(parser)
        parser.add_argument("--stories", type=int, default=0, help="stories to search among (default: all)")
        parser.add_argument("--queries", type=int, default=400, help="stories to look for, by four queries each")
        parser.add_argument("--seed", type=int, default=1, help="chooses stories, words and slips")
        parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, load, ask, compare, print."""
        folder: Path = options["folder"]
        if not folder.is_dir():
            raise CommandError(f"{folder} is no folder")
        stories = list(read_stories(folder))[: options["stories"] or None]
        if not stories:
            raise CommandError(f"{folder} holds no stories (reut2-*.sgm or .sgm.gz)")
        items = list(make_queries(stories, count=options["queries"], seed=options["seed"]))
        try:
            peer = measure(peer_search(stories), items)
        except ModuleNotFoundError as error:
            raise CommandError(_NO_PEER) from error
        with own_database("known_items"):
            own = measure(archive_search(load_stories(stories)), items)
        if options["json"]:
            figures = {"newsarchive": _as_json(own), "tantivy": _as_json(peer)}
            counts = {"stories": len(stories), "queries": len(items), "seed": options["seed"]}
            self.stdout.write(json.dumps(counts | figures, indent=2))
        else:
            self._print(own, peer, len(stories), len(items))

    def _print(self, own: Measured, peer: Measured, stories: int, queries: int) -> None:
        self.stdout.write(f"mean reciprocal rank, {queries:,} queries for known items among {stories:,} stories\n\n")
        self.stdout.write(f"{'query':32} {'newsarchive':>12} {'tantivy':>12}")
        for kind in (*KINDS, ""):
            self.stdout.write(f"{kind or 'all':32} {own.mean(kind):12.4f} {peer.mean(kind):12.4f}")
        self.stdout.write(f"{'milliseconds a query':32} {own.seconds * 1000:12.1f} {peer.seconds * 1000:12.1f}\n\n")
        self.stdout.write("lost by newsarchive:")
        for item, rank in own.missed[:_SHOWN]:
            self.stdout.write(f"  {rank:.2f} {item.kind}: {item.query} ({item.number})")


def _as_json(measured: Measured) -> dict[str, Any]:
    return {
        "mean_reciprocal_rank": round(measured.mean(), 4),
        "by_kind": {kind: round(measured.mean(kind), 4) for kind in KINDS},
        "milliseconds_a_query": round(measured.seconds * 1000, 2),
    }
