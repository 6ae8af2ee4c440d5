"""Articles against the captures that they show, and everything that quotes an article against its text."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from typing import Final

from articles.documents import PARAGRAPH_BREAK
from articles.models import Article, ArticleVersion
from articles.pipeline import Rules, process, retag, stored_rules
from articles.store.mending import place_evidence, recount_words
from articles.verifying.check import Batch, Finding, RowCheck, by_sql

# A text that no curator touched is that of the version which the article shows.
_SHOWN: Final = """
    SELECT article.id, 'article ' || article.id,
           CASE WHEN version.id IS NULL THEN 'it shows no version of any capture'
                ELSE 'it does not say what its version ' || version.id || ' says' END
    FROM articles_article AS article
    LEFT JOIN articles_articleversion AS version ON version.article_id = article.id AND version.is_current
    WHERE article.id BETWEEN %(first)s AND %(last)s AND article.state <> 'hidden'
      AND (version.id IS NULL
           OR version.text <> article.text AND article.restored = '[]' AND NOT 'text' = ANY(article.curated_fields)
           OR version.title <> article.title AND NOT 'title' = ANY(article.curated_fields))
    ORDER BY article.id
"""
_SPANS: Final = """
    WITH texts AS MATERIALIZED (
        SELECT id, title, text FROM articles_article WHERE id BETWEEN %(first)s AND %(last)s
    )
    SELECT texts.id, 'article ' || texts.id, 'mention ' || mention.id || ' does not quote what stands at its place'
    FROM texts JOIN articles_mention AS mention ON mention.article_id = texts.id
    WHERE substr(CASE mention.field WHEN 'title' THEN title ELSE text END, mention.start + 1,
                 mention."end" - mention.start) <> mention.surface
    UNION ALL
    SELECT texts.id, 'article ' || texts.id, 'the evidence of tag ' || tag.id || ' does not stand at its place'
    FROM texts JOIN articles_tagging AS tag ON tag.article_id = texts.id
    WHERE tag.evidence_start IS NOT NULL
      AND substr(CASE tag.evidence_field WHEN 'title' THEN title ELSE text END, tag.evidence_start + 1,
                 length(tag.evidence)) <> tag.evidence
    UNION ALL
    SELECT texts.id, 'article ' || texts.id, 'a sentence of tag ' || tag.id || ' lies outside its text'
    FROM texts JOIN articles_tagging AS tag ON tag.article_id = texts.id
    WHERE EXISTS (
        SELECT FROM jsonb_array_elements(tag.sentences) AS one
        WHERE NOT ((one->>1)::int BETWEEN 0 AND (one->>2)::int - 1
                   AND (one->>2)::int <= length(CASE one->>0 WHEN 'title' THEN title ELSE text END))
    )
    UNION ALL
    SELECT texts.id, 'article ' || texts.id, 'the sentence of candidate ' || sighting.candidate_id || ' is not in it'
    FROM texts JOIN articles_candidatesighting AS sighting ON sighting.article_id = texts.id
    WHERE strpos(text, sighting.sentence) = 0 AND strpos(title, sighting.sentence) = 0
    ORDER BY 1, 3
"""


@cache
def _rules() -> Rules:
    """The archive's rules, read once and only where something is to be mended."""
    return stored_rules()


def _show_again(ids: Collection[int]) -> None:
    captures = ArticleVersion.objects.filter(article__in=ids, is_latest=True).values_list("capture", flat=True)
    for capture_id in sorted(set(captures)):
        process(capture_id, rules=_rules())


def _quote_again(ids: Collection[int]) -> None:
    retag(sorted(ids), rules=_rules())
    place_evidence(article_ids=ids)  # of curators' tags, which no rule makes anew


def _look_at_words(batch: Batch) -> list[Finding]:
    rows = Article.objects.filter(pk__range=(batch.first, batch.last)).order_by("pk")
    found: list[Finding] = []
    for pk, text, words, kinds in rows.values_list("pk", "text", "word_count", "paragraph_kinds").iterator():
        counted = len(text.split())
        if counted != words:
            found.append(Finding(subject=f"article {pk}", problem=f"it has {counted} words, not {words}", pk=pk))
        if kinds and len(kinds) != len(text.split(PARAGRAPH_BREAK)):
            problem = "its paragraphs are not as many as their kinds"
            found.append(Finding(subject=f"article {pk}", problem=problem, pk=pk))
    return found


def _recount(ids: Collection[int]) -> None:
    recount_words(article_ids=ids)


SHOWN: Final = RowCheck(
    name="versions",
    tells="every public article says what the version of the capture that it shows says, curators' edits apart",
    table="articles_article",
    finds=by_sql(_SHOWN),
    mends=_show_again,
    size=500,
)
WORDS: Final = RowCheck(
    name="words",
    tells="words and paragraphs are counted right",
    table="articles_article",
    finds=_look_at_words,
    mends=_recount,
    size=500,
)
SPANS: Final = RowCheck(
    name="spans",
    tells="mentions, evidence and sentences stand in the text at the place they name",
    table="articles_article",
    finds=by_sql(_SPANS),
    mends=_quote_again,
    size=500,
)
