"""What people type who are used to other searches, and how it is said here: for hints, never for matching."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

_OTHER_SEARCHES = Path(__file__).parent / "data" / "other_searches.toml"
_FIELD = re.compile(r"([A-Za-z]{2,12})(?::(?!/)|[<>]?=|[<>])[^\s:=<>]")
_NEAR = re.compile(r"(?:(?:w|pre|n)/|(?:near|adj|within|onear)/?)(\d{1,2})", re.I)


def said_here(typed: str) -> str:
    """How this archive says what a word seems to mean in another search, as a hint; empty where it is just a word."""
    near = _NEAR.fullmatch(typed)
    if near:
        return f"'{typed}' was read as a word; NEAR/{near[1]} finds words so near one another."
    field = _FIELD.match(typed)
    meant = _meanings().get(field[1].lower()) if field else None
    return f"'{field[1]}' was read as a word; '{meant}:' is what asks for that here." if field and meant else ""


@cache
def _meanings() -> dict[str, str]:
    with _OTHER_SEARCHES.open("rb") as file:
        fields: dict[str, list[str]] = tomllib.load(file)["fields"]
    return {other: ours for ours, others in fields.items() for other in others}
