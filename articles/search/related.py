"""Articles like one: those that share its rare words, companies and topics, ranked in PostgreSQL."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import Any, Final

from django.db import connection
from django.db.models import Q

from articles.models import Article, CopyPair, Fingerprint, StoryMember, StoryTerms
from articles.search.dates import KnownDate, known_date

SHOWN: Final = 6
LOOKED_UP: Final = 8  # of the article's terms, the weightiest; a candidate has two of them
_POOL: Final = 400  # candidates that are ranked
_COMPANY: Final = 300  # what a company in common is worth, in hundredths as the rarities of words are
_TOPIC: Final = 100
_COLUMNS: Final = (
    "title", "slug", "state", "language", "published_at", "published_precision", "published_basis",
    "published_is_inferred", "published_evidence", "source__name", "source__slug",
)  # fmt: skip
# Candidates by the GIN index of stems, two stems at a time, so that no common word is ever read through; then the pool
# is ranked by the rarity of all terms in common and by companies and topics.
_RELATED: Final = """
    WITH pool AS MATERIALIZED (
        SELECT article_id, stems FROM articles_storyterms
        WHERE ({pairs}) AND article_id <> ALL(%(excluded)s)
        LIMIT %(pool)s
    )
    SELECT pool.article_id
    FROM pool
    JOIN articles_searchentry AS entry ON entry.article_id = pool.article_id
    LEFT JOIN articles_searchentry AS mine ON mine.article_id = %(article)s
    CROSS JOIN LATERAL (
        SELECT sum(term.rarity) AS words
        FROM unnest(%(stems)s::text[], %(rarities)s::int[]) AS term (stem, rarity)
        WHERE term.stem = ANY(pool.stems)
    ) AS shared
    ORDER BY
        shared.words
        + %(company)s * (SELECT count(*) FROM unnest(entry.company_ids) AS one WHERE one = ANY(mine.company_ids))
        + %(topic)s * (SELECT count(*) FROM unnest(entry.topic_ids) AS one WHERE one = ANY(mine.topic_ids)) DESC,
        entry.published_at DESC NULLS LAST, pool.article_id DESC
    LIMIT %(shown)s
"""
_PAIR: Final = "stems @> ARRAY[%({one})s, %({other})s]::text[]"


@dataclass(frozen=True, slots=True)
class Related:
    """An article like another."""

    article: Article
    date: KnownDate

    @property
    def number(self) -> str:
        """The number of its article, for ids on a page."""
        return str(self.article.pk)


def related_to(article: Article) -> tuple[Related, ...]:
    """The public articles most like one, its copies and the rest of its story left out; the most alike first."""
    counted = Fingerprint.objects.filter(pk=article.pk).values_list("group__canonical", flat=True).first() or article.pk
    terms = StoryTerms.objects.filter(pk=counted).only("stems", "rarities").first()
    if terms is None or len(terms.stems) < 2:
        return ()
    ids = related_ids(terms, excluded=_excluded(counted))
    articles = Article.objects.public().filter(pk__in=ids).select_related("source").only(*_COLUMNS)
    found = {one.pk: one for one in articles}
    return tuple(Related(found[pk], known_date(found[pk])) for pk in ids if pk in found)


def related_ids(terms: StoryTerms, *, excluded: list[int]) -> list[int]:
    """The ids of the articles most like the one with these terms, those in `excluded` left out."""
    names = [f"stem{number}" for number in range(min(LOOKED_UP, len(terms.stems)))]
    pairs = " OR ".join(_PAIR.format(one=one, other=other) for one, other in combinations(names, 2))
    values: dict[str, Any] = {
        **dict(zip(names, terms.stems, strict=False)),
        "stems": terms.stems,
        "rarities": terms.rarities,
        "excluded": excluded,
        "article": terms.pk,
        "company": _COMPANY,
        "topic": _TOPIC,
        "pool": _POOL,
        "shown": SHOWN,
    }
    with connection.cursor() as cursor:
        cursor.execute(_RELATED.format(pairs=pairs), values)
        return [pk for (pk,) in cursor.fetchall()]


def _excluded(article_id: int) -> list[int]:
    """The article, those that share its text, and those of its story."""
    pairs = CopyPair.objects.filter(Q(shorter=article_id) | Q(longer=article_id)).values_list("shorter", "longer")
    story = StoryMember.objects.filter(pk=article_id).values("story")
    members = StoryMember.objects.filter(story__in=story).values_list("pk", flat=True)
    return sorted({article_id, *members, *(pk for pair in pairs for pk in pair)})
