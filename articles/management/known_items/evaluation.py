"""The archive's own search and its peer, asked the same."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Final

from django.http import QueryDict

from articles.management.duplicates.stories import Story
from articles.management.known_items.queries import KINDS, KnownItem
from articles.models import Article
from articles.search.filters import EntryFilterSet
from articles.search.instead import search_instead
from articles.search.ranking import page_of_ids
from articles.search.selecting import selection
from articles.search.suggest import spelling_suggestions
from articles.store.history import machine_write
from articles.store.lexemes import refresh_lexemes
from articles.store.search_entries import index_articles

DEPTH: Final = 100  # results looked through; an article further down counts as not found
_LOADED_AT_A_TIME: Final = 1_000
_WORD: Final = re.compile(r"\w+")

Search = Callable[[str], list[int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Reciprocal ranks of one engine by kind of query, the queries it lost, and what a query took (seconds)."""

    ranks: dict[str, list[float]]
    missed: tuple[tuple[KnownItem, float], ...]
    seconds: float

    def mean(self, kind: str = "") -> float:
        """The mean reciprocal rank of one kind of query, or of all."""
        found = self.ranks[kind] if kind else [rank for ranks in self.ranks.values() for rank in ranks]
        return sum(found) / len(found) if found else 0.0


def load_stories(stories: Sequence[Story]) -> dict[int, int]:
    """Write stories as undated articles into the (empty) archive and index them: `{article id: story number}`."""
    numbers: dict[int, int] = {}
    for start in range(0, len(stories), _LOADED_AT_A_TIME):
        batch = stories[start : start + _LOADED_AT_A_TIME]
        with machine_write():
            articles = Article.objects.bulk_create(
                [
                    Article(
                        title=story.title,
                        slug=f"story-{story.number}",
                        text=story.text,
                        word_count=len(story.text.split()),
                        language="en",
                    )
                    for story in batch
                ]
            )
            index_articles(article_ids=[article.pk for article in articles])
        numbers |= {article.pk: story.number for article, story in zip(articles, batch, strict=True)}
    refresh_lexemes(rebuild=True)
    return numbers


def archive_search(numbers: dict[int, int]) -> Search:
    """The archive's search as its page carries it out, without the page: `{words: story numbers, the best first}`."""

    def search(words: str) -> list[int]:
        parameters = QueryDict(mutable=True)
        parameters["q"] = words
        filterset = EntryFilterSet(parameters)
        selected = selection(filterset)
        if not selected.count:
            instead = search_instead(filterset, spelling_suggestions(filterset))
            if instead is None:
                return []
            filterset, selected = instead.filterset, selection(instead.filterset)
        page = page_of_ids(selected, tree=filterset.parsed.tree, order=filterset.order, start=0, stop=DEPTH)
        return [numbers[pk] for pk in page.ids if pk in numbers]

    return search


def peer_search(stories: Sequence[Story]) -> Search:
    """Tantivy's search, given the words alone: it has no operators that a title could set off by accident."""
    from articles.management.known_items.peer import Peer  # a package of the tests, not of the archive

    peer = Peer(stories)
    return lambda words: peer.search(" ".join(_WORD.findall(words)), limit=DEPTH)


def measure(search: Search, items: Iterable[KnownItem]) -> Measured:
    """Ask every query and note how far up its story came."""
    ranks: dict[str, list[float]] = defaultdict(list, {kind: [] for kind in KINDS})
    missed = []
    started = monotonic()
    asked = 0
    for item in items:
        found = search(item.query)
        rank = 1 / (found.index(item.number) + 1) if item.number in found else 0.0
        ranks[item.kind].append(rank)
        asked += 1
        if rank < 0.5:
            missed.append((item, rank))
    return Measured(ranks=dict(ranks), missed=tuple(missed), seconds=(monotonic() - started) / max(asked, 1))
