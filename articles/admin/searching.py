"""How the admin's search boxes find rows."""

from __future__ import annotations

import re
from typing import Any, Final

from django.db.models import BooleanField, F, Func, Max, Q, QuerySet, Value

from articles.models import Article

WORDS_AT_MOST: Final = 12
TITLE_BESIDE: Final = "__title"
TITLES_AT_MOST: Final = 1_000  # articles, the newest, that a search for words of a title finds
ARTICLES_AT_MOST: Final = 2**31 - 1  # the largest id a column holds
_ID: Final = re.compile(r"[0-9]{1,10}")  # Python reads no number of thousands of digits


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


def newest(rows: QuerySet[Any], most: int) -> QuerySet[Any]:
    """The rows among the newest `most` of their table, by number: for words that no index finds."""
    last = rows.model._default_manager.aggregate(last=Max("pk"))["last"]
    return rows.filter(pk__gt=last - most) if isinstance(last, int) else rows


def narrowed(rows: QuerySet[Any], text: str, columns: tuple[str, ...]) -> QuerySet[Any]:
    """Rows that hold each word of `text` in one of `columns`; a number also finds the row of that id.

    A column such as `article__title` is looked up among articles first: of those that fit, the newest TITLES_AT_MOST.
    """
    words = text.replace("\x00", "").split()[:WORDS_AT_MOST]
    if not words:
        return rows
    titles = [column for column in columns if column.endswith(TITLE_BESIDE)]
    own = [column for column in columns if column not in titles]
    condition = Q()
    for word in words if own else ():
        in_any = Q()
        for column in own:
            in_any |= Q(Contains(column, word))
        condition &= in_any
    if titles:
        fitting = narrowed(Article.objects.order_by("-pk"), text, ("title",)).values_list("pk", flat=True)
        ids = list(fitting[:TITLES_AT_MOST])
        by_title = Q(*((f"{column.removesuffix(TITLE_BESIDE)}__in", ids) for column in titles), _connector=Q.OR)
        condition = condition | by_title if own else by_title
    if len(words) == 1 and _ID.fullmatch(words[0]) and int(words[0]) <= ARTICLES_AT_MOST:
        condition |= Q(pk=int(words[0]))
    return rows.filter(condition)
