"""The copies of articles as pages show them: who else has the text, and when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import F, Value

from articles.models import Article, CopyPair, Fingerprint
from articles.models.article import ArticleQuerySet
from articles.search.dates import KnownDate, known_date
from articles.search.listed import Listed
from articles.search.prepared import array_literal, prepared_cursor

_MOST_SHOWN = 400  # copies of all rows of a page together
_MOST_RELATED = 12
_COLUMNS = (
    "title", "slug", "state", "published_at", "published_precision", "published_basis", "published_is_inferred",
    "published_evidence",
)  # fmt: skip
_LISTED = Listed(*_COLUMNS)
# Index scans by some twenty ids: of groups by canonical article, of fingerprints by group, of articles.
_COPIES = f"""
    SELECT {_LISTED.columns}, g.canonical_id
    FROM articles_copygroup g
    JOIN articles_fingerprint f ON f.group_id = g.id
    JOIN articles_article a ON a.id = f.article_id
    LEFT JOIN articles_source s ON s.id = a.source_id
    WHERE g.canonical_id = ANY(%(ids)s::integer[]) AND a.id <> g.canonical_id AND a.state <> %(hidden)s
    ORDER BY g.canonical_id, a.published_at ASC NULLS LAST, a.id LIMIT %(most)s::integer
"""  # noqa: S608  # columns of our own


@dataclass(frozen=True, slots=True)
class Copy:
    """An article that has a text too. `is_canonical` where it stands for its copies in results."""

    article: Article
    date: KnownDate
    is_canonical: bool = False

    @property
    def number(self) -> str:
        """The number of its article, for ids on a page."""
        return str(self.article.pk)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Who had the text of an article when, earliest first, the article itself among them, and who has a part of it.

    Both are empty where nobody else has any of it.
    """

    copies: tuple[Copy, ...] = ()
    overlapping: tuple[Copy, ...] = ()


def copies_of(canonical_ids: Collection[int]) -> dict[int, list[Copy]]:
    """`{id of a canonical article: the copies folded under it, earliest first}`, in one query."""
    with prepared_cursor() as cursor:
        ids = array_literal(canonical_ids)
        cursor.execute(_COPIES, {"ids": ids, "hidden": Article.State.HIDDEN, "most": _MOST_SHOWN})
        rows = cursor.fetchall()
    found: dict[int, list[Copy]] = defaultdict(list)
    for row, article in zip(rows, _LISTED.articles(rows), strict=True):
        found[row[_LISTED.width]].append(Copy(article, known_date(article)))
    return found


def spread_of(article: Article) -> Spread:
    """The copies of one article: one query where there are none, else two."""
    group = Fingerprint.objects.filter(pk=article.pk, group__isnull=False)
    members = Fingerprint.objects.filter(group__in=group.values("group")).annotate(same=Value(True))
    longer = CopyPair.objects.filter(shorter=article).annotate(same=Value(False))
    shorter = CopyPair.objects.filter(longer=article).annotate(same=Value(False))
    kinds: dict[int, bool] = {}
    for pk, is_same in members.values_list("article_id", "same").union(
        longer.values_list("longer_id", "same"), shorter.values_list("shorter_id", "same"), all=True
    ):
        kinds[pk] = kinds.get(pk, False) or is_same
    if not kinds:
        return Spread()
    rows = (
        _articles()
        .filter(pk__in=list(kinds))
        .annotate(canonical=F("fingerprint__group__canonical"))
        .order_by(F("published_at").asc(nulls_last=True), "pk")
    )
    found = [Copy(one, known_date(one), _canonical(one) == one.pk) for one in rows]
    return Spread(
        copies=tuple(one for one in found if kinds[one.article.pk]),
        overlapping=tuple(one for one in found if not kinds[one.article.pk])[:_MOST_RELATED],
    )


def _articles() -> ArticleQuerySet:
    return Article.objects.public().select_related("source").only(*_COLUMNS, "source__name", "source__slug")


def _canonical(article: Article) -> int:
    """The annotation that both queries make; 0 where the article is in no group."""
    return getattr(article, "canonical", None) or 0
