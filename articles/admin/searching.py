"""How the admin's search boxes find rows."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import BooleanField, F, Func, Q, QuerySet, Value

WORDS_AT_MOST: Final = 12
ARTICLES_AT_MOST: Final = 2**31 - 1  # the largest id a column holds


class Contains(Func):
    """`column ILIKE %word%`: unlike Django's icontains, which upper-cases, it can use a trigram index."""

    template = "%(expressions)s"
    arg_joiner = " ILIKE "
    output_field = BooleanField()

    def __init__(self, column: str, word: str) -> None:
        super().__init__(F(column), Value(f"%{escaped(word)}%"))


def escaped(word: str) -> str:
    r"""A word whose wildcards stand for themselves: `50%` -> `50\%`."""
    return word.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")


def narrowed(rows: QuerySet[Any], text: str, columns: tuple[str, ...]) -> QuerySet[Any]:
    """Rows that hold each word of `text` in one of `columns`; a number also finds the row of that id."""
    words = text.replace("\x00", "").split()[:WORDS_AT_MOST]
    if not words:
        return rows
    condition = Q()
    for word in words:
        in_any = Q()
        for column in columns:
            in_any |= Q(Contains(column, word))
        condition &= in_any
    if len(words) == 1 and words[0].isdecimal() and words[0].isascii() and int(words[0]) <= ARTICLES_AT_MOST:
        condition |= Q(pk=int(words[0]))
    return rows.filter(condition)
