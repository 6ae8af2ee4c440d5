"""Reads the register of the Securities and Exchange Commission's filers and the names they filed under before."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from articles.extract.build.companies import Row, form_key, is_wanted, register_row
from articles.extract.build.register_fields import country_code, sector_of_industry

OLD_FILER = 1_000_000  # the numbers are given in order; this one was reached in 1995
NO_BUSINESS = frozenset({"6189", "6221", "6770"})  # asset-backed securities, commodity pools, blank checks
LISTED = ("Nasdaq", "NYSE")
SHORTEST_FORMER = 4
_UNSPOKEN = re.compile(
    r"^\d{3}|(?:&|/| [A-Z]|\bCorp)$|\b(?:spinco|newco|topco|holdco|bidco|parent|intermediate)\b", re.IGNORECASE
)
"""Names no paper prints: of shells and numbered companies, and with a person's initials behind the surname."""


def filers(folder: Path, frequency: Callable[[str], int]) -> Iterator[Row]:
    """The listed companies of the register in `folder`, with the names they filed under before.

    Of those traded over the counter alone, only the ones that have filed since before 1996. A former name has the
    last year in which it was filed under behind a colon. `frequency` tells how often a word occurs in ordinary text.
    """
    former = _former_names(folder / "company_former_names.csv")
    for entry in _read(folder / "company_metadata.csv"):
        exchange = next((name for name in entry["exchanges"].split(",") if name in LISTED), "")
        if not (_has_business(entry) and (exchange or _is_old(entry))):
            continue
        row = register_row(entry["name"], frequency)
        if row is None or _UNSPOKEN.search(row.name):
            continue
        if exchange:
            row.ticker, row.exchange = entry["tickers"].split(",")[0], exchange.upper()
        state = entry["business_stateOrCountryDescription"]
        row.country = "US" if len(state) == 2 else country_code(state)
        row.sector = sector_of_industry(int(entry["sic"] or 0))
        _add_former(row, former.get(entry["cik"], {}), frequency)
        yield row


def _has_business(entry: dict[str, str]) -> bool:
    return entry["entityType"] == "operating" and entry["sic"] not in NO_BUSINESS and is_wanted(entry["name"])


def _is_old(entry: dict[str, str]) -> bool:
    return "OTC" in entry["exchanges"] and int(entry["cik"]) < OLD_FILER


def _former_names(path: Path) -> dict[str, dict[str, int]]:
    """`{number of the filer: {name: last year}}`."""
    names: dict[str, dict[str, int]] = {}
    for entry in _read(path):
        known = names.setdefault(entry["cik"], {})
        year = int(entry["to_date"][:4] or 0)
        known[entry["former_name"]] = max(year, known.get(entry["former_name"], 0))
    return names


def _add_former(row: Row, names: dict[str, int], frequency: Callable[[str], int]) -> None:
    """Give `row` the names it had before; one of ordinary words needs evidence, one too short to tell is left out."""
    own = {form_key(form) for form in row.forms()}
    for name, year in sorted(names.items(), key=lambda item: -item[1]):
        written = register_row(name, frequency)
        if written is None or len(written.name) < SHORTEST_FORMER or _UNSPOKEN.search(written.name):
            continue
        if form_key(written.name) in own:
            continue
        own.add(form_key(written.name))
        row.former.append(f"{written.name}:{year}" if year else written.name)
        row.ambiguous.extend(form for form in written.ambiguous if form == written.name)


def _read(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
