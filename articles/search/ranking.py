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
from django.db.models import Q
from psycopg import ClientCursor

from articles.query.synonyms import as_typed, widened_parts
from articles.query.terms import alternatives
from articles.query.tree import Near, Node, Or, Scope, TextLeaf, Widened, text_leaves
from articles.search.filters import OLDEST, RELEVANCE
from articles.search.live.growing import Array
from articles.search.live.keeping import Kept
from articles.search.live.matches import array_literal, ids_of, matched
from articles.search.live.selection import Selection
from articles.search.live.snapshot import binary_cursor, one_snapshot
from articles.search.matching import VectorMatches, text_query, words_in_titles
from articles.search.weights import leaf_weights, rarest_first

TITLE_POOL = 300
NEWEST_POOL = 600
PAIRS_POOL = 1_000  # where words are OR-ed: the newest articles with two of the words that tell most
TELLING = 6
MOST_WEIGHED = 40  # parts of a query, the first ones
_SYNONYM_SHARE = 0.5

Weights = dict[TextLeaf, float]

# Each article is one look at its vector for every `vector` here, so that the pool is what bounds the time.
# `ts_rank`, from 0 to 1, says where and how often a part of the query stands: title over lead over the rest, often over
# once. Weights stand in PostgreSQL's order D, C, B, A. For one lexeme it adds the weights of its places, each later one
# divided by the square of its number, and so saturates as the term frequency of BM25 does.
_STANDING = "%s * ts_rank('{0.4, 0.4, 0.6, 1.0}', vector, %s::tsquery)"
# From 0 to 1, how close together the words of a tsquery stand (cover density), most of all in the title.
_CLOSENESS = "1 + 1.5 * ts_rank_cd('{0.4, 0.4, 0.6, 1.0}', vector, %s::tsquery, 32)"
# What long texts lose, in which a word is no surprise: 1 for none, about 0.8 for 300 words, 0.6 for 3,000. Numeric
# logarithms would take ten times as long. Freshness runs from 0.8 for the oldest and the undated to 1 for today; half
# of the difference is lost in about three years.
_SCORED = """
    SELECT article_id FROM (
        SELECT article_id, published_at,
               ({standing}) / (1 + 0.3 * ln(1 + word_count / 300::float8)) * ({closeness})
               * CASE WHEN {in_title} THEN 1.4 ELSE 1 END * CASE WHEN is_canonical THEN 1 ELSE 0.9 END
               * (0.8 + 0.2 * coalesce(exp(-abs(extract(epoch from now() - published_at)::float8) / 1.4e8), 0))
               AS score
        FROM {entries}
    ) AS scored
    ORDER BY score DESC, published_at DESC NULLS LAST, article_id DESC
"""
_ENTRIES = "articles_searchentry WHERE article_id = ANY(%s::integer[])"
# The vector taken out of its storage once for all who look at it, which copying it makes PostgreSQL do.
_COPIED = """(
    SELECT article_id, published_at, word_count, is_canonical, ts_filter(vector, '{a,b,c,d}') AS vector
    FROM articles_searchentry WHERE article_id = ANY(%s::integer[]) OFFSET 0
) AS copied"""
_WORTH_COPYING = 5  # looks at a vector

kept_orders: Kept[tuple[int, str], Array] = Kept(share=0.1)


@dataclass(frozen=True, slots=True)
class RankedPage:
    """The article ids of one page; `is_pooled` where there were more matches than are ranked."""

    ids: tuple[int, ...]
    is_pooled: bool = False


def page_of_ids(selected: Selection, *, tree: Node, order: str, start: int, stop: int) -> RankedPage:
    """The ids from `start` to `stop` (exclusive) of the entries selected, in `order`."""
    if order != RELEVANCE:
        slots = selected.by_date(start, stop, is_oldest_first=order == OLDEST)
        return RankedPage(tuple(selected.ids(slots)))
    typed, widened = as_typed(tree), list(widened_parts(tree))
    weights = leaf_weights(typed)
    if selected.count <= NEWEST_POOL:
        return RankedPage(tuple(_ranked(_Pool(selected.slots), selected, weights, widened)[start:stop]))
    pool = _pool(selected, typed, weights)
    ids = tuple(_ranked(pool, selected, weights, widened))
    found = ids[start:stop]
    if stop > len(ids):
        after = max(start - len(ids), 0)
        rest = selected.without(pool.slots)
        found += tuple(rest.ids(rest.by_date(after, after + stop - max(start, len(ids)))))
    return RankedPage(found, is_pooled=True)


@dataclass(frozen=True, slots=True)
class _Pool:
    """The slots of the articles that are ranked, ascending, and where it is known a mask of titles with every word."""

    slots: Array
    titled: Array | None = None


def _pool(selected: Selection, tree: Node, weights: Weights) -> _Pool:
    pool = [selected.by_date(0, NEWEST_POOL)]
    leaves = rarest_first(list(weights), weights)
    titles, titled = words_in_titles(leaves), None
    with one_snapshot() as view:
        if titles:
            titled = matched(view, titles)
            pool.append(selected.only(titled).by_date(0, TITLE_POOL))
        if isinstance(tree, Or) or any(isinstance(part, Or) for part in getattr(tree, "children", ())):
            telling = [f"({text_query(leaf)})" for leaf in leaves[:TELLING]]
            pairs = " | ".join(f"({one} & {other})" for one, other in combinations(telling, 2))
            if pairs:
                pool.append(selected.only(matched(view, Q(VectorMatches(pairs)))).by_date(0, PAIRS_POOL))
    are_words = all(
        len(terms) == 1 for leaf in leaves for terms in alternatives(leaf)
    )  # not phrases, where order tells
    return _Pool(np.unique(np.concatenate(pool)), titled if are_words else None)


def _ranked(pool: _Pool, selected: Selection, weights: Weights, widened: list[Widened]) -> list[int]:
    """Ids, the best first: each part of the query by how rare it is and where it stands, together by how close.

    A synonym counts for half of what the word counts for that was typed. The order is kept for the next page.
    """
    sql, parameters = _scored(pool, selected, weights, widened)
    with one_snapshot() as view, binary_cursor() as cursor:
        statement = ClientCursor(cursor.connection).mogrify(sql, parameters)
        key = None if view.version is None else (view.version, statement)
        found = kept_orders.get(key) if key else None
        if found is None:
            found = ids_of(cursor, statement)
            if key:
                kept_orders.keep(key, found)
    ids: list[int] = found.tolist()
    return ids


def _scored(pool: _Pool, selected: Selection, weights: Weights, widened: list[Widened]) -> tuple[str, list[Any]]:
    """The statement that puts a pool in order, and its parameters."""
    leaves = list(weights)
    standing: list[Any] = []
    for leaf in leaves[:MOST_WEIGHED]:
        standing += [weights[leaf], text_query(leaf)]
    for part in widened[:MOST_WEIGHED]:
        weight = max(weights[leaf] for leaf in text_leaves(part.child))
        literal = " | ".join(text for other in part.others if (text := text_query(other)))
        standing += [weight * _SYNONYM_SHARE, literal]
    is_one_word = len(leaves) == 1 and not widened and all(len(terms) == 1 for terms in alternatives(leaves[0]))
    closeness = [] if is_one_word else [_all_of(leaves)]
    if pool.titled is None:
        in_title, titled = "vector @@ %s::tsquery", _all_of([_in_title(leaf) for leaf in leaves])
    else:
        in_title = "article_id = ANY(%s::integer[])"
        titled = array_literal(selected.ids(pool.slots[pool.titled[pool.slots]]))
    looks = len(standing) // 2 + len(closeness) + (pool.titled is None)
    sql = _SCORED.format(
        standing=" + ".join([_STANDING] * (len(standing) // 2)) or "0",
        closeness=_CLOSENESS if closeness else "1",
        in_title=in_title,
        entries=_COPIED if looks >= _WORTH_COPYING else _ENTRIES,
    )
    return sql, [*standing, *closeness, titled, array_literal(selected.ids(pool.slots))]


def _all_of(leaves: list[TextLeaf]) -> str:
    """The tsquery that asks for every leaf."""
    return " & ".join(f"({literal})" for leaf in leaves if (literal := text_query(leaf)))


def _in_title(leaf: TextLeaf) -> TextLeaf:
    if isinstance(leaf, Near):
        return replace(leaf, left=replace(leaf.left, scope=Scope.TITLE), right=replace(leaf.right, scope=Scope.TITLE))
    return replace(leaf, scope=Scope.TITLE)
