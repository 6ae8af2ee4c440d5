"""The state of a search as its address holds it, and the addresses one step away."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlencode

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class State:
    """The parameters of a search in the order they were given, without the page number.

    Every step away from here starts again at the first page, since none of them keeps `page`.
    """

    pairs: tuple[Pair, ...] = ()

    def adding(self, name: str, value: str) -> State:
        """The same search with one more filter; nothing changes where it is there already."""
        return self if (name, value) in self.pairs else State((*self.pairs, (name, value)))

    def dropping(self, name: str, value: str) -> State:
        """The same search without one filter."""
        return State(tuple(pair for pair in self.pairs if pair != (name, value)))

    def dropping_all(self, *names: str) -> State:
        """The same search without every filter of these names."""
        return State(tuple(pair for pair in self.pairs if pair[0] not in names))

    def keeping(self, *names: str) -> State:
        """Only the parameters of these names."""
        return State(tuple(pair for pair in self.pairs if pair[0] in names))

    def replacing(self, name: str, value: str) -> State:
        """The same search with one value for `name`; an empty one takes it out."""
        rest = self.dropping_all(name)
        return rest.adding(name, value) if value else rest

    def has(self, name: str, value: str) -> bool:
        """Whether this filter is on."""
        return (name, value) in self.pairs

    @property
    def query(self) -> str:
        """The state as the query part of an address, with its question mark; '?' alone where nothing is set."""
        return "?" + "&".join(map(_encoded, self.pairs))


@lru_cache(maxsize=20_000)  # a page has a hundred addresses, most of their parts the same
def _encoded(pair: Pair) -> str:
    return urlencode((pair,))
