"""All checks in the order in which one may mend what the next one looks at."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Final

from articles.verifying.captures import CAPTURES
from articles.verifying.check import Batch, Check, Finding, one_moment
from articles.verifying.entries import ENTRIES, MEMORY
from articles.verifying.likeness import COPIES, STORIES
from articles.verifying.references import HISTORY, LEXEMES, orphan_checks
from articles.verifying.texts import SHOWN, SPANS, WORDS

MOST_EXAMPLES: Final = 10  # findings of a check that are told one by one


@dataclass(slots=True, kw_only=True)
class Result:
    """What one check came to: `looked_at` rows, `found` faults, of which `left` are there still."""

    name: str
    tells: str
    looked_at: int = 0
    found: int = 0
    left: int = 0
    examples: tuple[Finding, ...] = ()


def all_checks() -> tuple[Check, ...]:
    """Every check there is: rows without owners first, what is derived from articles next, what counts it last."""
    return (HISTORY, *orphan_checks(), CAPTURES, SHOWN, WORDS, SPANS, *COPIES, ENTRIES, *STORIES, LEXEMES, MEMORY)


def chosen_checks(names: Collection[str]) -> tuple[Check, ...]:
    """Those of these names, or all; 'orphans' stands for all of that kind. Raises KeyError for an unknown name."""
    checks = all_checks()
    known = {one.name for one in checks} | {one.name.partition(":")[0] for one in checks}
    if unknown := sorted(set(names) - known):
        raise KeyError(unknown[0])
    return tuple(one for one in checks if not names or {one.name, one.name.partition(":")[0]} & set(names))


def run_check(check: Check, *, repair: bool, advance: Callable[[int], object] = lambda _: None) -> Result:
    """Look at everything a batch at a time; with `repair` mend what can be, and look at that batch again."""
    result = Result(name=check.name, tells=check.tells)
    for batch in check.batches():
        found = _look(check, batch)
        left = found
        if repair and (ids := {one.pk for one in found if one.pk is not None}):
            check.mend(ids)
            left = _look(check, batch)
        result.looked_at += batch.count
        result.found += len(found)
        result.left += len(left)
        result.examples = (*result.examples, *_told_first(found, left))[:MOST_EXAMPLES]
        advance(batch.count)
    return result


def _look(check: Check, batch: Batch) -> list[Finding]:
    with one_moment():
        return check.look(batch)


def _told_first(found: list[Finding], left: list[Finding]) -> Iterator[Finding]:
    yield from left
    yield from (one for one in found if one not in left)
