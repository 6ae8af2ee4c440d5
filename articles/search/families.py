"""Companies and those below them: which belongs to which, and counts in which a company stands for all below it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from articles.models import Company
from articles.search.facets import Counts
from articles.search.live.growing import Array
from articles.search.live.selection import Selection

_DEEPEST = 8  # generations; companies that own one another in a circle end there
_SHIFT = 32  # bits, above which a pair of numbers holds the slot


@dataclass(frozen=True)
class Families:
    """`parents` is `{company id: id of the company it belongs to}`."""

    parents: Mapping[int, int]

    @cached_property
    def children(self) -> Mapping[int, Sequence[int]]:
        """`{company id: ids of the companies that belong to it}`."""
        found: dict[int, list[int]] = defaultdict(list)
        for child, parent in self.parents.items():
            found[parent].append(child)
        return dict(found)

    def below(self, ids: Iterable[int]) -> set[int]:
        """The companies below any of these, without these themselves."""
        given = set(ids)
        seen, latest = set(given), given
        while latest:
            latest = {child for parent in latest for child in self.children.get(parent, ())} - seen
            seen |= latest
        return seen - given

    def above(self) -> dict[int, list[int]]:
        """`{company id: those that it is below, the nearest first}`."""
        found = {}
        for company in self.parents:
            line = [company]
            while len(line) <= _DEEPEST and (parent := self.parents.get(line[-1])) and parent not in line:
                line.append(parent)
            found[company] = line[1:]
        return found


def read_families() -> Families:
    """The companies that belong to another, in one query."""
    return Families(dict(Company.objects.filter(parent__isnull=False).order_by().values_list("pk", "parent_id")))


def family_counts(selection: Selection, families: Families) -> Counts:
    """How many articles name each company or any below it, each article once."""
    plain = selection.numbers("company")
    slots, companies = selection.pairs("company")
    above = families.above()
    largest = max((len(plain) - 1, *above, *families.parents.values()), default=0)
    depth = max(map(len, above.values()), default=0)
    counts = np.zeros(largest + 1, np.int64)
    counts[: len(plain)] = plain
    if not depth:
        return _counts(counts)
    table = np.zeros((depth, largest + 1), np.int64)  # the company so many generations above, 0 for none
    for company, line in above.items():
        table[: len(line), company] = line
    is_below = table[0, companies] > 0
    below_slots, below = slots[is_below], companies[is_below]
    found = np.concatenate([_pairs(below_slots, table[level, below]) for level in range(depth)])
    is_parent = np.zeros(largest + 1, np.bool_)
    is_parent[list(families.parents.values())] = True
    named = is_parent[companies]
    own = _pairs(slots[named], companies[named])
    added = np.setdiff1d(found, own) & ((1 << _SHIFT) - 1)
    counts += np.bincount(added, minlength=len(counts))
    return _counts(counts)


def _pairs(slots: Array, companies: Array) -> Array:
    """Slot and company as one number each; those without a company left out."""
    kept = companies > 0
    found: Array = (slots[kept].astype(np.int64) << _SHIFT) | companies[kept].astype(np.int64)
    return found


def _counts(counts: Array) -> Counts:
    numbers = np.flatnonzero(counts)
    return Counts(numbers, counts[numbers])
