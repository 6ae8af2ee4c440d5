"""`manage.py retag topic [SLUG...]`, `manage.py retag company SLUG...`: bring tags in line with rules and names."""

from __future__ import annotations

from argparse import ArgumentParser
from functools import cache
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.management.endings import plain_endings
from articles.management.progress import Progress
from articles.pipeline import archive_rules
from articles.retagging import MODELS, Retagged, names_of, steps


class Command(BaseCommand):
    """Tags again thing by thing, in steps, and says how many articles changed."""

    help = (
        "Tag articles again here and now by the rules of these topics, or of all, or by all names of these companies, "
        "people or places, as they stand: only articles that can change are looked at, and curators' decisions stay. "
        "After changes at the desk or in the admin this is done at once or by a job."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The things, and names that one of them had."""
        parser.add_argument("kind", choices=sorted(MODELS))
        parser.add_argument("slugs", metavar="SLUG", nargs="*", help="all topics where none is given")
        parser.add_argument("--name", action="append", default=[], help="also a name that the thing no longer has")

    def handle(self, *args: Any, **options: Any) -> None:
        """Tag and print a line for each."""
        kind, slugs = options["kind"], options["slugs"]
        if not slugs and kind != "topic":
            raise CommandError(f"Name each {kind} by its slug.")
        rows = MODELS[kind]._default_manager.order_by("slug")
        found = {thing.slug: thing for thing in (rows.filter(slug__in=slugs) if slugs else rows)}
        if missing := sorted(set(slugs) - found.keys()):
            raise CommandError(f"no {kind}: {', '.join(missing)}")
        rules = cache(archive_rules)
        with plain_endings(self.stderr):
            for slug, thing in found.items():
                done = Retagged()
                with Progress(unit="articles") as progress:
                    names = [*names_of(thing), *options["name"]]
                    for step in steps(sort=kind, number=thing.pk, names=names, rules=rules):
                        progress.advance(step.made.looked_at)
                        done += step.made
                self.stdout.write(f"{slug}: {done}")
