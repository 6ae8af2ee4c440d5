"""What a corpus stands in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What a corpus stands in: ids of what it refers to, in the order of the language's names, and its first ones."""

    seed: int
    total: int
    first_article: int
    first_capture: int
    first_group: int
    companies: tuple[int, ...]
    people: tuple[int, ...]
    places: tuple[int, ...]
    topics: tuple[int, ...]
    sources: tuple[int, ...]
    made_at: datetime
    common_words: tuple[str, ...] = ()  # lexemes whose places are gathered
