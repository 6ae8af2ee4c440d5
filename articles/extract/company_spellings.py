"""The ways in which newspapers write one company's name: 'and' for '&', initials with and without points, 'Bancorp'."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from articles.extract.data_files import read_rules

_SHORTENED = re.compile(r"(?<=[A-Za-z][a-z])\.(?= )")  # 'Alex. Brown', 'St. Joe'
_BANCORP = re.compile(r"\bBancorp(oration)?\b")
_ABBREVIATIONS = read_rules("company_cues")["abbreviations"]
_WORDS_SHORTENED = {
    word: others
    for long, shorts in _ABBREVIATIONS.items()
    for word, others in ((long, shorts), *((short, [long]) for short in shorts))
}
_SHORTENABLE = re.compile(r"\b(?:" + "|".join(map(re.escape, _WORDS_SHORTENED)) + r")(?![\w'])")
_TIGHT = re.compile(r"(?<=\w)&(?=\w)")  # 'CB&T'; the wires have 'CB and T'
_INITIALS = re.compile(r"\b([A-Z])\. ?([A-Z])\. ?(?=[A-Z][a-z])")


def spellings(name: str) -> Iterator[str]:
    """Further spellings of `name`, without `name` itself, each once.

    'Black & Decker' is also 'Black and Decker', 'E.F. Hutton' also 'E. F. Hutton' and 'EF Hutton', 'Dillon, Read' also
    'Dillon Read', 'Nestlé' also 'Nestle', 'Lehman Brothers' also 'Lehman Bros'.
    """
    found = dict.fromkeys(
        spelling
        for joined in _joined(name)
        for plain in (joined, joined.replace(",", ""), _without_accents(joined), _SHORTENED.sub("", joined))
        for spelling in _with_initials(plain)
    )
    found.pop(name, None)
    yield from found


def _joined(name: str) -> Iterator[str]:
    yield name
    if "Bancorp" in name:
        yield _BANCORP.sub(lambda match: "Bancorp" if match[1] else "Bancorporation", name)
    if " & " in name:
        yield name.replace(", & ", " and ").replace(" & ", " and ")
    elif " and " in name:
        yield name.replace(" and ", " & ")
    if _TIGHT.search(name):
        yield _TIGHT.sub(" and ", name)
    for match in _SHORTENABLE.finditer(name, 1):  # not the first word, which tells the company
        for other in _WORDS_SHORTENED[match.group()]:
            yield name[: match.start()] + other + name[match.end() :]


def _with_initials(name: str) -> Iterator[str]:
    yield name
    if _INITIALS.search(name):
        for form in (r"\1.\2. ", r"\1. \2. ", r"\1\2 "):
            yield _INITIALS.sub(form, name)


def _without_accents(name: str) -> str:
    if name.isascii():
        return name
    return "".join(char for char in unicodedata.normalize("NFKD", name) if not unicodedata.combining(char))
