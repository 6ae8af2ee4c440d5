"""Dates and ages in other languages than English: 12. Juli 2025, 3 de agosto de 2025, 2025年7月12日, il y a 2 jours."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

_DATA: Final[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "data" / "dates_elsewhere.toml").read_text("utf-8")
)
_MONTHS: Final[dict[str, int]] = {name: int(number) for number, names in _DATA["months"].items() for name in names}
LATER_WORDS: Final[tuple[str, ...]] = tuple(_DATA["later"])
_WITH_POINT: Final = frozenset(_DATA["with_point"])

# Any word may stand where the month stands and is looked up afterwards: one pattern for all languages stays fast.
_WORD = r"(?P<month>[^\W\d_]{3,14})"
_YEAR = r"(?P<year>(?:1[6-9]|20)\d\d)(?!\d)"
_DAY_FIRST: Final = re.compile(
    rf"(?<![\d.,$€£:/])(?P<day>[0-3]?\d)(?:\.|er|º|°|ª)?[\s-]{{1,2}}(?P<of>(?:de\s|d[’']|di\s)?){_WORD}(?P<point>\.?),?"
    rf"[\s-]{{1,2}}(?:de\s|del\s|da\s|г\.\s)?{_YEAR}"
)
_YEAR_FIRST: Final = re.compile(rf"(?<!\d){_YEAR}(?:\.|\sm\.)\s{_WORD}(?P<point>\.?)\s(?P<day>[0-3]?\d)(?!\d)")
_EAST_ASIAN: Final = re.compile(
    r"(?<!\d)(?P<year>(?:1[6-9]|20)\d\d)\s?[年년]\s?(?P<month>[01]?\d)\s?[月월]\s?(?P<day>[0-3]?\d)\s?[日일]"
)


def find_written_dates(text: str) -> Iterator[tuple[re.Match[str], int, int, int]]:
    """Dates with a year whose month is no English name: the match, year, month and day, the day not yet checked.

    Without a year such names are left alone: many are words of other meaning, in their language or in English.
    """
    for pattern in (_DAY_FIRST, _YEAR_FIRST):
        for match in pattern.finditer(text):
            name = match["month"].lower()
            month = _MONTHS.get(name)
            is_word = name in _WITH_POINT and not match["point"] and not match.groupdict().get("of")
            if month is not None and not is_word:
                yield match, int(match["year"]), month, int(match["day"])
    for match in _EAST_ASIAN.finditer(text):
        yield match, int(match["year"]), int(match["month"]), int(match["day"])


def _age_patterns() -> Iterator[tuple[re.Pattern[str], dict[str, int]]]:
    for rules in _AGES.values():
        units = {name: int(length) for length, names in rules.items() if length.isdigit() for name in names}
        amount = rf"(?P<count>\d{{1,3}})\s(?P<unit>{_either(units)})\b\.?"
        if rules["before"]:
            yield re.compile(rf"\b(?:{_either(rules['before'])})\s{amount}", re.I), units
        if rules["after"]:
            yield re.compile(rf"\b{amount}\s(?:{_either(rules['after'])})\b", re.I), units


def _either(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_AGES: Final[dict[str, Any]] = _DATA["ages"]
_AGE_FORMS: Final = tuple(_age_patterns())
# One quick look, since nearly every line holds no age at all.
_MAY_BE_AGE: Final = re.compile(
    rf"\d\s[^\W\d_]{{1,12}}\.?\s(?:{_either(word for rules in _AGES.values() for word in rules['after'])})\b"
    rf"|\b(?:{_either(word for rules in _AGES.values() for word in rules['before'])})\s\d",
    re.I,
)


def find_written_age(text: str) -> tuple[int, int, str] | None:
    """The first age that another language writes: how many, of how many seconds each, and the words."""
    if _MAY_BE_AGE.search(text) is None:
        return None
    for pattern, units in _AGE_FORMS:
        match = pattern.search(text)
        if match is not None:
            return int(match["count"]), units[match["unit"].lower()], match.group(0)
    return None


def read_month(word: str) -> int | None:
    """The number of the month that a word of another language than English names."""
    return _MONTHS.get(word.lower().rstrip("."))
