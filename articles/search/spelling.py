"""How a word may have been meant: words of the archive that look like it."""

from __future__ import annotations

import string
from collections.abc import Iterator
from math import log

from django.contrib.postgres.search import TrigramSimilarity
from django.db import connection, transaction

from articles.models import Lexeme
from articles.query.words import EXACT, fold, simple_forms

_LETTERS = string.ascii_lowercase + string.digits
_MOST_ALIKE = 40
_LEAST_ALIKE = "0.3"  # share of trigrams in common
_LESS_ALIKE = "SELECT set_config('pg_trgm.similarity_threshold', %s, true)"
_LONGEST = 40  # characters of a word for which every slip is tried
_COMMON = 10  # articles; where a word one slip away has fewer, those two slips away are considered too
_SLIP = 4.0  # a word two slips away is preferred where it is e^4 times as common as one that is one slip away


def respellings(word: str, *, most: int) -> list[str]:
    """At most `most` words of the archive that `word` may have been meant for, the likeliest first.

    A slip is a letter too many, too few, another one, or two exchanged. Words one slip away are looked up by name; only
    where none of them is common, those that share trigrams are read. Fewer slips go before more, then common words
    before rare.
    """
    forms = simple_forms(word)
    if len(forms) != 1:
        return []
    typed = forms[0]
    found = dict(Lexeme.objects.filter(pk__in=[EXACT + slip for slip in _slips(typed)]).values_list("pk", "articles"))
    if max(found.values(), default=0) < _COMMON:
        found |= _alike(typed)
    ranked = []
    for lexeme, articles in found.items():
        meant = lexeme.removeprefix(EXACT)
        slips = distance(typed, meant)
        if meant != typed and slips <= _most_slips(typed):
            ranked.append((_SLIP * slips - log(1 + articles), meant))
    return [meant for _, meant in sorted(ranked)[:most]]


def distance(one: str, other: str) -> int:
    """The number of slips between two words: Damerau and Levenshtein's, no letter being moved twice."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, last, row = row, before, [i]
        for j, wanted in enumerate(other, 1):
            least = min(row[j - 1] + 1, before[j] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                least = min(least, last[j - 2] + 1)
            row.append(least)
    return row[-1]


def _most_slips(word: str) -> int:
    return 1 if len(word) <= 4 else 2


def _slips(word: str) -> Iterator[str]:
    """Every word one slip away from `word`, some 55 for each of its letters."""
    word = word[:_LONGEST]
    for at in range(len(word) + 1):
        head, tail = word[:at], word[at:]
        if tail:
            yield head + tail[1:]
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        for letter in _LETTERS:
            yield head + letter + tail
            if tail:
                yield head + letter + tail[1:]


def _alike(word: str) -> dict[str, int]:
    """The exact forms that share most trigrams with `word`: `{lexeme: articles}`; the trigram index answers."""
    similar = (
        Lexeme.objects.filter(pk__startswith=EXACT, pk__trigram_similar=fold(word))
        .annotate(alike=TrigramSimilarity("pk", fold(word)))
        .order_by("-alike", "pk")
        .values_list("pk", "articles")[:_MOST_ALIKE]
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_LESS_ALIKE, [_LEAST_ALIKE])
        return dict(similar)
