"""Which articles tell one text, from the pairs of copies among them.

Copies of about the same length are the core of a group. A text that is part of them (an excerpt, a story whose lower
half was cut) goes with them, so that nothing is folded away that does not stand in the core. Two things are no copies:
a digest, which holds parts that have nothing to do with one another, and whatever a text is only a small part of.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from articles.similar.comparison import ALIKE_FROM

PART_FROM: Final = 0.25  # share of the longer text, from which the shorter goes with it
_IN_MOST: Final = 0.75  # share of the core that has the part too: what one member holds alone was appended to it


@dataclass(frozen=True, slots=True)
class Pair:
    """Two articles of which one repeats the other, and the share of the longer text that stands in the shorter."""

    shorter: int
    longer: int
    coverage: float


@dataclass(frozen=True, slots=True)
class Group:
    """Articles that tell one text: those that have it whole, and those that have a part of it."""

    core: frozenset[int]
    parts: frozenset[int] = frozenset()

    @property
    def members(self) -> frozenset[int]:
        """All of them."""
        return self.core | self.parts


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What decides which of several copies stands for them. `stated_at` is None where the page does not say when."""

    stated_at: datetime | None
    words: int
    is_chosen: bool = False


def canonical_of(group: Group, standings: Mapping[int, Standing]) -> int:
    """Who stands for a group: a curator's choice, else the earliest stated date, else the longest text.

    What holds only a part of the text never does, unless a curator chose it.
    """

    def rank(member: int) -> tuple[bool, float, int, int]:
        standing = standings[member]
        moment = standing.stated_at.timestamp() if standing.stated_at else 0.0
        return standing.stated_at is None, moment, -standing.words, member

    chosen = [member for member in group.members if standings[member].is_chosen]
    return min(chosen or group.core, key=rank)


def group_copies(pairs: Iterable[Pair]) -> tuple[Group, ...]:
    """The groups of two and more, by their smallest member. The order of `pairs` does not matter."""
    pairs = list(pairs)
    leaders: dict[int, int] = {}
    for pair in pairs:
        one, other = _leader(leaders, pair.shorter), _leader(leaders, pair.longer)
        if pair.coverage >= ALIKE_FROM:
            leaders[max(one, other)] = min(one, other)
    cores: dict[int, set[int]] = defaultdict(set)
    for member in leaders:
        cores[_leader(leaders, member)].add(member)
    holders: dict[int, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    for pair in pairs:
        whole, part = _leader(leaders, pair.longer), _leader(leaders, pair.shorter)
        if whole != part:
            holders[whole][part].add(pair.longer)
    close = {
        (_leader(leaders, pair.longer), _leader(leaders, pair.shorter)) for pair in pairs if pair.coverage >= PART_FROM
    }
    homes = {
        part: whole
        for whole, parts in sorted(holders.items())
        if len(parts) == 1
        for part, held in parts.items()
        if (whole, part) in close and len(held) >= _IN_MOST * len(cores[whole])
    }
    return _made(cores, homes)


def _made(cores: dict[int, set[int]], homes: dict[int, int]) -> tuple[Group, ...]:
    """Groups of cores with the cores that are part of them; a part of a part stays a group of its own."""
    parts: dict[int, set[int]] = defaultdict(set)
    for part, whole in homes.items():
        if whole not in homes:
            parts[whole] |= cores[part]
    moved = {part for part, whole in homes.items() if whole not in homes}
    groups = [Group(frozenset(core), frozenset(parts[leader])) for leader, core in cores.items() if leader not in moved]
    return tuple(sorted((one for one in groups if len(one.members) > 1), key=lambda one: min(one.members)))


def _leader(leaders: dict[int, int], member: int) -> int:
    found = leaders.setdefault(member, member)
    while found != leaders[found]:
        leaders[found] = leaders[leaders[found]]
        found = leaders[found]
    return found
