"""Completions timed as someone types: the beginnings of words and names that searches of the benchmark ask for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from articles.management.search_benchmark.queries import Searches
from articles.management.search_benchmark.timing import percentile, timed
from articles.search.completion import completions

_TYPED = (2, 3, 5, 8)  # characters, and then all
_CLASSES = ("rare word", "2,000 hits", "96,000 hits", "336,000 hits", "phrase", "two words")


def completion_measured(classes: Mapping[str, Searches], *, rounds: int) -> dict[str, float]:
    """{"typed", "p50", "p95", "first", "work"}: how many beginnings, milliseconds by the clock and of processors."""
    texts = [one["q"].strip('"') for name in _CLASSES for one in classes.get(name, ())]
    typed = list(dict.fromkeys(text[:length] for text in texts for length in (*_TYPED, len(text))))
    first = [timed(partial(completions, text))[0] for text in typed]
    found = [timed(partial(completions, text)) for _ in range(rounds) for text in typed]
    if not found:
        return {}
    return {
        "typed": len(typed),
        "p50": percentile([took for took, _ in found], 50),
        "p95": percentile([took for took, _ in found], 95),
        "first": round(max(first), 2),
        "work": percentile([worked for _, worked in found], 95),
    }
