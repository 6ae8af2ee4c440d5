"""How many articles hold each lexeme: what spelling, ranking and likeness of texts weigh words by."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.contrib.postgres.indexes import GinIndex
from django.db import connections, models

# Thousands of them in one array: as many placeholders took longer to write than to look up.
_FREQUENCIES: Final = "SELECT lexeme, articles FROM articles_lexeme WHERE lexeme = ANY(%s)"


@dataclass(frozen=True, slots=True)
class Frequencies:
    """How many articles were counted, and of these how many hold a lexeme; a lexeme that is not in it, none."""

    articles: int
    holding: dict[str, int]


class LexemeQuerySet(models.QuerySet["Lexeme"]):
    """Reads of lexemes."""

    def frequencies(self, lexemes: Iterable[str]) -> Frequencies:
        """How many articles hold each of `lexemes`, as `articles.query.words` makes them, in one query.

        A stem stands for itself ('tariff'), an exact form with `EXACT` in front ('=tariffs'). The counts are those of
        the last refresh (`articles.store.lexemes`): good for weighing words, not for telling people.
        """
        with connections[self.db].cursor() as cursor:
            cursor.execute(_FREQUENCIES, [[*lexemes, Lexeme.EVERY_ARTICLE]])
            found = dict(cursor.fetchall())
        return Frequencies(found.pop(Lexeme.EVERY_ARTICLE, 0), found)


class Lexeme(models.Model):
    """A lexeme of the search vectors. The row of the empty one says how many articles were counted."""

    EVERY_ARTICLE = ""

    lexeme = models.TextField(primary_key=True, db_collation="C")
    articles = models.IntegerField(help_text="Public articles that held it when they were counted.")

    objects = LexemeQuerySet.as_manager()

    class Meta:
        indexes = [
            GinIndex(
                fields=["lexeme"],
                opclasses=["gin_trgm_ops"],
                condition=models.Q(lexeme__startswith="="),
                name="lexeme_trigram",
            ),
        ]

    def __str__(self) -> str:
        return self.lexeme
