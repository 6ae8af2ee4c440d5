"""The order of results, a page at a time.

By date the index does the work. By relevance a bounded pool is ranked, the articles whose title matches and the newest
matches; what the pool does not hold follows it by date, so that no article stands on two pages.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.db.models import BooleanField, F, FloatField, Func, Q, QuerySet, Value
from django.db.models.expressions import OrderBy

from articles.models import SearchEntry
from articles.query.match import text_leaves
from articles.query.tree import Near, Node, Scope, TextLeaf
from articles.search.filters import NEWEST, OLDEST
from articles.search.matching import TextQuery, text_query

TITLE_POOL = 500
NEWEST_POOL = 2_000
_SHORTEST_SCORE = 1e-6

Entries = QuerySet[SearchEntry]


@dataclass(frozen=True, slots=True)
class RankedPage:
    """The article ids of one page; `is_pooled` where there were more matches than are ranked."""

    ids: tuple[int, ...]
    is_pooled: bool = False


class _VectorMatches(Func):
    """`vector @@ tsquery`, the tsquery given as a parameter."""

    template = "(%(expressions)s)"
    arg_joiner = " @@ "
    output_field = BooleanField()  # type: ignore[assignment]  # django-stubs types it as a cached property


class _Relevance(Func):
    """Cover density of a tsquery, title over lead over author and body, times a mild favour for the newer.

    Weights are given in PostgreSQL's order D, C, B, A. Normalisation 1 divides by 1 + the logarithm of the length. An
    article loses up to a fifth with the years between it and the newest day on which the archive was asked; the undated
    count as old.
    """

    template = (
        "ts_rank_cd('{0.1, 0.2, 0.4, 1.0}', %(expressions)s, 1)"
        " * (0.8 + 0.2 * coalesce(exp(-extract(epoch from (now() - published_at)) / 157788000.0), 0))"
    )
    output_field = FloatField()  # type: ignore[assignment]  # django-stubs types it as a cached property


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
        chosen |= Q(pk__in=newest.filter(_VectorMatches(F("vector"), TextQuery(Value(in_title))))[:TITLE_POOL])
    return SearchEntry.objects.filter(chosen)


def _ranked(entries: Entries, tree: Node) -> QuerySet[SearchEntry, int]:
    """Ids, the best first. Where not every word has to match (OR), the words that do match count."""
    every = TextQuery(Value(_all_of(list(text_leaves(tree)))))
    some = TextQuery(Value(text_query(tree) or ""))
    score = _Relevance(F("vector"), every) + _Relevance(F("vector"), some) / Value(4.0)
    return entries.annotate(score=score).order_by("-score", *newest_first()).values_list("pk", flat=True)


def _all_of(leaves: list[TextLeaf]) -> str:
    """The tsquery that asks for every leaf."""
    return " & ".join(f"({literal})" for leaf in leaves if (literal := text_query(leaf)))


def _in_title(leaf: TextLeaf) -> TextLeaf:
    if isinstance(leaf, Near):
        return replace(leaf, left=replace(leaf.left, scope=Scope.TITLE), right=replace(leaf.right, scope=Scope.TITLE))
    return replace(leaf, scope=Scope.TITLE)
