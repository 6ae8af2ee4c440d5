"""The order of results, a page at a time.

By date the selection knows the order. By relevance those come first whose title has every word of the query, before
all those whose title has its phrases too, then the others, each group ranked by its texts. Only a bounded pool is
ranked: the newest with such a title, the newest of all, and where words are OR-ed the newest with two of the rarest;
what the pool does not hold follows it by date, so that no article stands on two pages. The last group is ranked only
for a page that it reaches.
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
from articles.search.live.matches import found_for, ids_of
from articles.search.live.selection import Selection
from articles.search.live.snapshot import binary_cursor, one_snapshot
from articles.search.matching import VectorMatches, text_query, words_in_titles, words_query
from articles.search.prepared import array_literal
from articles.search.weights import leaf_weights, rarest_first

FEW = 100  # articles, which are ranked all at once
TITLE_POOL = 300
NEWEST_POOL = 300
PAIRS_POOL = 1_000  # where words are OR-ed: the newest articles with two of the words that tell most
TELLING = 6
MOST_WEIGHED = 40  # parts of a query, the first ones
_SYNONYM_SHARE = 0.5

_HAS = "(vector @@ %s::tsquery)::integer"
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
        SELECT article_id, published_at, {in_title} AS is_titled,
               ({standing}) / (1 + 0.3 * ln(1 + word_count / 300::float8)) * ({closeness})
               * CASE WHEN is_canonical THEN 1 ELSE 0.9 END
               * (0.8 + 0.2 * coalesce(exp(-abs(extract(epoch from now() - published_at)::float8) / 1.4e8), 0))
               AS score
        FROM {entries}
    ) AS scored
    ORDER BY is_titled DESC, score DESC, published_at DESC NULLS LAST, article_id DESC
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
    query = _Query(tree)
    if selected.count <= FEW:
        return RankedPage(tuple(_ranked(selected, selected.slots, query, is_titled=None)[start:stop]))
    titled, others = _pool(selected, query)
    ids = _ranked(selected, titled, query, is_titled=True if query.is_of_words else None)
    if stop > len(ids):
        ids += _ranked(selected, others, query, is_titled=False)
    found = ids[start:stop]
    is_pooled = selected.count > NEWEST_POOL
    if is_pooled and stop > len(ids):
        after = max(start - len(ids), 0)
        rest = selected.without(np.concatenate((titled, others)))
        found += rest.ids(rest.by_date(after, after + stop - max(start, len(ids))))
    return RankedPage(tuple(found), is_pooled)


class _Query:
    """What is ranked by: the parts of a query as typed, how much each tells, and the synonyms beside them."""

    def __init__(self, tree: Node) -> None:
        self.tree = as_typed(tree)
        self.widened: list[Widened] = list(widened_parts(tree))
        self.weights = leaf_weights(self.tree)
        self.leaves = list(self.weights)
        self.telling = rarest_first(self.leaves, self.weights)
        self.is_of_words = all(len(terms) == 1 for leaf in self.leaves for terms in alternatives(leaf))
        self.in_title = [_all_of([_in_title(leaf) for leaf in self.leaves])]
        if not self.is_of_words:
            self.in_title.append(words_query(self.leaves))


def _pool(selected: Selection, query: _Query) -> tuple[Array, Array]:
    """The slots that are ranked: those with every word of the query in their title, and others."""
    titled, pool = selected.slots[:0], [selected.by_date(0, NEWEST_POOL)]
    titles = words_in_titles(query.telling)
    with one_snapshot() as view:
        if titles:
            candidates = selected.only(found_for(view, titles))
            titled = candidates.by_date(0, TITLE_POOL if selected.count > NEWEST_POOL else selected.count)
        if isinstance(query.tree, Or) or any(isinstance(part, Or) for part in getattr(query.tree, "children", ())):
            telling = [f"({text_query(leaf)})" for leaf in query.telling[:TELLING]]
            pairs = " | ".join(f"({one} & {other})" for one, other in combinations(telling, 2))
            if pairs:
                pool.append(selected.only(found_for(view, Q(VectorMatches(pairs)))).by_date(0, PAIRS_POOL))
    return titled, np.setdiff1d(np.concatenate(pool), titled)


def _ranked(selected: Selection, slots: Array, query: _Query, *, is_titled: bool | None) -> list[int]:
    """Ids, the best first: each part of the query by how rare it is and where it stands, together by how close.

    A synonym counts for half of what the word counts for that was typed. `is_titled` says whether titles have every
    part of the query, None where that is to be found out, since it comes first. The order is kept for the next page.
    """
    if not len(slots):
        return []
    sql, parameters = _scored(query, array_literal(selected.ids(slots)), is_titled=is_titled)
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


def _scored(query: _Query, article_ids: str, *, is_titled: bool | None) -> tuple[str, list[Any]]:
    """The statement that puts articles in order, and its parameters."""
    standing: list[Any] = []
    for leaf in query.leaves[:MOST_WEIGHED]:
        standing += [query.weights[leaf], text_query(leaf)]
    for part in query.widened[:MOST_WEIGHED]:
        weight = max(query.weights[leaf] for leaf in text_leaves(part.child))
        literal = " | ".join(text for other in part.others if (text := text_query(other)))
        standing += [weight * _SYNONYM_SHARE, literal]
    # The words of one phrase stand as close together wherever it matches; counting it again would take twice as long.
    is_one_sequence = len(query.leaves) == 1 and not query.widened and not isinstance(query.leaves[0], Near)
    closeness = [] if is_one_sequence else [_all_of(query.leaves)]
    titled = query.in_title if is_titled is None else []
    looks = len(standing) // 2 + len(closeness) + len(titled)
    sql = _SCORED.format(
        in_title=" + ".join([_HAS] * len(titled)) or "0",
        standing=" + ".join([_STANDING] * (len(standing) // 2)) or "0",
        closeness=_CLOSENESS if closeness else "1",
        entries=_COPIED if looks >= _WORTH_COPYING else _ENTRIES,
    )
    return sql, [*titled, *standing, *closeness, article_ids]


def _all_of(leaves: list[TextLeaf]) -> str:
    """The tsquery that asks for every leaf."""
    return " & ".join(f"({literal})" for leaf in leaves if (literal := text_query(leaf)))


def _in_title(leaf: TextLeaf) -> TextLeaf:
    if isinstance(leaf, Near):
        return replace(leaf, left=replace(leaf.left, scope=Scope.TITLE), right=replace(leaf.right, scope=Scope.TITLE))
    return replace(leaf, scope=Scope.TITLE)
