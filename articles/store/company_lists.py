"""Company lists in CSV, as registers and data sets write them."""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from articles.documents import Rejection
from articles.store.storable import storable

_DATA: Final = Path(__file__).parent / "data" / "company_columns.toml"
_COUNTRY_CODE: Final = re.compile(r"[A-Za-z]{2}(?:-[A-Za-z0-9]{1,3})?")
_MAX_NAME: Final = 200
_JOINING: Final = frozenset({"&", "and"})  # 'Merck & Co' without its end is no name


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedCompany:
    """One row of a list. `country` is a code, or a name to look up; `names` begin with the row's own."""

    names: tuple[str, ...]
    slug: str = ""
    ticker: str = ""
    exchange: str = ""
    country: str = ""
    sector: str = ""

    @property
    def name(self) -> str:
        """The name to show: the row's own without its legal form."""
        return everyday_name(self.names[0])


def read_companies(lines: Iterable[str], *, name: str) -> Iterator[ListedCompany | Rejection]:
    """The companies of a CSV file, or a rejection for each row that holds none, named with its line.

    The columns of the SEC's, GLEIF's and FinanceDatabase's files are known, and `name`, `ticker`, `exchange`,
    `country`, `sector`, `aliases`. Lines that begin with '#' are remarks.
    """
    reader = csv.DictReader(line for line in lines if not line.startswith("#"))
    try:
        columns = _columns(reader.fieldnames or ())
        if "name" not in columns:
            yield Rejection(name=name, reason="none of its columns holds a company's name (name, title, company, ...)")
            return
        for row in reader:
            yield _company(row, columns) or Rejection(name=f"{name}:{reader.line_num}", reason="a row without a name")
    except csv.Error as error:
        yield Rejection(name=f"{name}:{reader.line_num}", reason=f"not CSV: {error}")


def everyday_name(name: str) -> str:
    """A company's name without legal forms at its end: 'Apple Inc.' is Apple; names all in capitals are eased."""
    words = name.replace(",", " ").split()
    while len(words) > 1 and words[-1].lower().rstrip(".") in _legal_forms() and words[-2] not in _JOINING:
        words.pop()
    plain = " ".join(words)
    # Registers write in capitals; a short word may be an abbreviation (IBM), a long name never is.
    return plain.title() if plain.isupper() and len(plain) > 5 else plain


def _company(row: Mapping[str | None, Any], columns: Mapping[str, list[str]]) -> ListedCompany | None:
    """A row's company, None where it names none or one that has ceased to exist."""

    def value(field: str) -> str:
        cells = (row.get(column) for column in columns.get(field, ()))
        return next((storable(cell.strip()) for cell in cells if isinstance(cell, str) and cell.strip()), "")

    own_name = value("name")[:_MAX_NAME]
    if not own_name:
        return None
    separators = _data()["values"]["separators"]
    others = [
        part.strip()[:_MAX_NAME]
        for column in columns.get("other_names", ())
        for part in re.split(f"[{re.escape(separators)}]", row.get(column) or "")
    ]
    return ListedCompany(
        names=tuple(dict.fromkeys(name for name in (own_name, *others) if name)),
        slug=value("slug"),
        ticker=value("ticker").upper()[:20],
        exchange=value("exchange")[:40],
        country=value("country"),
        sector=value("sector")[:80],
    )


def _columns(given: Iterable[str]) -> dict[str, list[str]]:
    """`{our field: the file's columns that hold it, best first}`."""
    data = _data()["columns"]
    present = {column.strip().lstrip("\ufeff").lower(): column for column in given if column}
    fields = ("name", "slug", "ticker", "exchange", "country", "sector", "status", "other_names")
    found = {field: [present[column] for column in data[field] if column in present] for field in fields}
    found["other_names"] += [
        column
        for lower, column in present.items()
        if lower.startswith(tuple(data["other_name_prefixes"]))
        and not lower.endswith(tuple(data["other_name_exclusions"]))
    ]
    return {field: columns for field, columns in found.items() if columns}


def is_country_code(text: str) -> bool:
    """Whether `text` is an ISO 3166 code, with or without a region ('US', 'US-DE')."""
    return bool(_COUNTRY_CODE.fullmatch(text))


@cache
def seats_of_convenience() -> frozenset[str]:
    """Countries whose law companies of other countries choose for their own; such a seat tells nothing."""
    return frozenset(_data()["values"]["seats_of_convenience"])


@cache
def _legal_forms() -> frozenset[str]:
    return frozenset(word.rstrip(".") for word in _data()["legal_forms"]["words"])


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(_DATA.read_text(encoding="utf-8"))
