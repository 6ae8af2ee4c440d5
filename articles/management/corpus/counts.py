"""In how many articles each lexeme stands, added up over the processes that make them."""

from __future__ import annotations

from collections import Counter, defaultdict

import numpy as np

from articles.management.corpus.rows import Made


class LexemeCounts:
    """Counts of every process, by its own numbers of the lexemes: what one made is added in the order of making."""

    def __init__(self) -> None:
        self._lexemes: defaultdict[int, list[str]] = defaultdict(list)
        self._counts: defaultdict[int, np.ndarray[tuple[int], np.dtype[np.int64]]] = defaultdict(
            lambda: np.zeros(0, np.int64)
        )

    def add(self, made: Made) -> None:
        """Count some articles."""
        lexemes = self._lexemes[made.process]
        lexemes.extend(made.new_lexemes)
        counts = self._counts[made.process]
        if len(counts) < len(lexemes):
            counts = self._counts[made.process] = np.pad(counts, (0, 2 * len(lexemes) - len(counts)))
        numbers, articles = made.held
        counts[numbers] += articles

    def counted(self) -> Counter[str]:
        """{lexeme: articles} of all that were counted; facet values never are."""
        total: Counter[str] = Counter()
        for process, lexemes in self._lexemes.items():
            total.update(dict(zip(lexemes, self._counts[process].tolist(), strict=False)))
        return +total
