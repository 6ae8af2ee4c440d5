"""Reads the companies written down by hand: the list, further names for its rows, the rest of the world, history."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from articles.extract.build.companies import Row, form_key, mark_ambiguous
from articles.extract.data_files import read_rows, split_list

CURATED = "companies_curated.csv"
NAMES = "companies_names.csv"
WORLD = "companies_world.csv"
HISTORY = "companies_history.csv"
SHORTEST_SURE = 3  # letters of a name that tells the company in a longer one as well ('IBM Japan')
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


def add_history(rows: list[Row], folder: Path, frequency: Callable[[str], int]) -> list[Row]:
    """The rows with the companies of the history file behind them.

    A company there of which `rows` has any form gives that row those of its names that none has. `frequency` tells
    how often a word occurs in ordinary text; names made of such words need evidence, but for those that go on behind a
    name of the company that needs none.
    """
    joined = list(rows)
    owners: dict[str, Row] = {}
    for row in joined:
        _own(row, owners)
    for cells in read_rows(folder / HISTORY):
        written = _row(cells)
        known = next((owners[key] for form in written.forms() if (key := form_key(form)) in owners), None)
        if known is None:
            joined.append(written)
        else:
            fresh = [form for form in (written.name, *written.aliases) if form_key(form) not in owners]
            doubtful = [form for form in written.ambiguous if form in fresh]
            written = Row(name=known.name, aliases=fresh, former=written.former, ambiguous=doubtful)
        mark_ambiguous(written, frequency)
        if known is not None:
            written.ambiguous = _doubtful_beside(known, written.ambiguous)
            for name in LISTS:
                held = getattr(known, name)
                held.extend(text for text in getattr(written, name) if text not in held)
        _own(known or written, owners)
    return joined


def _doubtful_beside(known: Row, forms: Sequence[str]) -> list[str]:
    """Those of further `forms` that need evidence although the company is known: not what follows a sure name."""
    sure = tuple(f"{form} " for form in known.forms() if form not in known.ambiguous and len(form) >= SHORTEST_SURE)
    return [form for form in forms if form != known.name and not form.startswith(sure)]


def _own(row: Row, owners: dict[str, Row]) -> None:
    for form in row.forms():
        owners.setdefault(form_key(form), row)


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
