"""The order of results, a page at a time.

By date the index does the work. By relevance a bounded pool is ranked, the articles whose title matches and the newest
matches; what the pool does not hold follows it by date, so that no article stands on two pages.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.db.models import Case, F, FloatField, Func, Q, QuerySet, Value, When
from django.db.models.expressions import OrderBy

from articles.models import SearchEntry
from articles.query.match import text_leaves
from articles.query.tree import Near, Node, Scope, TextLeaf
from articles.search.filters import NEWEST, OLDEST
from articles.search.matching import TextQuery, VectorMatches, text_query

TITLE_POOL = 500
NEWEST_POOL = 2_000
_TITLE_BONUS = 0.4  # where every word stands in the title

Entries = QuerySet[SearchEntry]


@dataclass(frozen=True, slots=True)
class RankedPage:
    """The article ids of one page; `is_pooled` where there were more matches than are ranked."""

    ids: tuple[int, ...]
    is_pooled: bool = False


class _Density(Func):
    """Cover density of a tsquery, from 0 to 1: title over lead over author and body, words close together over far.

    Weights stand in PostgreSQL's order D, C, B, A. Normalisation 1 divides by 1 + the logarithm of the length, 32 maps
    to rank / (rank + 1).
    """

    template = "ts_rank_cd('{0.1, 0.2, 0.4, 1.0}', %(expressions)s, 1 | 32)"
    output_field = FloatField()


class _Freshness(Func):
    """From 0.8 for the oldest and the undated to 1 for today; half of the difference is lost in about three years."""

    template = "(0.8 + 0.2 * coalesce(exp(-abs(extract(epoch from (now() - %(expressions)s))) / 1.4e8), 0))"
    output_field = FloatField()


def newest_first() -> tuple[OrderBy, ...]:
    """By publication, newest first, the undated last."""
    return (F("published_at").desc(nulls_last=True), F("article_id").desc())


def oldest_first() -> tuple[OrderBy, ...]:
    """By publication, oldest first, the undated last."""
    return (F("published_at").asc(nulls_last=True), F("article_id").asc())


def page_of_ids(entries: Entries, *, tree: Node, order: str, count: int, start: int, stop: int) -> RankedPage:
    """The ids from `start` to `stop` (exclusive) of the `count` entries, in `order`."""
    if order == OLDEST:
        return RankedPage(_by_date(entries, oldest_first(), count, start, stop))
    if order == NEWEST:
        return RankedPage(_by_date(entries, newest_first(), count, start, stop))
    pool = _pool(entries, tree) if count > NEWEST_POOL else entries
    ranked = _ranked(pool, tree)
    if count <= NEWEST_POOL:
        return RankedPage(tuple(ranked[start:stop]))
    ids = tuple(ranked)
    found = ids[start:stop]
    if stop > len(ids):
        rest = entries.exclude(pk__in=ids)
        after = max(start - len(ids), 0)
        found += _by_date(rest, newest_first(), count - len(ids), after, after + stop - max(start, len(ids)))
    return RankedPage(found, is_pooled=True)


def _by_date(entries: Entries, order: tuple[OrderBy, ...], count: int, start: int, stop: int) -> tuple[int, ...]:
    """A slice in the order given, read from whichever end is nearer, so that the last page is as fast as the first."""
    ordered = entries.order_by(*order)
    if start > count // 2:
        backwards = ordered.reverse().values_list("pk", flat=True)[max(count - stop, 0) : count - start]
        return tuple(reversed(backwards))
    return tuple(ordered.values_list("pk", flat=True)[start:stop])


def _pool(entries: Entries, tree: Node) -> Entries:
    newest = entries.order_by(*newest_first()).values("pk")
    chosen = Q(pk__in=newest[:NEWEST_POOL])
    in_title = _all_of([_in_title(leaf) for leaf in text_leaves(tree)])
    if in_title:
        chosen |= Q(pk__in=newest.filter(VectorMatches(in_title))[:TITLE_POOL])
    return SearchEntry.objects.filter(chosen)


def _ranked(entries: Entries, tree: Node) -> QuerySet[SearchEntry, int]:
    """Ids, the best first. Where not every word has to match (OR), the words that do match count."""
    leaves = list(text_leaves(tree))
    every, some = TextQuery(Value(_all_of(leaves))), TextQuery(Value(text_query(tree) or ""))
    is_title = VectorMatches(_all_of([_in_title(leaf) for leaf in leaves]))
    score = (
        _Density(F("vector"), every)
        + _Density(F("vector"), some) / Value(4.0)
        + Case(When(is_title, then=Value(_TITLE_BONUS)), default=Value(0.0))
    ) * _Freshness(F("published_at"))
    return entries.annotate(score=score).order_by("-score", *newest_first()).values_list("pk", flat=True)


def _all_of(leaves: list[TextLeaf]) -> str:
    """The tsquery that asks for every leaf."""
    return " & ".join(f"({literal})" for leaf in leaves if (literal := text_query(leaf)))


def _in_title(leaf: TextLeaf) -> TextLeaf:
    if isinstance(leaf, Near):
        return replace(leaf, left=replace(leaf.left, scope=Scope.TITLE), right=replace(leaf.right, scope=Scope.TITLE))
    return replace(leaf, scope=Scope.TITLE)
