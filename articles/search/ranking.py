"""The order of results, a page at a time.

By date the selection knows the order. By relevance a bounded pool is ranked: the articles whose title matches, the
newest matches, and where words are OR-ed the newest with two of the rarest; what the pool does not hold follows it by
date, so that no article stands on two pages.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import numpy as np
from django.db.models import BooleanField, Case, F, FloatField, Func, Q, QuerySet, Value, When
from django.db.models.expressions import OrderBy

from articles.models import SearchEntry
from articles.query.synonyms import as_typed, widened_parts
from articles.query.tree import Near, Node, Or, Scope, TextLeaf, Widened, text_leaves
from articles.search.filters import OLDEST, RELEVANCE
from articles.search.live.growing import Array
from articles.search.live.matches import matched
from articles.search.live.selection import Selection
from articles.search.live.snapshot import one_snapshot
from articles.search.matching import TextQuery, VectorMatches, text_query, words_in_titles
from articles.search.weights import leaf_weights, rarest_first

TITLE_POOL = 300
NEWEST_POOL = 600
PAIRS_POOL = 1_000  # where words are OR-ed: the newest articles with two of the words that tell most
TELLING = 6
MOST_WEIGHED = 40  # parts of a query, the first ones
_CLOSENESS = 1.5  # how much of its worth words side by side can add
_SYNONYM_SHARE = 0.5
_COPY_SHARE = 0.9  # of its worth that a copy has, where copies are listed
_TITLE_BONUS = 1.4  # where every word stands in the title

Weights = dict[TextLeaf, float]


@dataclass(frozen=True, slots=True)
class RankedPage:
    """The article ids of one page; `is_pooled` where there were more matches than are ranked."""

    ids: tuple[int, ...]
    is_pooled: bool = False


class _Closeness(Func):
    """From 0 to 1, how close together the words of a tsquery stand (cover density), most of all in the title."""

    template = "ts_rank_cd('{0.4, 0.4, 0.6, 1.0}', %(expressions)s, 32)"
    output_field = FloatField()


class _Standing(Func):
    """From 0 to 1, where and how often a part of the query stands: title over lead over the rest, often over once.

    Weights stand in PostgreSQL's order D, C, B, A. For one lexeme `ts_rank` adds the weights of its places, each later
    one divided by the square of its number, and so saturates as the term frequency of BM25 does.
    """

    template = "ts_rank('{0.4, 0.4, 0.6, 1.0}', %(expressions)s)"
    output_field = FloatField()


class _Brevity(Func):
    """What long texts lose, in which a word is no surprise: 1 for none, about 0.8 for 300 words, 0.6 for 3,000."""

    template = "(1 / (1 + 0.3 * ln(1 + %(expressions)s / 300::float8)))"  # numeric logarithms take ten times as long
    output_field = FloatField()


class IsAnyOf(Func):
    """Whether the article is any of these; thousands of ids as one parameter."""

    template = "article_id = ANY(%(expressions)s::integer[])"
    output_field = BooleanField()

    def __init__(self, ids: list[int]) -> None:
        super().__init__(Value(ids))


class _Freshness(Func):
    """From 0.8 for the oldest and the undated to 1 for today; half of the difference is lost in about three years."""

    template = "(0.8 + 0.2 * coalesce(exp(-abs(extract(epoch from now() - %(expressions)s)::float8) / 1.4e8), 0))"
    output_field = FloatField()


def newest_first() -> tuple[OrderBy, ...]:
    """By publication, newest first, the undated last."""
    return (F("published_at").desc(nulls_last=True), F("article_id").desc())


def page_of_ids(selected: Selection, *, tree: Node, order: str, start: int, stop: int) -> RankedPage:
    """The ids from `start` to `stop` (exclusive) of the entries selected, in `order`."""
    if order != RELEVANCE:
        slots = selected.by_date(start, stop, is_oldest_first=order == OLDEST)
        return RankedPage(tuple(selected.ids(slots)))
    typed, widened = as_typed(tree), list(widened_parts(tree))
    weights = leaf_weights(typed)
    if selected.count <= NEWEST_POOL:
        return RankedPage(tuple(_ranked(selected.ids(selected.slots), weights, widened)[start:stop]))
    pool = _pool(selected, typed, weights)
    ids = tuple(_ranked(selected.ids(pool), weights, widened))
    found = ids[start:stop]
    if stop > len(ids):
        after = max(start - len(ids), 0)
        rest = selected.without(pool)
        found += tuple(rest.ids(rest.by_date(after, after + stop - max(start, len(ids)))))
    return RankedPage(found, is_pooled=True)


def _pool(selected: Selection, tree: Node, weights: Weights) -> Array:
    """The slots of the articles that are ranked."""
    pool = selected.by_date(0, NEWEST_POOL)
    leaves = rarest_first(list(weights), weights)
    wanted = [(words_in_titles(leaves), TITLE_POOL)]
    if isinstance(tree, Or) or any(isinstance(part, Or) for part in getattr(tree, "children", ())):
        telling = [f"({text_query(leaf)})" for leaf in leaves[:TELLING]]
        pairs = " | ".join(f"({one} & {other})" for one, other in combinations(telling, 2))
        wanted.append((Q(VectorMatches(pairs)) if pairs else None, PAIRS_POOL))
    with one_snapshot() as view:
        for condition, most in wanted:
            if condition:
                found = selected.only(matched(view, condition))
                pool = np.union1d(pool, found.by_date(0, most))
    return pool


def _ranked(ids: list[int], weights: Weights, widened: list[Widened]) -> QuerySet[SearchEntry, int]:
    """Ids, the best first: each part of the query by how rare it is and where it stands, together by how close.

    A synonym counts for half of what the word counts for that was typed.
    """
    leaves = list(weights)
    every = _all_of(leaves)
    standing: Any = Value(0.0)
    for leaf in leaves[:MOST_WEIGHED]:
        standing += Value(weights[leaf]) * _Standing(F("vector"), TextQuery(Value(text_query(leaf))))
    for part in widened[:MOST_WEIGHED]:
        weight = max(weights[leaf] for leaf in text_leaves(part.child))
        literal = " | ".join(text for other in part.others if (text := text_query(other)))
        standing += Value(weight * _SYNONYM_SHARE) * _Standing(F("vector"), TextQuery(Value(literal)))
    is_title = VectorMatches(_all_of([_in_title(leaf) for leaf in leaves]))
    score = (
        standing
        * _Brevity(F("word_count"))
        * (Value(1.0) + Value(_CLOSENESS) * _Closeness(F("vector"), TextQuery(Value(every))))
        * Case(When(is_title, then=Value(_TITLE_BONUS)), default=Value(1.0))
        * Case(When(is_canonical=True, then=Value(1.0)), default=Value(_COPY_SHARE))
        * _Freshness(F("published_at"))
    )
    entries = SearchEntry.objects.filter(IsAnyOf(ids))
    return entries.annotate(score=score).order_by("-score", *newest_first()).values_list("pk", flat=True)


def _all_of(leaves: list[TextLeaf]) -> str:
    """The tsquery that asks for every leaf."""
    return " & ".join(f"({literal})" for leaf in leaves if (literal := text_query(leaf)))


def _in_title(leaf: TextLeaf) -> TextLeaf:
    if isinstance(leaf, Near):
        return replace(leaf, left=replace(leaf.left, scope=Scope.TITLE), right=replace(leaf.right, scope=Scope.TITLE))
    return replace(leaf, scope=Scope.TITLE)
