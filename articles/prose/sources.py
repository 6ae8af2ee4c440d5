"""Publishers by the names pages write and the hosts they come from."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from articles.documents import SourceName

_DATA: Final = Path(__file__).parent / "data" / "sources.csv"
_NOT_WORD: Final = re.compile(r"[^\w]+")


@cache
def load_sources() -> tuple[SourceName, ...]:
    """The publishers of the data file, in its order."""
    lines = [line for line in _DATA.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return tuple(
        SourceName(
            name=row["name"],
            slug=_slug(row["name"]),
            aliases=tuple(part for part in row["aliases"].split(";") if part),
            hosts=tuple(part for part in row["hosts"].split(";") if part),
        )
        for row in csv.DictReader(lines)
    )


class SourceBook:
    """Finds a publisher by any of its names or by an address."""

    def __init__(self, sources: Sequence[SourceName]) -> None:
        """Index `sources`; where two share an alias, the first keeps it, and a name wins over an alias."""
        self._by_name: dict[str, SourceName] = {}
        self._by_host: dict[str, SourceName] = {}
        for source in sources:
            self._by_name.setdefault(_key(source.name), source)
        for source in sources:
            for alias in source.aliases:
                self._by_name.setdefault(_key(alias), source)
            for host in source.hosts:
                self._by_host.setdefault(_bare_host(host), source)
                self._by_name.setdefault(_key(host), source)

    def by_name(self, name: str) -> SourceName | None:
        """The publisher that goes by `name`, as name, alias or host; case, 'The' and punctuation ignored."""
        return self._by_name.get(_key(name)) if len(name) <= 200 else None

    def by_url(self, url: str) -> SourceName | None:
        """The publisher of the longest host that the address's host ends in."""
        try:
            host = urlsplit(url if "//" in url else f"//{url}").hostname or ""
        except ValueError:
            return None
        labels = _bare_host(host).split(".")
        for first in range(len(labels) - 1):
            source = self._by_host.get(".".join(labels[first:]))
            if source is not None:
                return source
        return None


def _bare_host(host: str) -> str:
    return host.lower().rstrip(".").removeprefix("www.")


def _key(name: str) -> str:
    """What two ways to write one name have in common."""
    words = _NOT_WORD.sub(" ", _plain(name).replace("&", " and ").replace("'", "").replace("’", "")).split()
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    return " ".join(words)


def _plain(text: str) -> str:
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def _slug(name: str) -> str:
    return "-".join(_NOT_WORD.sub(" ", _plain(name).replace("'", "").replace("ø", "o").replace("æ", "ae")).split())
