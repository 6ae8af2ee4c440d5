"""Which new draft is which old article, told by their words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_WORD: Final = re.compile(r"\w+")
_SHINGLE_WORDS: Final = 4
_SAME_FROM: Final = 0.5  # share of the smaller text's shingles that the other has too
_SAME_TITLE_FROM: Final = 0.2  # enough where the titles agree


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownText:
    """An article's text as the rules last made it from a capture."""

    article_id: int
    position: int
    title: str
    text: str
    is_hidden: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NewText:
    """A draft's text."""

    position: int
    title: str
    text: str


def match_texts(*, new: Sequence[NewText], known: Sequence[KnownText]) -> dict[int, int]:
    """`{position of a draft: article id}` for the drafts that carry on an article, best likeness first.

    Likeness is the share of common four-word shingles (Jaccard), so of two halves of a divided text the larger keeps
    the article; at equal likeness a visible article goes before a hidden one, then the nearer position.
    """
    if not known:
        return {}
    old_shingles = {article.article_id: shingles(article.text) for article in known}
    ranked: list[tuple[float, bool, int, int, int]] = []
    for draft in new:
        words = shingles(draft.text)
        for article in known:
            likeness = _likeness(draft, article, words, old_shingles[article.article_id])
            if likeness > 0:
                distance = abs(draft.position - article.position)
                ranked.append((-likeness, article.is_hidden, distance, article.article_id, draft.position))
    matched: dict[int, int] = {}
    taken: set[int] = set()
    for _, _, _, article_id, position in sorted(ranked):
        if article_id not in taken and position not in matched:
            matched[position] = article_id
            taken.add(article_id)
    return matched


def shingles(text: str) -> frozenset[tuple[str, ...]]:
    """The runs of four words in a text, case and punctuation ignored; all its words where it has fewer."""
    words = _WORD.findall(text.lower())
    last = max(1, len(words) - _SHINGLE_WORDS + 1)
    return frozenset(tuple(words[start : start + _SHINGLE_WORDS]) for start in range(last)) if words else frozenset()


def count_words(text: str) -> int:
    """How many words a text has, as `shingles` divides it."""
    return sum(1 for _ in _WORD.finditer(text.lower()))


def containment(first: frozenset[tuple[str, ...]], second: frozenset[tuple[str, ...]]) -> float:
    """The share of the smaller set that the other holds, from 0 to 1."""
    smaller = min(len(first), len(second))
    return len(first & second) / smaller if smaller else 0.0


def _likeness(
    draft: NewText, article: KnownText, new: frozenset[tuple[str, ...]], old: frozenset[tuple[str, ...]]
) -> float:
    """From 0, another story, to 1.1, the same text under the same title."""
    has_same_title = draft.title.casefold() == article.title.casefold()
    if containment(new, old) < (_SAME_TITLE_FROM if has_same_title else _SAME_FROM):
        return 0.0
    return len(new & old) / len(new | old) + (0.1 if has_same_title else 0.0)
