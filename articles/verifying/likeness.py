"""Copies and stories against the articles."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from articles.models import Article, Fingerprint
from articles.similar.comparison import profile_text
from articles.similar.fingerprint import sketch_shingles
from articles.store.mending import drop_pairs, find_copies_again, regroup_copies
from articles.store.stories import join_stories, refresh_stories
from articles.verifying.check import Batch, Finding, RowCheck, by_sql

_TURNED_ROUND: Final = """
    SELECT print.article_id, 'article ' || print.article_id, 'the hashes that it is found by are not its fingerprint''s'
    FROM articles_fingerprint AS print
    LEFT JOIN LATERAL (
        SELECT array_agg(hash ORDER BY hash) AS hashes FROM articles_sketchhash AS one
        WHERE one.article_id = print.article_id
    ) AS kept ON true
    WHERE print.article_id BETWEEN %(first)s AND %(last)s AND coalesce(kept.hashes, '{}') <> print.hashes
    ORDER BY 1
"""
_GROUPS: Final = """
    SELECT kept.canonical_id, 'copies ' || kept.id,
           CASE WHEN member.group_id IS DISTINCT FROM kept.id THEN 'the one that stands for them is none of them'
                ELSE 'there is one alone' END
    FROM articles_copygroup AS kept
    LEFT JOIN articles_fingerprint AS member ON member.article_id = kept.canonical_id
    WHERE kept.id BETWEEN %(first)s AND %(last)s
      AND (member.group_id IS DISTINCT FROM kept.id
           OR NOT EXISTS (SELECT FROM articles_fingerprint AS other
                          WHERE other.group_id = kept.id AND other.article_id <> kept.canonical_id))
    ORDER BY 1
"""
_PAIRS: Final = """
    SELECT pair.id, 'copies ' || pair.shorter_id || ' and ' || pair.longer_id, 'one of the two is hidden or gone'
    FROM articles_copypair AS pair
    WHERE pair.id BETWEEN %(first)s AND %(last)s
      AND (NOT EXISTS (SELECT FROM articles_fingerprint AS one WHERE one.article_id = pair.shorter_id)
           OR NOT EXISTS (SELECT FROM articles_fingerprint AS one WHERE one.article_id = pair.longer_id))
    ORDER BY 1
"""
_TELLINGS: Final = """
    SELECT article.id, 'article ' || article.id,
           CASE WHEN entry.article_id IS NULL AND member.article_id IS NOT NULL
                THEN 'it is in a story though it is hidden or a copy of another'
                WHEN entry.article_id IS NULL THEN 'it is looked for in stories though it is hidden or a copy'
                ELSE 'nothing finds the story that it may belong to' END
    FROM articles_article AS article
    LEFT JOIN articles_searchentry AS entry ON entry.article_id = article.id AND entry.is_canonical
    LEFT JOIN articles_storyterms AS terms ON terms.article_id = article.id
    LEFT JOIN articles_storymember AS member ON member.article_id = article.id
    WHERE article.id BETWEEN %(first)s AND %(last)s
      AND ((entry.article_id IS NULL) <> (terms.article_id IS NULL)
           OR entry.article_id IS NULL AND member.article_id IS NOT NULL)
    ORDER BY 1
"""
_STORIES: Final = """
    SELECT story.id, 'story ' || story.id,
           CASE WHEN story.merged_into_id IS NOT NULL THEN 'it was joined to another and has articles'
                WHEN told.articles <> story.article_count
                THEN 'it has ' || told.articles || ' articles, not ' || story.article_count
                ELSE 'it begins or ends with another article' END
    FROM articles_story AS story
    CROSS JOIN LATERAL (
        SELECT count(*) AS articles, min(article.published_at) AS starts_at, max(article.published_at) AS ends_at
        FROM articles_storymember AS member JOIN articles_article AS article ON article.id = member.article_id
        WHERE member.story_id = story.id
    ) AS told
    WHERE story.id BETWEEN %(first)s AND %(last)s
      AND (told.articles <> story.article_count OR told.starts_at IS DISTINCT FROM story.starts_at
           OR told.ends_at IS DISTINCT FROM story.ends_at OR story.merged_into_id IS NOT NULL AND told.articles > 0)
    ORDER BY 1
"""


def _look_at_fingerprints(batch: Batch) -> list[Finding]:
    kept = dict(Fingerprint.objects.filter(pk__gte=batch.first, pk__lte=batch.last).values_list("pk", "hashes"))
    rows = Article.objects.filter(pk__range=(batch.first, batch.last)).order_by("pk")
    found: dict[int, str] = {}
    for pk, state, text in rows.values_list("pk", "state", "text").iterator():
        hashes = kept.pop(pk, None)
        if state == Article.State.HIDDEN:
            if hashes is not None:
                found[pk] = "it is hidden and can be found as a copy"
        elif hashes is None:
            found[pk] = "it was never compared with others"
        elif sketch_shingles(profile_text(text).shingles).hashes.tolist() != hashes:
            found[pk] = "its fingerprint is not that of its text"
    return [Finding(subject=f"article {pk}", problem=problem, pk=pk) for pk, problem in found.items()]


def _find_again(ids: Collection[int]) -> None:
    find_copies_again(article_ids=ids)


def _regroup(ids: Collection[int]) -> None:
    regroup_copies(article_ids=ids)


def _join(ids: Collection[int]) -> None:
    join_stories(article_ids=ids)


def _refresh(ids: Collection[int]) -> None:
    refresh_stories(ids)


def _drop(ids: Collection[int]) -> None:
    drop_pairs(pair_ids=ids)


COPIES: Final = (
    RowCheck(
        name="fingerprints",
        tells="every public article has the fingerprint of its text, no hidden one has any",
        table="articles_article",
        finds=_look_at_fingerprints,
        mends=_find_again,
        size=500,
    ),
    RowCheck(
        name="hashes",
        tells="copies are looked for by the hashes of the fingerprints",
        table="articles_fingerprint",
        key="article_id",
        finds=by_sql(_TURNED_ROUND),
        mends=_find_again,
    ),
    RowCheck(
        name="pairs",
        tells="copies are copies of public articles",
        table="articles_copypair",
        finds=by_sql(_PAIRS),
        mends=_drop,
    ),
    RowCheck(
        name="copies",
        tells="every group of copies has one that stands for it, and further ones",
        table="articles_copygroup",
        finds=by_sql(_GROUPS),
        mends=_regroup,
    ),
)
STORIES: Final = (
    RowCheck(
        name="tellings",
        tells="what is counted is looked for in stories, what is hidden or a copy is in none",
        table="articles_article",
        finds=by_sql(_TELLINGS),
        mends=_join,
    ),
    RowCheck(
        name="stories",
        tells="stories have the number and the span of their articles",
        table="articles_story",
        finds=by_sql(_STORIES),
        mends=_refresh,
    ),
)
