"""What helps where nothing was found: which filter stands in the way, and how a word may have been meant."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, product

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import connection, transaction
from django.http import QueryDict

from articles.models import Article, CompanyAlias, Lexeme
from articles.query.synonyms import as_typed
from articles.query.tree import Node, Word, text_leaves
from articles.query.words import fold, parts_of, surfaces
from articles.search.filters import EntryFilterSet
from articles.search.parameters import FACETS, HOW_SHOWN, STORY, excluding
from articles.search.selecting import selection
from articles.search.spelling import respellings

WORDS_TRIED = 3
SPELLINGS_TRIED = 4  # of a word
SEARCHES_TRIED = 8
SUGGESTIONS_SHOWN = 3
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
    """The filters that block: each whose removal alone gives results, the most results first; none where one is on.

    Where several block together, so that no single one is to blame, all of them count as one.
    """
    state = filterset.state
    if len(state.dropping_all(*HOW_SHOWN).pairs) < 2:
        return ()
    found = [
        Way(label, count, state.dropping_all(name).query)
        for name, label in _filters_on(filterset)
        if (count := selection(filterset, lifting=(name,)).count)
    ]
    names = [name for name, _ in _filters_on(filterset) if name != "q"]
    blocks_together = len(names) > 1 and all(
        way.query != state.dropping_all(name).query for way in found for name in names
    )
    if blocks_together and (count := selection(filterset, lifting=names).count):
        found.append(Way("all filters", count, state.dropping_all(*names).query))
    return tuple(sorted(found, key=lambda way: -way.count))


def spelling_suggestions(filterset: EntryFilterSet) -> tuple[Suggestion, ...]:
    """Searches with words respelt as the archive spells them, each of which finds something under the same filters.

    Where the archive has never heard of some words, these are respelt together; where it knows them all, the rarest is,
    as a commoner word.
    """
    found: dict[str, Suggestion] = {}
    for text in islice(_respelt_texts(filterset), SEARCHES_TRIED):
        suggested = with_text(filterset, text)
        count = selection(suggested).count
        if count:
            found[text] = Suggestion(text, count, suggested.state.query)
        if len(found) == SUGGESTIONS_SHOWN:
            break
    return tuple(found.values())


def with_text(filterset: EntryFilterSet, text: str) -> EntryFilterSet:
    """The same search with other words."""
    state = filterset.state.replacing("q", text)
    return EntryFilterSet(QueryDict(state.query.removeprefix("?")))


def unknown_words(filterset: EntryFilterSet) -> list[str]:
    """The plain words of a search that no article of the archive holds, as they were typed."""
    return [word for word, known in _plain_words(filterset.parsed.tree) if not known]


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
    if filterset.chosen[STORY]:
        yield STORY, f"Story: {filterset.asked_story.label}"
    for name, word in (("since", "From"), ("until", "To")):
        if filterset.chosen[name]:
            yield name, f"{word}: {filterset.chosen[name].isoformat()}"


def _respelt_texts(filterset: EntryFilterSet) -> Iterator[str]:
    """The words of a search in likely other spellings, the likeliest first."""
    text: str = filterset.chosen["q"]
    words = _plain_words(filterset.parsed.tree)
    unknown = [word for word, known in words if not known]
    if unknown:
        spellings = [spell(word) or [word] for word in unknown[:WORDS_TRIED]]
        chosen = sorted(product(*map(enumerate, spellings)), key=lambda choice: sum(rank for rank, _ in choice))
        changes = [
            [(word, spelling) for word, (_, spelling) in zip(unknown, choice, strict=False)] for choice in chosen
        ]
    else:
        rarest = sorted(words, key=lambda pair: pair[1])[:WORDS_TRIED]
        changes = [[(word, spelling)] for word, _ in rarest for spelling in spell(word)[:2]]
    for change in changes:
        respelt = text
        for word, spelling in change:
            respelt = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", spelling, respelt)
        if respelt != text:
            yield respelt


def spell(word: str) -> list[str]:
    """Other spellings of a word: from the counted words of the archive, else from company names and newest titles."""
    return respellings(word, most=SPELLINGS_TRIED) or _spellings_in_names(word)


def _plain_words(tree: Node) -> list[tuple[str, int]]:
    """The words that stand by themselves, each with the number of articles counted that hold it in any form."""
    words = [
        leaf.text
        for leaf in text_leaves(as_typed(tree))
        if isinstance(leaf, Word) and not leaf.is_prefix and len(leaf.text) >= _SHORTEST_WORD
    ]
    forms = {word: parts[0].stem for word in words if len(parts := parts_of(word)) == 1}
    holding = Lexeme.objects.frequencies(forms.values()).holding if forms else {}
    return [(word, holding.get(stem, 0)) for word, stem in forms.items()]


def _spellings_in_names(word: str) -> list[str]:
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
