"""Articles in which words stand in a sequence, by where common words stand rather than by their vectors.

Exact at every request, like all that is counted: what was gathered (`articles.store.positions`), the marks of what was
written since, and the entries are of one snapshot, and marked articles are asked about by their vectors.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import groupby
from operator import itemgetter

import numpy as np

from articles.index.positions import Array, articles_of, following, standing
from articles.query.terms import WEIGHTS_OF_SCOPE, Terms, alternatives, scope_of
from articles.query.tree import TextLeaf
from articles.search.live.snapshot import binary_cursor

_MOST_MARKED = 20_000  # articles; asking about more takes as long as asking about all
# An index-only scan, a probe for each lexeme.
_KEPT = """
    SELECT lexeme FROM unnest(%s::text[]) AS lexeme
    WHERE EXISTS (SELECT FROM articles_wordpositions AS kept WHERE kept.lexeme = lexeme.lexeme)
"""
# An index scan by lexeme; a row for each word and part, some ten kilobytes each.
_PLACES = "SELECT part, lexeme, held FROM articles_wordpositions WHERE lexeme = ANY(%s::text[]) ORDER BY part"
_MARKED = "SELECT article_ids FROM articles_positionmark"


def common_lexemes(leaves: Iterable[TextLeaf]) -> frozenset[str]:
    """Of the lexemes of sequences, those whose places are kept; one query where there are sequences of plain words."""
    wanted = sorted({term.lexeme for leaf in leaves for terms in _sequences(leaf) for term in terms})
    if not wanted:
        return frozenset()
    with binary_cursor() as cursor:
        return frozenset(lexeme for (lexeme,) in cursor.execute(_KEPT, [wanted]).fetchall())


def is_of_common(leaf: TextLeaf, common: Collection[str]) -> bool:
    """Whether all that a leaf asks for are sequences of words whose places are kept."""
    found = alternatives(leaf)
    return bool(found) and len(_sequences(leaf)) == len(found) and all(_is_kept(terms, common) for terms in found)


def articles_with(leaf: TextLeaf) -> Array:
    """The ids of the articles in which a leaf of common words stands, hidden ones and former versions' among them.

    Those of marked articles are not to be relied on: see `marked_articles`.
    """
    weights = WEIGHTS_OF_SCOPE[scope_of(leaf)]
    asked = alternatives(leaf)
    lexemes = sorted({term.lexeme for terms in asked for term in terms})
    found: list[Array] = [np.zeros(0, np.int32)]
    with binary_cursor() as cursor:
        rows: Iterator[tuple[int, str, bytes]] = iter(cursor.execute(_PLACES, [lexemes]).fetchall())
        for part, words in groupby(rows, key=itemgetter(0)):
            places = {lexeme: standing(held, weights) for _, lexeme, held in words}
            found += [articles_of(_following(terms, places), part) for terms in asked]
    return np.concatenate(found)


def marked_articles() -> Array | None:
    """The articles written since places were gathered; None where they are too many to be asked about."""
    with binary_cursor() as cursor:
        lists = [article_ids for (article_ids,) in cursor.execute(_MARKED).fetchall()]
    if any(article_ids is None for article_ids in lists):
        return None
    marked = np.unique(np.concatenate([np.zeros(0, np.int32), *(np.asarray(one, np.int32) for one in lists)]))
    return marked if len(marked) <= _MOST_MARKED else None


def _sequences(leaf: TextLeaf) -> list[Terms]:
    """The alternatives of a leaf that are several whole words."""
    return [terms for terms in alternatives(leaf) if len(terms) > 1 and not any(term.is_prefix for term in terms)]


def _is_kept(terms: Terms, common: Collection[str]) -> bool:
    return all(term.lexeme in common for term in terms)


def _following(terms: Terms, places: Mapping[str, Array]) -> Array:
    """The places of the last of `terms` where all follow one another as asked."""
    nothing = np.zeros(0, np.uint32)
    found = places.get(terms[0].lexeme, nothing)
    for term in terms[1:]:
        found = following(found, places.get(term.lexeme, nothing), term.gap)
    return found
