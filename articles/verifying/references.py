"""Rows that belong to something that is gone, triggers that write history, and the counts of words."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import pgtrigger
from django.apps import apps
from django.db import models
from pgtrigger import registry

from articles.models import Lexeme, SketchHash
from articles.store.lexemes import refresh_lexemes
from articles.store.mending import delete_rows, forget_references, install_triggers
from articles.store.state import recall
from articles.verifying.check import Batch, Check, Finding, RowCheck, WholeCheck, all_rows

_LARGE: Final = 20_000  # rows of narrow tables that are looked at together
_TOLERATED: Final = 10  # articles, or a tenth, by which a count may have aged since words were counted last
# Everything counted anew beside what is kept: as much work as one refresh, and nothing is written.
_LEXEMES: Final = """
    WITH counted AS (
        SELECT found AS lexeme, count(*) AS articles
        FROM articles_searchentry, unnest(tsvector_to_array(ts_filter(vector, '{a,b,c,d}'))) AS found
        WHERE article_id <= %(last)s GROUP BY found
        UNION ALL SELECT '', count(*) FROM articles_searchentry WHERE article_id <= %(last)s
    )
    SELECT lexeme, coalesce(counted.articles, 0), coalesce(kept.articles, 0)
    FROM counted FULL JOIN articles_lexeme AS kept USING (lexeme)
    WHERE abs(coalesce(counted.articles, 0) - coalesce(kept.articles, 0))
          > greatest(%(tolerated)s, coalesce(counted.articles, 0) / 10)
       OR kept.articles < 1 AND kept.lexeme <> ''
    ORDER BY lexeme LIMIT 1000
"""


@dataclass(frozen=True, slots=True)
class _Reference:
    """A column of a table that names a row of another one."""

    model: type[models.Model]
    field: models.ForeignKey[Any, Any]

    @property
    def key(self) -> str:
        """The column by which rows are told apart, or at least taken in batches."""
        return "article_id" if self.model is SketchHash else str(self.model._meta.pk.column)


def _references() -> Iterator[_Reference]:
    """The archive's references that PostgreSQL is to keep, and the one that it was told not to."""
    for model in apps.get_app_config("articles").get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.ForeignKey) and (is_kept_by_postgresql(field) or model is SketchHash):
                yield _Reference(model, field)


def is_kept_by_postgresql(field: Any) -> bool:
    """Whether the reference is a constraint of the database."""
    return bool(field.db_constraint)


def _look_at(reference: _Reference, batch: Batch) -> list[Finding]:
    table, column, key = reference.model._meta.db_table, reference.field.column, reference.key
    parent = reference.field.remote_field.model
    named = reference.field.target_field.column
    rows = all_rows(
        f'SELECT child."{key}", child."{column}" FROM "{table}" AS child '  # noqa: S608  # names of models
        f'LEFT JOIN "{parent._meta.db_table}" AS parent ON parent."{named}" = child."{column}" '
        f'WHERE child."{key}" BETWEEN %s AND %s AND child."{column}" IS NOT NULL '
        f'AND parent."{named}" IS NULL ORDER BY 1',
        [batch.first, batch.last],
    )
    is_kept = reference.field.remote_field.on_delete is models.PROTECT
    return [
        Finding(
            subject=f"{reference.model._meta.verbose_name} {pk}",
            problem=f"its {parent._meta.verbose_name} {value} is gone",
            pk=None if is_kept else pk,
        )
        for pk, value in rows
    ]


def _mend_reference(reference: _Reference, ids: Collection[int]) -> None:
    """Do what deleting the other row would have done."""
    table, key = reference.model._meta.db_table, reference.key
    if reference.field.null and reference.field.remote_field.on_delete is models.SET_NULL:
        forget_references(table=table, key=key, column=reference.field.column, ids=ids)
    else:
        delete_rows(table=table, key=key, ids=ids)


def orphan_checks() -> Iterator[Check]:
    """A check for each reference."""
    for one in _references():
        parent = one.field.remote_field.model._meta.verbose_name
        yield RowCheck(
            name=f"orphans:{one.model._meta.model_name}.{one.field.name}",
            tells=f"the {parent} of every {one.model._meta.verbose_name} exists",
            table=one.model._meta.db_table,
            key=one.key,
            finds=partial(_look_at, one),
            mends=partial(_mend_reference, one),
            size=_LARGE,
        )


def _look_at_triggers() -> list[Finding]:
    found = []
    for number, (model, trigger) in enumerate(registry.registered()):
        status, is_enabled = trigger.get_installation_status(model)
        if status != pgtrigger.core.INSTALLED or not is_enabled:
            state = "is switched off" if status == pgtrigger.core.INSTALLED else f"is {status.lower()}"
            subject = f"trigger {trigger.name} of {model._meta.db_table}"
            found.append(Finding(subject=subject, problem=f"it {state}, and history is not written", pk=number))
    return found


def _install(ids: Collection[int]) -> None:
    triggers = registry.registered()
    install_triggers(uris=[f"{model._meta.label}:{trigger.name}" for model, trigger in (triggers[one] for one in ids)])


def _look_at_lexemes() -> list[Finding]:
    state = recall("lexemes") or {"last": 0}
    rows = all_rows(_LEXEMES, {"last": state["last"], "tolerated": _TOLERATED})
    return [
        Finding(
            subject=f"lexeme {lexeme!r}" if lexeme else "articles whose words were counted",
            problem=f"{kept} are on record and {counted} are there",
            pk=0,
        )
        for lexeme, counted, kept in rows
    ]


def _count_again(ids: Collection[int]) -> None:
    refresh_lexemes(rebuild=True)


HISTORY: Final = WholeCheck(
    name="history",
    tells="the triggers that write history are there and on",
    finds=_look_at_triggers,
    mends=_install,
    counts=lambda: len(registry.registered()),
)
LEXEMES: Final = WholeCheck(
    name="lexemes",
    tells="words are known in about as many articles as hold them",
    finds=_look_at_lexemes,
    mends=_count_again,
    counts=Lexeme.objects.count,
)
