"""How much each part of a query tells: rare words more than common ones."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from math import log

from articles.models import Lexeme
from articles.models.lexeme import Frequencies
from articles.query.terms import Term, Terms, alternatives
from articles.query.tree import Node, TextLeaf, text_leaves
from articles.search.prepared import prepared_cursor

# An index scan by the lexemes.
_COUNTS = "SELECT lexeme, articles FROM articles_lexeme WHERE lexeme = ANY(%s::text[])"
_PREFIX_SHARE = 0.02  # of all articles, that are taken to hold some word with a given beginning


def leaf_weights(tree: Node) -> dict[TextLeaf, float]:
    """The inverse document frequency of each text leaf that a match can be owed to, in one query.

    As in BM25: log(1 + (N - n + 0.5) / (n + 0.5)) with n of N articles holding it. A sequence of words is as rare as
    the rarest of them, a choice of sequences as common as the commonest. 1 for all where nothing was counted yet, and
    for a leaf alone.
    """
    leaves = list(dict.fromkeys(text_leaves(tree)))
    if len(leaves) < 2:  # weighed against nothing
        return dict.fromkeys(leaves, 1.0)
    lexemes = {term.lexeme for leaf in leaves for terms in alternatives(leaf) for term in terms if not term.is_prefix}
    if not lexemes:
        return dict.fromkeys(leaves, 1.0)
    known = _frequencies(lexemes)
    if not known.articles:
        return dict.fromkeys(leaves, 1.0)

    def articles_with(term: Term) -> float:
        return _PREFIX_SHARE * known.articles if term.is_prefix else known.holding.get(term.lexeme, 0)

    def rarest(terms: Terms) -> float:
        return min(articles_with(term) for term in terms)

    return {
        leaf: inverse_frequency(max(rarest(terms) for terms in alternatives(leaf)), known.articles) for leaf in leaves
    }


def holding(leaves: Sequence[TextLeaf]) -> list[int]:
    """About how many articles each leaf can stand in at most: as many as hold the rarest of its words.

    Of beginnings of words nothing is known: as many as there are articles.
    """
    known = _frequencies({term.lexeme for leaf in leaves for terms in alternatives(leaf) for term in terms})

    def most(terms: Terms) -> int:
        return min(known.articles if term.is_prefix else known.holding.get(term.lexeme, 0) for term in terms)

    return [sum(most(terms) for terms in alternatives(leaf)) for leaf in leaves]


def _frequencies(lexemes: Collection[str]) -> Frequencies:
    """As `Lexeme.objects.frequencies`, with a plan that is kept."""
    with prepared_cursor() as cursor:
        cursor.execute(_COUNTS, [[*lexemes, Lexeme.EVERY_ARTICLE]])
        found = dict(cursor.fetchall())
    return Frequencies(found.pop(Lexeme.EVERY_ARTICLE, 0), found)


def inverse_frequency(holding: float, articles: int) -> float:
    """BM25's inverse document frequency; never negative."""
    return log(1 + (max(articles - holding, 0) + 0.5) / (holding + 0.5))


def rarest_first(leaves: Sequence[TextLeaf], weights: dict[TextLeaf, float]) -> list[TextLeaf]:
    """`leaves`, those that tell most first."""
    return sorted(leaves, key=lambda leaf: -weights[leaf])
