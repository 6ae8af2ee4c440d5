"""Reads the companies written down by hand: the list, further names for its rows, and the rest of the world."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from articles.extract.build.companies import Row, form_key
from articles.extract.data_files import read_rows, split_list

CURATED = "companies_curated.csv"
NAMES = "companies_names.csv"
WORLD = "companies_world.csv"
LISTS = ("aliases", "brands", "former", "ambiguous")
_PLAIN = ("ticker", "exchange", "country", "sector", "parent")


def written_rows(folder: Path) -> Iterator[Row]:
    """Every company of the three files in `folder`; of two rows with one name, the first."""
    rows = [_row(cells) for cells in read_rows(folder / CURATED)]
    by_name = {row.name: row for row in rows}
    for cells in read_rows(folder / NAMES):
        add_names(by_name[cells["name"]], cells)
    yield from rows
    seen = {form_key(row.name) for row in rows}
    for cells in read_rows(folder / WORLD):
        row = _row(cells)
        if form_key(row.name) not in seen:
            seen.add(form_key(row.name))
            yield row


def add_names(row: Row, cells: dict[str, str]) -> None:
    """Give a row the further names of `cells`, each once."""
    for name in LISTS:
        held = getattr(row, name)
        held.extend(text for text in split_list(cells.get(name, "")) if text not in held)


def _row(cells: dict[str, str]) -> Row:
    row = Row(name=cells["name"], is_news_source=cells.get("is_news_source", "") == "yes")
    for name in _PLAIN:
        setattr(row, name, cells.get(name, ""))
    add_names(row, cells)
    return row
