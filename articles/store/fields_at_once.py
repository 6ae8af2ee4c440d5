"""One field of thousands of articles set by a curator, or put back as it was: a batch by a statement each.

For the fields whose columns are numbers and words alone and of which no text depends: source, kind and state. The rows
of the act, by which it is undone, are written by the statement that changes the articles.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone

from articles.models import Article, CurationAct, CurationRow
from articles.store.articles import CURATED_COLUMNS
from articles.store.edits import bring_in_line
from articles.store.history import personal_write
from articles.store.tags_at_once import CHANGED_SINCE, GONE, LOCK, run
from articles.store.waiting_words import words_gathered

FIELDS: Final = "fields"  # the sort of rows that say what became of fields
SET_AT_ONCE: Final = frozenset({"source", "kind", "state"})
_IN_LINE: Final = 500  # articles folded, indexed and joined at a time, where they are hidden or shown again
_TYPES: Final = {"source_id": "int"}
# By the primary key.
_SET: Final = """
    WITH old AS MATERIALIZED (
        SELECT id, curated_fields, {columns} FROM articles_article
        WHERE id = ANY(%(ids)s) AND (({columns}) IS DISTINCT FROM ({new}) OR NOT %(field)s = ANY(curated_fields))
    ), changed AS (
        UPDATE articles_article AS article
        SET {assigned}, updated_at = %(now)s, curated_fields = CASE
            WHEN %(field)s = ANY(article.curated_fields) THEN article.curated_fields
            ELSE article.curated_fields || %(field)s::varchar END
        FROM old WHERE article.id = old.id
    )
    INSERT INTO articles_curationrow (act_id, sort, article_id, subject, state, reason, before, after)
    SELECT %(act)s, %(sort)s, id, NULL, %(noted)s, '',
        jsonb_build_object('columns', jsonb_build_object({old_pairs}),
            'curated', jsonb_build_object(%(field)s::text, %(field)s = ANY(curated_fields))),
        jsonb_build_object('columns', jsonb_build_object({new_pairs}),
            'curated', jsonb_build_object(%(field)s::text, true))
    FROM old ORDER BY id
    RETURNING article_id, before -> 'columns' ->> 'state'
"""
_PUT_BACK: Final = """
    WITH wanted AS MATERIALIZED (
        SELECT kept.id, kept.article_id, kept.before,
            kept.after = jsonb_build_object('columns', jsonb_build_object({pairs}),
                'curated', jsonb_build_object(%(field)s::text, %(field)s = ANY(article.curated_fields))) AS is_so,
            article.state, {is_there} AS is_there
        FROM articles_curationrow AS kept JOIN articles_article AS article ON article.id = kept.article_id
        WHERE kept.id = ANY(%(rows)s)
    ), restored AS (
        UPDATE articles_article AS article
        SET {assigned}, updated_at = %(now)s, curated_fields = CASE
            WHEN NOT (wanted.before #>> ARRAY['curated', %(field)s])::boolean
                THEN array_remove(article.curated_fields, %(field)s::varchar)
            WHEN %(field)s = ANY(article.curated_fields) THEN article.curated_fields
            ELSE article.curated_fields || %(field)s::varchar END
        FROM wanted WHERE article.id = wanted.article_id AND wanted.is_so AND wanted.is_there
    )
    SELECT id, article_id, is_so, is_there, state, before -> 'columns' ->> 'state' FROM wanted
"""
_SOURCE_IS_THERE: Final = """(kept.before #>> '{columns,source_id}' IS NULL OR EXISTS (
    SELECT 1 FROM articles_source WHERE id = (kept.before #>> '{columns,source_id}')::int))"""
_FOLLOW: Final = {
    "source": """
        UPDATE articles_searchentry AS entry SET source_id = article.source_id FROM articles_article AS article
        WHERE article.id = entry.article_id AND entry.article_id = ANY(%s)
            AND entry.source_id IS DISTINCT FROM article.source_id
    """,
    "kind": """
        UPDATE articles_searchentry AS entry SET kind = article.kind FROM articles_article AS article
        WHERE article.id = entry.article_id AND entry.article_id = ANY(%s) AND entry.kind <> article.kind
    """,
}  # what search entries hold of a field; by the primary keys


def set_at_once(
    *,
    act: CurationAct,
    article_ids: Collection[int],
    field: str,
    columns: Mapping[str, Any],
    by: AbstractBaseUser | None,
) -> int:
    """Make one of SET_AT_ONCE the curator's with these columns, written down with the act; returns how many changed.

    A value that the rules found already becomes the curator's too.
    """
    names = CURATED_COLUMNS[field]
    query = _SET.format(
        columns=", ".join(names),
        new=", ".join(_given(name) for name in names),
        assigned=", ".join(f"{name} = {_given(name)}" for name in names),
        old_pairs=", ".join(f"'{name}', {name}" for name in names),
        new_pairs=", ".join(f"'{name}', {_given(name)}" for name in names),
    )
    values = {f"new_{name}": columns[name] for name in names} | {
        "ids": list(article_ids),
        "field": field,
        "sort": FIELDS,
        "now": timezone.now(),
        "act": act.pk,
        "noted": CurationRow.State.CHANGED.value,
    }
    with personal_write(by):
        run(LOCK, [list(article_ids)])
        rows = run(query, values)
        _follow(field, {pk: (before, columns.get("state")) for pk, before in rows})
    return len(rows)


def put_field_back(*, field: str, row_ids: Iterable[int], by: AbstractBaseUser | None) -> dict[int, str]:
    """Let the articles of an act's rows have the field as it was before; `{row id: why it was left}` for the others."""
    names, wanted = CURATED_COLUMNS[field], list(row_ids)
    query = _PUT_BACK.format(
        pairs=", ".join(f"'{name}', article.{name}" for name in names),
        is_there=_SOURCE_IS_THERE if field == "source" else "true",
        assigned=", ".join(
            f"{name} = (wanted.before #>> '{{columns,{name}}}')::{_TYPES.get(name, 'text')}" for name in names
        ),
    )
    articles = CurationRow.objects.filter(pk__in=wanted).order_by().values_list("article_id", flat=True)
    with personal_write(by):
        run(LOCK, [list(articles)])
        rows = run(query, {"rows": wanted, "field": field, "now": timezone.now()})
        done = {pk: (present, before) for _, pk, is_so, is_there, present, before in rows if is_so and is_there}
        _follow(field, done)
    return {pk: GONE if is_so else CHANGED_SINCE for pk, _, is_so, is_there, _, _ in rows if not (is_so and is_there)}


def _follow(field: str, states: Mapping[int, tuple[Any, Any]]) -> None:
    """Bring what search and groups hold in line: `{article id: (state before, state now)}`."""
    if field in _FOLLOW:
        with words_gathered(len(states)):
            run(_FOLLOW[field], [list(states)])
        return
    hidden = Article.State.HIDDEN
    crossed = sorted(pk for pk, (before, now) in states.items() if (before == hidden) != (now == hidden))
    for start in range(0, len(crossed), _IN_LINE):
        bring_in_line(article_ids=crossed[start : start + _IN_LINE], changed=["state"])


def _given(name: str) -> str:
    """A parameter with its type, which jsonb_build_object cannot guess."""
    return f"%(new_{name})s::{_TYPES.get(name, 'text')}"
