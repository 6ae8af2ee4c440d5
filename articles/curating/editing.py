"""Edits of one article, each written down as an act that can be undone."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from articles.models import Article, CurationAct
from articles.store.acts import ChangedRow, record_act
from articles.store.articles import CURATED_COLUMNS
from articles.store.edits import update_article
from articles.store.fields_at_once import FIELDS
from articles.store.snapshots import fields_state

EDIT: Final = "edit"
_COMPANIONS: Final = {"published_precision": "published_at", "state_reason": "state"}


def edit_article(article: Article, changes: Mapping[str, Any], *, by: AbstractBaseUser | None) -> Article:
    """A curator's edit; a new title or text is looked through for entities and topics again."""
    fields = {_COMPANIONS.get(name, name) for name in changes}
    with transaction.atomic():
        before = _present(article)
        if changes.keys() & {"title", "text"}:
            from articles.correcting import correct_article  # with all the stages, which other edits never need

            stored = correct_article(before, changes, by=by)
        else:
            stored = update_article(article=article, changes=changes, by=by)
        _record("edited", before, stored, fields, by)
    return stored


def give_back(article: Article, fields: Collection[str], *, by: AbstractBaseUser | None) -> Article:
    """Give fields back to the rules, as they read the captures last."""
    from articles import correcting  # with all the stages, which other acts never need

    with transaction.atomic():
        before = _present(article)
        stored = correcting.give_back(before, fields, by=by)
        _record("gave back to the rules", before, stored, set(fields), by)
    return stored


def restore(article: Article, *, event_id: int, field: str, by: AbstractBaseUser | None) -> CurationAct | None:
    """Let a field be as it stood before a change in the history; None where there is no such change, or no other."""
    from articles import correcting  # with all the stages, which other acts never need

    with transaction.atomic():
        before = _present(article)
        stored = correcting.restore(before, event_id=event_id, field=field, by=by)
        return None if stored is None else _record("restored", before, stored, {field}, by)


def _present(article: Article) -> Article:
    return Article.objects.select_for_update(of=("self",), no_key=True).select_related("source").get(pk=article.pk)


def _record(
    what: str, before: Article, stored: Article, fields: Collection[str], by: AbstractBaseUser | None
) -> CurationAct | None:
    """Write the act down with the fields that it changed; None where it changed none."""
    known = [name for name in sorted(fields) if name in CURATED_COLUMNS]
    changed = [name for name in known if fields_state(before, [name]) != fields_state(stored, [name])]
    if not changed:
        return None
    row = ChangedRow(
        sort=FIELDS,
        article_id=stored.pk,
        before=fields_state(before, changed),
        after=fields_state(stored, changed),
    )
    words = ", ".join(changed).replace("_", " ")
    return record_act(kind=EDIT, what=f"{what}: {words}", rows=[row], by=by, subject=stored.pk)
