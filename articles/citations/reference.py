"""What a reference says of an article, and the parts of its authors' names."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

_DATA = Path(__file__).parent / "data" / "names.toml"
_LONGEST_NAME = 6  # words; a longer byline is no person's name


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """An article as a reference names it, each part empty or None where it is not known.

    `published` is the date as finely as it is known: (year,), (year, month), (year, month, day) or (). `captured` is
    the day the page was saved, `sha256` the hash of the bytes then.
    """

    number: int
    title: str
    authors: tuple[str, ...]
    publisher: str
    published: tuple[int, ...]
    is_inferred: bool
    url: str
    archive_url: str
    captured: date | None
    sha256: str
    language: str

    @property
    def key(self) -> str:
        """The name by which one reference in a list tells itself from the others."""
        return f"newsarchive{self.number}"

    @property
    def provenance(self) -> str:
        """Where the archive holds the article: its address, the day it was captured and the hash of what was."""
        parts = [f"newsarchive, article {self.number}, {self.archive_url}"]
        if self.captured:
            parts.append(f"captured {self.captured.isoformat()}")
        if self.sha256:
            parts.append(f"SHA-256 {self.sha256}")
        return "; ".join(parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """An author. A person has a family name; a newsroom, an agency or a single name has `literal` alone."""

    family: str = ""
    given: str = ""
    particle: str = ""
    suffix: str = ""
    literal: str = ""

    @property
    def full_family(self) -> str:
        """The family name with its particle: 'van der Berg'."""
        return f"{self.particle} {self.family}".strip()

    @property
    def initials(self) -> str:
        """The given names by their first letters: 'J. Q.', and 'J.-P.' for Jean-Pierre."""
        return " ".join(
            "-".join(f"{part[0].upper()}." for part in word.split("-") if part) for word in self.given.split()
        )


@dataclass(frozen=True, slots=True)
class _NameWords:
    particles: frozenset[str]
    suffixes: frozenset[str]
    collective: frozenset[str]


def split_name(text: str) -> Name:
    """The parts of one author's name as a byline writes it, the given names first.

    The order of names is read as English newspapers write it; where a byline holds no person ('Reuters Staff') or
    cannot be told apart, the whole stays as it is, since a wrong family name is worse than none.
    """
    words = " ".join(text.split())
    parts = words.replace(",", " ").split()
    known = _name_words()
    suffix = ""
    if len(parts) > 2 and parts[-1].rstrip(".").casefold() in known.suffixes:
        suffix = parts.pop()
    if not 2 <= len(parts) <= _LONGEST_NAME or _is_collective(parts, known):
        return Name(literal=words)
    start = len(parts) - 1
    while start > 1 and parts[start - 1].casefold() in known.particles:
        start -= 1
    return Name(family=parts[-1], given=" ".join(parts[:start]), particle=" ".join(parts[start:-1]), suffix=suffix)


def _is_collective(parts: list[str], known: _NameWords) -> bool:
    """Whether the words name a newsroom or an agency rather than a person."""
    return any(
        part.casefold().strip(".") in known.collective or re.search(r"[\d@/&]", part) or part.endswith(".com")
        for part in parts
    ) or (parts[0].isupper() and len(parts[0]) > 2 and not parts[-1].isupper())


@cache
def _name_words() -> _NameWords:
    data = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    return _NameWords(*(frozenset(data[name]["words"]) for name in ("particles", "suffixes", "collective")))
