"""Joining parts of a query into one tree: flat, without single children, without idle stop words."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from articles.query.tree import And, Near, Node, Not, Or, Phrase, Scope, Word
from articles.query.words import parts_of, read_words

STOP_WORDS = read_words(Path(__file__).parent / "data" / "stop_words.txt")


def conjunction(parts: Sequence[Node]) -> Node | None:
    """All of `parts`; None where there are none. Stop words go where something else is left to look for."""
    flat: list[Node] = []
    for part in parts:
        flat.extend(part.children if isinstance(part, And) else (part,))
    kept = [part for part in flat if not _is_idle(part)]
    if any(not isinstance(part, Not) for part in kept):
        flat = kept
    return And(tuple(flat)) if len(flat) > 1 else flat[0] if flat else None


def alternative(branches: Sequence[Node]) -> Node | None:
    """One of `branches`; None where there are none."""
    flat: list[Node] = []
    for branch in branches:
        flat.extend(branch.children if isinstance(branch, Or) else (branch,))
    return Or(tuple(flat)) if len(flat) > 1 else flat[0] if flat else None


def near_pairs(left: Node | None, right: Node | None, distance: int) -> list[Near]:
    """Each word or phrase of `left` near each of `right`; none where either holds anything but alternatives of them."""
    lefts, rights = _near_sides(left), _near_sides(right)
    if any(one.scope != other.scope for one in lefts for other in rights):
        return []
    return [Near(one, other, distance) for one in lefts for other in rights]


def negation(part: Node) -> Node:
    """Not `part`; twice not is once again."""
    return part.child if isinstance(part, Not) else Not(part)


def _is_idle(part: Node) -> bool:
    if not isinstance(part, Word) or part.scope is not Scope.ANY or part.is_prefix:
        return False
    parts = parts_of(part.text)
    return len(parts) == 1 and parts[0].simple in STOP_WORDS and not parts[0].capital  # 'US' in capitals is meant


def _near_sides(side: Node | None) -> list[Word | Phrase]:
    choices = side.children if isinstance(side, Or) else (side,)
    sides = [choice for choice in choices if isinstance(choice, Word | Phrase)]
    return sides if len(sides) == len(choices) else []
