"""Which articles tell one text, from the pairs of copies among them.

Copies of about the same length are the core of a group. A text that is part of them (an excerpt, a story whose lower
half was cut) goes with them, so that nothing is folded away that does not stand in the core. Two things are no copies:
a digest, which holds parts that have nothing to do with one another, and whatever a text is only a small part of.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
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


def group_copies(pairs: Iterable[Pair], *, apart: Iterable[tuple[int, int]] = ()) -> tuple[Group, ...]:
    """The groups of two and more, by their smallest member. The order of `pairs` does not matter.

    Two articles that stand `apart` are never in one group, however others hang together with both: the nearer pairs
    are joined first.
    """
    ordered = sorted(set(pairs), key=lambda pair: (-pair.coverage, pair.shorter, pair.longer))
    strangers = _strangers(apart)
    cores = _Cores()
    for pair in ordered:
        one, other = cores.of(pair.shorter), cores.of(pair.longer)
        if pair.coverage >= ALIKE_FROM and not _clash(one, other, strangers):
            cores.join(one, other)
    homes = _homes(ordered, cores)
    groups = []
    for whole in cores.all():
        if min(whole) in homes:
            continue  # a part of another; a part of a part stays a group of its own
        parts: set[int] = set()
        for part, home in homes.items():
            found = cores.of(part)
            if home == min(whole) and not _clash(whole | parts, found, strangers):
                parts |= found
        groups.append(Group(frozenset(whole), frozenset(parts)))
    taken = {member for group in groups for member in group.members}
    groups += [Group(frozenset(core)) for core in cores.all() if not core & taken]
    return tuple(sorted((one for one in groups if len(one.members) > 1), key=lambda one: min(one.members)))


def _homes(pairs: Iterable[Pair], cores: _Cores) -> dict[int, int]:
    """`{smallest member of a part: smallest member of the core that has it}`, ascending, parts of parts left out."""
    holders: dict[int, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    close: set[tuple[int, int]] = set()
    for pair in pairs:
        whole, part = min(cores.of(pair.longer)), min(cores.of(pair.shorter))
        if whole != part:
            holders[whole][part].add(pair.longer)
            if pair.coverage >= PART_FROM:
                close.add((whole, part))
    homes = {
        part: whole
        for whole, parts in sorted(holders.items())
        if len(parts) == 1
        for part, held in parts.items()
        if (whole, part) in close and len(held) >= _IN_MOST * len(cores.of(whole))
    }
    return {part: whole for part, whole in sorted(homes.items()) if whole not in homes}


def _strangers(apart: Iterable[tuple[int, int]]) -> Mapping[int, set[int]]:
    strangers: dict[int, set[int]] = defaultdict(set)
    for one, other in apart:
        strangers[one].add(other)
        strangers[other].add(one)
    return strangers


def _clash(one: Set[int], other: Set[int], strangers: Mapping[int, set[int]]) -> bool:
    """Whether two that stand apart would come together."""
    if not strangers or one is other:
        return False
    smaller, larger = sorted((one, other), key=len)
    return any(not larger.isdisjoint(strangers[member]) for member in smaller if member in strangers)


class _Cores:
    """Members by the core that they are in."""

    def __init__(self) -> None:
        self._cores: dict[int, set[int]] = {}

    def of(self, member: int) -> set[int]:
        return self._cores.setdefault(member, {member})

    def join(self, one: set[int], other: set[int]) -> None:
        if one is other:
            return
        smaller, larger = sorted((one, other), key=len)
        larger |= smaller
        for member in smaller:
            self._cores[member] = larger

    def all(self) -> list[set[int]]:
        return [core for member, core in self._cores.items() if member == min(core)]
