"""One tag given to thousands of articles, taken from them, or put back as it was: a batch by a statement each.

The rows of the act, by which it is undone, are written by the statement that changes the tags. A moment is compared as
a moment: PostgreSQL and Python write the same one differently.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, Final

from django.contrib.auth.models import AbstractBaseUser
from django.db import connection
from django.utils import timezone

from articles.models import CurationAct, CurationRow, Tagging
from articles.store.history import personal_write
from articles.store.search_entries import index_tags
from articles.store.taggings import Thing

TAG: Final = "tag"  # the sort of rows that say what became of a tag
CHANGED_SINCE: Final = "changed since"
GONE: Final = "no longer there"
# In the order in which the pipeline locks: articles before their tags.
LOCK: Final = "SELECT id FROM articles_article WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE"
# Rows by (article, thing), which is unique, and by the primary key.
_DECIDE: Final = """
    WITH old AS MATERIALIZED (
        SELECT * FROM articles_tagging WHERE article_id = ANY(%(ids)s) AND {column} = %(thing)s
    ), changed AS (
        UPDATE articles_tagging AS tag
        SET decision = %(decision)s, how = %(curator)s, doubt = NULL, decided_by_id = %(by)s, decided_at = %(now)s
        FROM old WHERE tag.id = old.id AND (old.decision, old.how) <> (%(decision)s, %(curator)s)
        RETURNING tag.article_id, jsonb_build_object('decision', old.decision, 'how', old.how, 'doubt', old.doubt,
            'decided_by_id', old.decided_by_id, 'decided_at', old.decided_at) AS before
    ), given AS (
        INSERT INTO articles_tagging ({column}, decision, how, decided_by_id, decided_at,
            role, confidence, evidence, evidence_field, article_id)
        SELECT %(thing)s, %(decision)s, %(curator)s, %(by)s, %(now)s, %(role)s, 1.0, '', %(field)s, article.id
        FROM articles_article AS article
        WHERE article.id = ANY(%(ids)s) AND %(adds)s AND NOT EXISTS (SELECT 1 FROM old WHERE article_id = article.id)
        RETURNING article_id, NULL::jsonb AS before
    ), told AS (
        SELECT * FROM changed UNION ALL SELECT * FROM given
    )
    INSERT INTO articles_curationrow (act_id, sort, article_id, subject, state, reason, before, after)
    SELECT %(act)s, %(sort)s, article_id, %(thing)s, %(noted)s, '',
        jsonb_build_object('thing', jsonb_build_array(%(kind)s::text, %(thing)s), 'tag', before),
        jsonb_build_object('thing', jsonb_build_array(%(kind)s::text, %(thing)s), 'tag', jsonb_build_object(
            'decision', %(decision)s::text, 'how', %(curator)s::text, 'doubt', NULL,
            'decided_by_id', %(by)s::int, 'decided_at', %(now)s::timestamptz))
    FROM told ORDER BY article_id
    RETURNING article_id
"""
_PUT_BACK: Final = """
    WITH wanted AS MATERIALIZED (
        SELECT kept.id, kept.article_id, kept.before -> 'tag' AS before, tag.id AS tag_id,
            (tag.decision, tag.how, tag.doubt, tag.decided_by_id, tag.decided_at) IS NOT DISTINCT FROM (
                kept.after #>> '{{tag,decision}}', kept.after #>> '{{tag,how}}',
                (kept.after #>> '{{tag,doubt}}')::float8, (kept.after #>> '{{tag,decided_by_id}}')::int,
                (kept.after #>> '{{tag,decided_at}}')::timestamptz) AS is_so
        FROM articles_curationrow AS kept
        LEFT JOIN articles_tagging AS tag ON tag.article_id = kept.article_id AND tag.{column} = %(thing)s
        WHERE kept.id = ANY(%(rows)s)
    ), removed AS (
        DELETE FROM articles_tagging AS tag USING wanted
        WHERE tag.id = wanted.tag_id AND wanted.is_so AND jsonb_typeof(wanted.before) = 'null'
    ), restored AS (
        UPDATE articles_tagging AS tag
        SET decision = wanted.before ->> 'decision', how = wanted.before ->> 'how',
            doubt = (wanted.before ->> 'doubt')::float8,
            decided_by_id = (SELECT id FROM auth_user WHERE id = (wanted.before ->> 'decided_by_id')::int),
            decided_at = (wanted.before ->> 'decided_at')::timestamptz
        FROM wanted
        WHERE tag.id = wanted.tag_id AND wanted.is_so AND jsonb_typeof(wanted.before) = 'object'
    )
    SELECT id, article_id, tag_id IS NOT NULL, is_so FROM wanted
"""


def decide_at_once(
    *, act: CurationAct, article_ids: Collection[int], thing: Thing, decision: str, by: AbstractBaseUser | None
) -> int:
    """A curator's word on one tag of many articles, written down with the act; returns how many it changed.

    To accept gives the tag to those that have none, and makes that of a rule the curator's. To reject takes it from
    those that have it or may get it; one that has no row for it is left alone.
    """
    kind = str(thing._meta.model_name)
    values = {
        "ids": list(article_ids),
        "thing": thing.pk,
        "kind": kind,
        "sort": TAG,
        "decision": str(decision),
        "adds": decision == Tagging.Decision.ACCEPTED,
        "curator": Tagging.How.CURATOR.value,
        "role": Tagging._meta.get_field("role").get_default().value,
        "field": Tagging._meta.get_field("evidence_field").get_default().value,
        "by": by.pk if by else None,
        "now": timezone.now(),
        "act": act.pk,
        "noted": CurationRow.State.CHANGED.value,
    }
    with personal_write(by):
        run(LOCK, [list(article_ids)])
        changed = [pk for (pk,) in run(_DECIDE.format(column=f"{kind}_id"), values)]
        index_tags(article_ids=changed)
    return len(changed)


def put_tag_back(*, thing: Thing, row_ids: Iterable[int], by: AbstractBaseUser | None) -> dict[int, str]:
    """Let the articles of an act's rows have the tag as it was before; `{row id: why it was left}` for the others."""
    wanted = list(row_ids)
    articles = CurationRow.objects.filter(pk__in=wanted).order_by().values_list("article_id", flat=True)
    with personal_write(by):
        run(LOCK, [list(articles)])
        query = _PUT_BACK.format(column=f"{thing._meta.model_name}_id")
        rows = run(query, {"thing": thing.pk, "rows": wanted})
        index_tags(article_ids=[article_id for _, article_id, _, is_so in rows if is_so])
    return {pk: CHANGED_SINCE if is_there else GONE for pk, _, is_there, is_so in rows if not is_so}


def run(query: str, values: Any) -> list[tuple[Any, ...]]:
    """Run a statement; returns its rows, none where it has none."""
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall() if cursor.description else []
    return rows
