"""An article's fields as they were: as the rules have them, or as they stood before some change."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from django.apps import apps
from django.contrib.auth.models import AbstractBaseUser

from articles.models import Article, ArticleVersion
from articles.store.articles import CURATED_COLUMNS, made_values
from articles.store.drafts import draft_of_version
from articles.store.edits import bring_in_line
from articles.store.history import machine_write, personal_write
from articles.store.recaptures import first_published
from articles.store.restored_text import with_restored
from articles.store.snapshots import plain, sources_there, write_fields
from articles.store.sources import source_book, source_ids


def return_to_rules(*, article: Article, fields: Collection[str], by: AbstractBaseUser | None) -> Article:
    """Give fields back to the rules, as they read the captures last; the next processing may fill them anew.

    An article without a version keeps the values, which are the rules' from then on.
    """
    with personal_write(by):
        stored = Article.objects.select_for_update(no_key=True).get(pk=article.pk)
        wanted = sorted(set(fields) & set(stored.curated_fields))
        made = _made_now(stored)
        columns = {
            column: plain(made.get(column, getattr(stored, column)))
            for name in wanted
            for column in CURATED_COLUMNS[name]
        }
        _put(stored, {"columns": columns, "curated": dict.fromkeys(wanted, False)})
    return stored


def restore_earlier(*, article: Article, event_id: int, field: str, by: AbstractBaseUser | None) -> Article | None:
    """Let a field be as it stood before a change that the history keeps; it is the curator's from then on.

    None where the history has no such change of this article, the field is none of a curator's, or the source that it
    names was merged or deleted since.
    """
    if field not in CURATED_COLUMNS:
        return None
    events: Any = apps.get_model("articles", "ArticleEvent")
    event = events.objects.filter(pgh_id=event_id, pgh_obj_id=article.pk).first()
    if event is None:
        return None
    with personal_write(by):
        stored = Article.objects.select_for_update(no_key=True).get(pk=article.pk)
        columns = {column: plain(getattr(event, column)) for column in CURATED_COLUMNS[field]}
        state = {"columns": columns, "curated": {field: True}}
        if columns.get("source_id") not in sources_there([state]):
            return None
        _put(stored, state)
    return stored


def show_version(*, article_id: int, version_id: int, instead_of: int) -> bool:
    """Let an article show one of its versions `instead_of` the one that it shows, in the fields that are the rules'.

    False, and nothing done, where it shows another one by now. The capture of the other has no word any more on when
    the article came out, until it is processed again.
    """
    with machine_write():
        stored = Article.objects.select_for_update(no_key=True).get(pk=article_id)
        versions = ArticleVersion.objects.filter(article=article_id)
        is_so = versions.filter(pk=instead_of, is_current=True).exists() and versions.filter(pk=version_id).exists()
        if is_so:
            versions.filter(pk=instead_of).update(is_current=False, is_latest=False)
            versions.filter(pk=version_id).update(is_current=True)
            made = _made_now(stored)
            names = [name for name in CURATED_COLUMNS if name not in stored.curated_fields]
            columns = {
                column: plain(made[column]) for name in names for column in CURATED_COLUMNS[name] if column in made
            }
            _put(stored, {"columns": columns, "curated": {}})
    return is_so


def _put(article: Article, state: Mapping[str, Any]) -> None:
    write_fields(article, state)
    bring_in_line(article_ids=[article.pk], changed=state["columns"])


def _made_now(article: Article) -> dict[str, Any]:
    """The columns as the rules fill them from the version shown, and its date from all captures; none without any."""
    versions = list(ArticleVersion.objects.filter(article=article, is_latest=True).defer("removed"))
    shown = ArticleVersion.objects.filter(article=article, is_current=True).first()
    if shown is None:
        return {}
    draft = draft_of_version(shown)
    published = first_published([draft.published, *(draft_of_version(one).published for one in versions)])
    sources = source_ids(names=[draft.source_name], book=source_book())
    return made_values(replace(with_restored(draft, article.restored), published=published), sources)
