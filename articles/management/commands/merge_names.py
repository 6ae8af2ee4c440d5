"""`manage.py merge_names company lehman-brothers lehman`: make one of two, however many articles name them."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.models import Regrouping
from articles.regrouping import merge_things, undo
from articles.store.merging import MODELS, Groupable, RegroupingError


class Command(BaseCommand):
    """Merges two companies, people, places, topics or sources, or takes a merge or split back."""

    help = "Merge one company, person, place, topic or source into another, or undo a merge or split."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Two slugs, or the number of an act."""
        parser.add_argument("kind", nargs="?", choices=sorted(MODELS))
        parser.add_argument("gone", nargs="?", help="the slug of the one that becomes part of the other")
        parser.add_argument("kept", nargs="?", help="the slug of the one that stays")
        parser.add_argument("--undo", type=int, metavar="NUMBER", help="take this merge or split back")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it and say what was done."""
        try:
            if options["undo"] is not None:
                self._undo(options["undo"])
            elif options["kept"]:
                kept, gone = (self._named(options["kind"], options[name]) for name in ("kept", "gone"))
                act, _ = merge_things(kept=kept, gone=gone, by=None)
                self.stdout.write(f"{act}. Articles: {act.articles:,}. Undo: merge_names --undo {act.pk}")
            else:
                raise CommandError("Give a kind and two slugs, or --undo and a number.")
        except RegroupingError as error:
            raise CommandError(str(error)) from error

    def _undo(self, number: int) -> None:
        act = Regrouping.objects.filter(pk=number).first()
        if act is None:
            raise CommandError(f"There is no merge or split {number}.")
        thing, _ = undo(regrouping=act, by=None)
        self.stdout.write(f"Undone: {act}. {thing} is as it was.")

    def _named(self, kind: str, slug: str) -> Groupable:
        found = MODELS[kind]._default_manager.filter(slug=slug).first()
        if found is None:
            raise CommandError(f"There is no {kind} {slug!r}.")
        return found
