"""Looks for names in the shipped company list that are likely wrong."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from articles.extract.build.faults import names_of_other_things, shared_names, unlike_names
from articles.extract.data_files import read_names
from articles.extract.vocabulary import load_companies, load_places


class Command(BaseCommand):
    """Prints names shared by companies, names that are also places or given names and, if asked, unlike ones."""

    help = "Check the shipped company list for names given to the wrong company (for developers)."

    def add_arguments(self, parser: CommandParser) -> None:
        """One option."""
        parser.add_argument("--unlike", action="store_true", help="list names that share no word with their company's")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints one fault a line; ends with 1 where two companies bear one name."""
        companies = load_companies()
        places = {name for place in load_places() for name in (place.name, *place.aliases, *place.demonyms)}
        given = {name.capitalize() for name in read_names("given_names")}
        shared = shared_names(companies)
        for text, slugs in shared.items():
            self.stdout.write(f"shared     {text}: {', '.join(slugs)}")
        for slug, text in names_of_other_things(companies, places):
            self.stdout.write(f"place      {text}: {slug}")
        for slug, text in names_of_other_things(companies, given):
            self.stdout.write(f"given name {text}: {slug}")
        for slug, text in unlike_names(companies) if options["unlike"] else ():
            self.stdout.write(f"unlike     {text}: {slug}")
        if shared:
            sys.exit(1)
