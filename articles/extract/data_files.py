"""Reads the data files of extraction: tables, word lists and rules."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
SEPARATOR = "|"


def read_rows(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a CSV file whose first lines, beginning with '#', tell its source and date."""
    with path.open(encoding="utf-8", newline="") as lines:
        body = (line for line in lines if not line.startswith("#"))
        for row in csv.DictReader(body):
            yield {key: (value or "").strip() for key, value in row.items() if key}


@cache
def read_rules(name: str) -> dict[str, Any]:
    """A TOML file of word lists and patterns from the data folder, such as 'company_cues'."""
    return tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def read_names(name: str) -> frozenset[str]:
    """The words of a list with one word a line and '#' before remarks, such as 'given_names'."""
    lines = (DATA / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def split_list(cell: str) -> tuple[str, ...]:
    """The parts of a cell that holds a list."""
    return tuple(part.strip() for part in cell.split(SEPARATOR) if part.strip())


@cache
def read_lines(name: str) -> frozenset[str]:
    """The lines of a list with one entry a line and '#' before remarks, such as 'public_figures'."""
    lines = (DATA / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))
