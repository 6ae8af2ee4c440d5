"""What helps where nothing was found: which filter stands in the way, and how a word may have been meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import connection, transaction
from django.http import QueryDict

from articles.models import Article, CompanyAlias
from articles.query.match import text_leaves
from articles.query.tree import Node, Word
from articles.query.words import fold, surfaces
from articles.search.filters import EntryFilterSet
from articles.search.parameters import FACETS, excluding
from articles.search.state import State

_WORDS_TRIED = 3
_TITLES_READ = 40
_LEAST_SIMILAR = "0.4"  # of trigrams within a title; PostgreSQL's own 0.6 misses a letter lost from a short word
_LESS_ALIKE = "SELECT set_config('pg_trgm.word_similarity_threshold', %s, true)"
_LEAST_ALIKE = 0.7  # of letters, as difflib counts
_SHORTEST_WORD = 4


@dataclass(frozen=True, slots=True)
class Way:
    """A filter without which there are results: its name in words, how many, and the address."""

    label: str
    count: int
    query: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The search with a word spelt as the archive spells it: its words, how many results, and the address."""

    text: str
    count: int
    query: str


def ways_out(filterset: EntryFilterSet) -> tuple[Way, ...]:
    """The filters that block: each whose removal alone gives results, the most results first; none where one is on."""
    state = filterset.state
    if len(state.dropping_all("sort").pairs) < 2:
        return ()
    found = [
        Way(label, count, state.dropping_all(name).query)
        for name, label in _filters_on(filterset)
        if (count := filterset.entries(lifting=(name,)).count())
    ]
    return tuple(sorted(found, key=lambda way: -way.count))


def spelling_suggestions(filterset: EntryFilterSet) -> tuple[Suggestion, ...]:
    """Searches with one word respelt, each of which finds something under the same filters."""
    text = filterset.chosen["q"]
    found = []
    for word in _plain_words(filterset.parsed.tree)[:_WORDS_TRIED]:
        for spelling in _spellings(word):
            respelt = text.replace(word, spelling)
            suggested = _with_text(filterset.state, respelt)
            count = EntryFilterSet(QueryDict(suggested.query.removeprefix("?"))).entries().count()
            if count:
                found.append(Suggestion(respelt, count, suggested.query))
    return tuple(sorted(found, key=lambda suggestion: -suggestion.count)[:3])


def _filters_on(filterset: EntryFilterSet) -> Iterable[tuple[str, str]]:
    """(parameter, words) of everything that narrows the search."""
    if filterset.chosen["q"]:
        yield "q", f"the words “{filterset.chosen['q']}”"
    for facet in FACETS:
        named = filterset.named(facet.name)
        for name, joint in ((facet.name, " or "), (excluding(facet.name), " and ")):
            slugs = filterset.chosen[name]
            if slugs:
                labels = joint.join(named[slug].label for slug in slugs)
                yield name, f"{facet.legend}: {'' if name == facet.name else 'not '}{labels}"
    for name, word in (("since", "From"), ("until", "To")):
        if filterset.chosen[name]:
            yield name, f"{word}: {filterset.chosen[name].isoformat()}"


def _plain_words(tree: Node) -> list[str]:
    return [
        leaf.text
        for leaf in text_leaves(tree)
        if isinstance(leaf, Word) and not leaf.is_prefix and len(leaf.text) >= _SHORTEST_WORD
    ]


def _spellings(word: str) -> list[str]:
    """Words of the archive's titles and company names that look like `word`, the likest first."""
    titles = (
        Article.objects.public()
        .filter(title__trigram_word_similar=word)
        .annotate(alike=TrigramWordSimilarity(fold(word), "title"))
        .order_by("-alike", "pk")
        .values_list("title", flat=True)[:_TITLES_READ]
    )
    aliases = (
        CompanyAlias.objects.filter(text__trigram_word_similar=word)
        .order_by("pk")
        .values_list("text", flat=True)[:_TITLES_READ]
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_LESS_ALIKE, [_LEAST_SIMILAR])
        texts = [*titles, *aliases]
    candidates = {fold(found): found for text in texts for found in surfaces(text)}
    candidates.pop(fold(word), None)
    alike = difflib.get_close_matches(fold(word), candidates, n=2, cutoff=_LEAST_ALIKE)
    return [candidates[key].lower() for key in alike]


def _with_text(state: State, text: str) -> State:
    return State(tuple((name, text if name == "q" else value) for name, value in state.pairs))
