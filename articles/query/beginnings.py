"""Where in a text words may stand that have certain lexemes, told by their first letters alone.

Nearly all of a text is passed over so, before any word is taken apart. Nothing is missed:

- A word begins with the letters of its exact form, up to the first joint (a hyphen, a full stop, an apostrophe), so
  where another character follows sooner than the letters end, the word may be one.
- It begins with the letters of its English form but for the last two: what Snowball's stemmer puts in the place of an
  ending ('y' by 'i', 'biliti' by 'ble', 'ing' by 'e') differs from it there at most.
- Accents and letters of other scripts may fold to anything: words with them always may be one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TypeAlias

from articles.query.words import CAPITAL, EXACT

_REPLACED = 2  # letters at the end of an English form that the word itself need not have
_MOST_LETTERS = 4  # that are compared; hardly a word is passed over by more
_LETTER = "[A-Za-z0-9]"
_AMPERSAND = "a"  # '&' is the word 'and'
_FOREIGN = re.compile(r"[^\x00-\x7f\W]|[\u0300-\u036f]")
_NOWHERE = re.compile(r"(?!)")
_PLAIN = re.compile(_LETTER + "*")

_Letters: TypeAlias = "dict[str, _Letters]"


class Beginnings:
    """The first letters of words that have one of some lexemes, or with `prefixes` one that begins so."""

    def __init__(self, lexemes: Iterable[str], prefixes: Iterable[str] = ()) -> None:
        self._pattern = _pattern({_letters(lexeme) for lexeme in (*lexemes, *prefixes)} - {""})

    def places(self, text: str) -> list[int]:
        """Characters at which such words may begin or which they may hold, ascending."""
        found = [match.start() for match in self._pattern.finditer(text)]
        if text.isascii():
            return found
        return sorted([*found, *(match.start() for match in _FOREIGN.finditer(text))])


def _letters(lexeme: str) -> str:
    """The plain letters that every word with the lexeme begins with; empty where it begins with another character."""
    simple = lexeme.lstrip(EXACT + CAPITAL)
    certain = simple if simple != lexeme else simple[: max(len(simple) - _REPLACED, 1)]
    match = _PLAIN.match(certain[:_MOST_LETTERS])
    return match.group() if match else ""


def _pattern(beginnings: Iterable[str]) -> re.Pattern[str]:
    tree: _Letters = {}
    for letters in sorted(beginnings):
        branch = tree
        for letter in letters:
            branch = branch.setdefault(letter, {})
        branch[""] = {}
    if not tree:
        return _NOWHERE
    ways = [f"(?<!{_LETTER}.)(?<={_either_case(letter)}){_following(rest)}" for letter, rest in tree.items()]
    if _AMPERSAND in tree:
        ways.append("(?<=&)")
    first = "".join(letter + letter.upper() for letter in tree) + "&" * (_AMPERSAND in tree)
    return re.compile(f"[{first}](?:{'|'.join(ways)})")  # a set of letters first is what `re` searches for quickest


def _following(branch: _Letters) -> str:
    """What follows a letter: one of the letters after it, or no letter at all."""
    if "" in branch:
        return ""
    ways = [_either_case(letter) + _following(rest) for letter, rest in branch.items()]
    return f"(?:{'|'.join(ways)}|(?!{_LETTER}))"


def _either_case(letter: str) -> str:
    return f"[{letter}{letter.upper()}]" if letter.isalpha() else letter
