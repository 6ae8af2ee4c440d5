"""Scrapes that name what each line is ('Title: ...', 'Authors: ...', a database's codes), read as a page says it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

_DATA: Final = tomllib.loads((Path(__file__).parent / "data" / "records.toml").read_text("utf-8"))
_FIELDS: Final[dict[str, str]] = {label: meaning for meaning, labels in _DATA["labels"].items() for label in labels}
_CODES: Final[dict[str, str]] = {code: meaning for meaning, codes in _DATA["codes"].items() for code in codes}
_FEWEST: Final = 3  # labels that make a page a record, the title's and the text's among them
_FEWEST_CODES: Final = 5
_LABEL: Final = 26  # characters of a line among which its label ends
_LISTED: Final = re.compile(r"['\"]([^'\"]{2,80})['\"]")
_DROPPED: Final = "record field "  # how such a line begins, by which a rule for furniture knows it


def read_record(lines: Sequence[str]) -> list[str]:
    """The lines of a page, labels of a record turned into what a page says: headline, 'By ...', 'Source: ...', text."""
    for read_label, meanings, fewest in ((_label, _FIELDS, _FEWEST), (_code, _CODES, _FEWEST_CODES)):
        found = {
            index: meaning
            for index, line in enumerate(lines)
            if line[:1].isalpha() and (meaning := meanings.get(read_label(line)[0])) is not None
        }
        told = set(found.values())
        if "text" in told and "title" in told and len(found) >= fewest:
            return _rewritten(lines, read_label, found)
    return list(lines)


def _label(line: str) -> tuple[str, str]:
    """A line's label in lower case and what stands behind its colon; ('', line) where it has none."""
    label, colon, value = line.partition(":")
    return (label.strip().lower(), value.strip()) if colon and len(label) <= _LABEL else ("", line)


def _code(line: str) -> tuple[str, str]:
    """A line's first word, which may be a database's code, and the rest."""
    code, _, value = line.partition(" ")
    return code.rstrip(":-"), value.strip()


def _rewritten(lines: Sequence[str], read_label: Callable[[str], tuple[str, str]], found: dict[int, str]) -> list[str]:
    result: list[str] = []
    for index, line in enumerate(lines):
        meaning = found.get(index)
        label, value = read_label(line) if meaning else ("", line)
        if meaning is None:
            result.append(line)
        elif meaning == "other":
            result.append(f"{_DROPPED}{label}: {value}".strip())
        elif meaning == "author" and value:
            names = _LISTED.findall(value)
            result.append(f"By {' and '.join(names) if names else value.removeprefix('By ').strip('[]')}")
        elif meaning == "source" and value:
            result.append(f"Source: {value}")
        else:
            result.extend([""] if meaning == "text" else [])
            result.extend([value] if value else [])
    return result
