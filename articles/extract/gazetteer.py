"""Finds the names of a closed list in a text, all kinds in one pass of an Aho-Corasick automaton.

Names are compared without case and with punctuation as blanks; the written form decides afterwards whether it is the
name ('Target', 'TARGET') or an ordinary word ('target').
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import ahocorasick

_NOT_WORD = re.compile(r"[^\w&]")
_WORD = re.compile(r"[\w&]+")
SHORT_NAME = 3
ACRONYM = 4
LONG_NAME = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """One written form of an entity. `owner` is its position in the vocabulary, `alias` the alias's position in it."""

    text: str
    kind: str
    owner: int
    alias: int = 0
    is_doubtful: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """Where one of the forms stands, and all entities that share the form."""

    start: int
    end: int
    names: tuple[Name, ...]


def normalise(text: str) -> str:
    """`text` in lower case with blanks for punctuation, each character where it was."""
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(char.lower() if len(char.lower()) == 1 else char for char in text)
    return _NOT_WORD.sub(" ", lowered)


class Gazetteer:
    """An automaton over names; built once, used for every article."""

    def __init__(self, names: Iterable[Name]) -> None:
        grouped: dict[str, list[Name]] = {}
        for name in names:
            key = normalise(name.text)
            if key.strip():
                grouped.setdefault(key.strip(), []).append(name)
        self._automaton = ahocorasick.Automaton()
        for key, group in grouped.items():
            self._automaton.add_word(f" {key} ", (len(key), tuple(group)))
        if grouped:
            self._automaton.make_automaton()
        self._is_empty = not grouped

    def find(self, text: str) -> list[Hit]:
        """The names in `text` from left to right; of two that overlap, the longer one."""
        if self._is_empty:
            return []
        hits = list(self._written_as_names(text))
        hits.sort(key=lambda hit: (hit.start, -hit.end))
        return _longest(hits)

    def _written_as_names(self, text: str) -> Iterator[Hit]:
        for last, (length, names) in self._automaton.iter(f" {normalise(text)} "):
            end = last - 1
            start = end - length
            surface = text[start:end]
            fitting = tuple(name for name in names if is_written_as(surface, name.text, any_case=not name.is_doubtful))
            if fitting:
                yield Hit(start=start, end=end, names=fitting)


def is_written_as(surface: str, name: str, *, any_case: bool = False) -> bool:
    """Whether `surface` is `name`, word by word as it stands, capitalised or in capitals.

    With `any_case`, a longer word may have capitals anywhere but must begin with one ('GrubHub' for 'Grubhub').
    """
    if surface == name:
        return True
    if surface[0].islower() or len(name) <= SHORT_NAME:
        return False
    if any_case and len(name) > LONG_NAME and " " not in name:
        return True
    found, wanted = _WORD.findall(surface), _WORD.findall(name)
    return len(found) == len(wanted) and all(
        word in (model, model.upper())
        or (not _is_acronym(model) and word == model[:1].upper() + model[1:].lower())
        or (any_case and len(word) > LONG_NAME and word[0].isupper())
        for word, model in zip(found, wanted, strict=True)
    )


def _is_acronym(word: str) -> bool:
    return len(word) <= ACRONYM and word.isupper()


def _longest(hits: list[Hit]) -> list[Hit]:
    chosen: list[Hit] = []
    for hit in hits:
        if chosen and hit.start < chosen[-1].end:
            if hit.end - hit.start > chosen[-1].end - chosen[-1].start:
                chosen[-1] = hit
            continue
        chosen.append(hit)
    return chosen
