"""What articles' stories are found by: their key terms, and links between articles that may tell of one event."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from django.db import connection
from django.db.models import Q

from articles.models import Article, CopyPair, Lexeme, SearchEntry, StoryLink, StoryTerms
from articles.similar.key_terms import NOTHING_COUNTED, ArchiveCounts, KeyTerm, Rarities, count_terms, key_terms
from articles.similar.story_groups import LINKED_FROM
from articles.similar.story_scores import FEWEST_SHARED, WINDOW, Telling, score_pair
from articles.store.rows import insert_rows

FEWEST_COUNTED: Final = 1_000  # articles whose counts say how rare a word is; before that the list of words says it
MOST_CANDIDATES: Final = 200  # articles that are compared with a new one
# Articles within the window that share a term: the index of times, or where that is too wide the GIN index of stems.
_CANDIDATES: Final = """
    SELECT mine.article_id, found.article_id
    FROM articles_storyterms AS mine
    CROSS JOIN LATERAL (
        SELECT other.article_id, (
            SELECT count(*) FROM unnest(other.stems) AS stem WHERE stem = ANY(mine.stems)
        ) AS shared
        FROM articles_storyterms AS other
        WHERE other.published_at BETWEEN mine.published_at - %(window)s AND mine.published_at + %(window)s
            AND other.stems && mine.stems AND other.article_id <> mine.article_id
        ORDER BY shared DESC, other.published_at, other.article_id LIMIT %(most)s
    ) AS found
    WHERE mine.article_id = ANY(%(ids)s) AND found.shared >= %(fewest)s
"""
_HUNDREDTHS: Final = 100


def keep_terms(article_ids: Collection[int]) -> set[int]:
    """Bring the key terms of these articles up to date; returns those that have any: public, and no folded copies."""
    entries = dict(SearchEntry.objects.canonical().filter(pk__in=article_ids).values_list("pk", "day"))
    StoryTerms.objects.filter(pk__in=set(article_ids) - entries.keys()).delete()
    rows = list(
        Article.objects.filter(pk__in=entries).values_list("pk", "title", "text", "published_at").order_by("pk")
    )
    counts = {pk: count_terms(title, text) for pk, title, text, _ in rows}
    rarities = Rarities(_archive_counts({stem for one in counts.values() for stem in one.stems}))
    insert_rows(
        [
            _row(pk, published_at if entries[pk] is not None else None, key_terms(counts[pk], rarities))
            for pk, _, _, published_at in rows
        ],
        replaced=("published_at", "stems", "rarities", "weights", "names", "in_title"),
    )
    return {pk for pk, *_ in rows}


def has_other_standing(article_ids: Collection[int]) -> set[int]:
    """Those of the articles that have terms though they are not counted, or are counted and have none."""
    counted = set(SearchEntry.objects.canonical().filter(pk__in=article_ids).values_list("pk", flat=True))
    return counted ^ set(StoryTerms.objects.filter(pk__in=article_ids).values_list("pk", flat=True))


def keep_links(article_ids: Collection[int]) -> set[int]:
    """Make the links of these articles anew, which have their terms; returns the articles linked before or now."""
    of_any = Q(first__in=article_ids) | Q(second__in=article_ids)
    before = StoryLink.objects.filter(of_any)
    concerned = {pk for pair in before.values_list("first", "second") for pk in pair}
    before.delete()
    pairs = _candidates(article_ids)
    tellings = _tellings({pk for pair in pairs for pk in pair})
    links = []
    for first, second in sorted(pairs):
        score = score_pair(tellings[first], tellings[second])
        if score >= LINKED_FROM:
            links.append(StoryLink(first_id=first, second_id=second, score=round(score, 6)))
    StoryLink.objects.bulk_create(links, batch_size=500)
    return concerned.union(*((link.first_id, link.second_id) for link in links))


def drop_links(article_ids: Collection[int]) -> set[int]:
    """Forget terms and links of articles that are about to go; returns the articles they were linked to."""
    of_any = Q(first__in=article_ids) | Q(second__in=article_ids)
    linked = {pk for pair in StoryLink.objects.filter(of_any).values_list("first", "second") for pk in pair}
    StoryLink.objects.filter(of_any).delete()
    StoryTerms.objects.filter(pk__in=article_ids).delete()
    return linked - set(article_ids)


def _archive_counts(stems: Collection[str]) -> ArchiveCounts:
    frequencies = Lexeme.objects.frequencies(stems)
    if frequencies.articles < FEWEST_COUNTED:
        return NOTHING_COUNTED
    return ArchiveCounts(articles=frequencies.articles, of_stem=frequencies.holding)


def _row(article_id: int, published_at: datetime | None, terms: Iterable[KeyTerm]) -> StoryTerms:
    terms = list(terms)
    return StoryTerms(
        article_id=article_id,
        published_at=published_at,
        stems=[term.stem for term in terms],
        rarities=[round(term.rarity * _HUNDREDTHS) for term in terms],
        weights=[round(term.weight * _HUNDREDTHS) for term in terms],
        names=[term.name for term in terms],
        in_title=[term.is_in_title for term in terms],
    )


def _candidates(article_ids: Collection[int]) -> set[tuple[int, int]]:
    """Pairs (lower id, higher) worth comparing, those apart of which one repeats the other's text."""
    values: dict[str, Any] = {
        "window": WINDOW,
        "most": MOST_CANDIDATES,
        "ids": list(article_ids),
        "fewest": FEWEST_SHARED,
    }
    with connection.cursor() as cursor:
        cursor.execute(_CANDIDATES, values)
        pairs = {(min(pair), max(pair)) for pair in cursor.fetchall()}
    if not pairs:
        return pairs
    copies = CopyPair.objects.filter(Q(shorter__in=article_ids) | Q(longer__in=article_ids))
    return pairs - {(min(pair), max(pair)) for pair in copies.values_list("shorter", "longer")}


def _tellings(article_ids: Collection[int]) -> Mapping[int, Telling]:
    """What articles with terms and a day are compared by."""
    tags: dict[int, tuple[list[int], list[int], list[int]]] = defaultdict(lambda: ([], [], []))
    entries = SearchEntry.objects.filter(pk__in=article_ids)
    for pk, *found in entries.values_list("pk", "company_ids", "topic_ids", "person_ids"):
        tags[pk] = (found[0], found[1], found[2])
    tellings = {}
    for row in StoryTerms.objects.filter(pk__in=article_ids, published_at__isnull=False):
        companies, topics, people = tags[row.pk]
        tellings[row.pk] = Telling(
            published_at=row.published_at,  # type: ignore[arg-type]  # filtered to those that have one
            terms=_terms(row),
            companies=frozenset(companies),
            topics=frozenset(topics),
            people=frozenset(people),
        )
    return tellings


def _terms(row: StoryTerms) -> tuple[KeyTerm, ...]:
    columns = zip(row.stems, row.rarities, row.weights, row.names, row.in_title, strict=True)
    return tuple(
        KeyTerm(
            stem=stem,
            rarity=rarity / _HUNDREDTHS,
            weight=weight / _HUNDREDTHS,
            name=name,
            is_in_title=is_in_title,
        )
        for stem, rarity, weight, name, is_in_title in columns
    )
