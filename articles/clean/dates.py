"""When an article appeared, from its visible text: the cleaning stages' name for `articles.prose.dates`."""

from articles.prose.dates import (
    Age,
    DateMention,
    date_from_age,
    date_from_dateline,
    date_from_line,
    date_from_mentions,
    find_age,
    find_date_mentions,
    find_published_date,
    is_date_line,
    is_possible,
    writes_day_first,
)

__all__ = [
    "Age",
    "DateMention",
    "date_from_age",
    "date_from_dateline",
    "date_from_line",
    "date_from_mentions",
    "find_age",
    "find_date_mentions",
    "find_published_date",
    "is_date_line",
    "is_possible",
    "writes_day_first",
]
