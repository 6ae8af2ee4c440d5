"""Chooses given names and surnames from the lists of a census."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

ORDINARY = 0.02
"""Part of the people, in percent, from which a given name is kept though it is an ordinary word too ('Mark')."""
BEARERS = 1_500
"""People who bear a surname, from which it is kept."""
MANY_BEARERS = 60_000
"""The same for surnames that are ordinary words ('Banks')."""


def given_names(shares: Mapping[str, float], written_small: Mapping[str, int], excluded: Iterable[str]) -> list[str]:
    """Given names that are no ordinary words, or are borne by many.

    `shares` is {name: percent of people}, `written_small` {word: times it stands in lower case in running text}.
    """
    left_out = set(excluded)
    return sorted(
        name
        for name, share in shares.items()
        if name not in left_out and (not written_small.get(name) or share >= ORDINARY)
    )


def surnames(bearers: Mapping[str, int], written_small: Mapping[str, int]) -> list[str]:
    """Surnames borne by enough people. `bearers` is {surname: people}."""
    return sorted(
        name
        for name, count in bearers.items()
        if name.isalpha() and count >= (MANY_BEARERS if written_small.get(name, 0) > 2 else BEARERS)
    )
