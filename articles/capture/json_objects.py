"""The objects of a JSON file of any length, one by one: those of its array, or those that stand one after another."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

_CHARACTERS: Final = 64 * 1024
_OUTSIDE: Final = re.compile(r'["{}\[\]]')
_WITHIN: Final = re.compile(r'["\\]')
_SPACE: Final = re.compile(r"[^\s\ufeff]")


def json_objects(read: Callable[[int], str], *, max_characters: int) -> Iterator[str | None]:
    """The text of each object, `read(n)` giving the next `n` characters of the file.

    None stands for one longer than `max_characters`, of which no more was held, and for one that the end cuts short.
    Memory is bounded by one object; nothing is parsed, only brackets and strings are told apart.
    """
    scanner = _Scanner(max_characters)
    while chunk := read(_CHARACTERS):
        yield from scanner.feed(chunk)
    if scanner.is_inside:
        yield None


class _Scanner:
    """Finds where objects begin and end, over pieces of text."""

    def __init__(self, max_characters: int) -> None:
        self.max_characters = max_characters
        self.is_inside = False  # an object
        self._depth = 0
        self._base = -1  # the depth at which objects stand: 1 in an array, 0 without one, -1 before the first mark
        self._in_string = False
        self._escaped = False
        self._pieces: list[str] = []
        self._size = 0

    def feed(self, chunk: str) -> Iterator[str | None]:
        """The objects that end in `chunk`."""
        at = start = 0
        if self._base < 0:
            first = _SPACE.search(chunk)
            if first is None:
                return
            self._base = 1 if first.group() == "[" else 0
        if self._escaped:
            at, self._escaped = 1, False
        while found := (_WITHIN if self._in_string else _OUTSIDE).search(chunk, at):
            mark, at = found.group(), found.end()
            if self._in_string:
                self._in_string = mark == "\\"
                if mark == "\\":
                    self._escaped = at >= len(chunk)
                    at += 1
            elif mark == '"':
                self._in_string = True
            elif mark in "{[":
                if self._depth >= self._base and not self.is_inside:
                    self.is_inside, start = True, found.start()
                self._depth += 1
            else:
                self._depth = max(0, self._depth - 1)
                if self.is_inside and self._depth <= self._base:
                    self._keep(chunk[start:at])
                    yield self._taken()
        if self.is_inside:
            self._keep(chunk[start:])

    def _keep(self, piece: str) -> None:
        self._size += len(piece)
        if self._size > self.max_characters:
            self._pieces.clear()
        else:
            self._pieces.append(piece)

    def _taken(self) -> str | None:
        text = "".join(self._pieces) if self._size <= self.max_characters else None
        self.is_inside, self._pieces, self._size = False, [], 0
        return text
