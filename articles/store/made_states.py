"""All that the rules made of an article, as JSON, and putting an earlier state back exactly.

The columns, the version that is shown, and the tags that rules or classifiers gave. Mentions follow from the text: they
are drawn anew by whoever puts a text back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from articles.models import Article, ArticleVersion, Tagging
from articles.models.tagging import TAG_FIELDS
from articles.store.articles import CURATED_COLUMNS
from articles.store.earned_tags import EARNED_FIELDS
from articles.store.edits import bring_in_line, drop_stale_mentions
from articles.store.history import machine_write
from articles.store.search_entries import index_tags
from articles.store.snapshots import State, column_value, plain, sources_there
from articles.store.tags_at_once import CHANGED_SINCE, GONE

_COLUMNS: Final = ("canonical_url", *(column for columns in CURATED_COLUMNS.values() for column in columns))
_THINGS: Final = tuple(f"{name}_id" for name in TAG_FIELDS)
_TAG_COLUMNS: Final = (*EARNED_FIELDS, "doubt")


def made_states(*, article_ids: Collection[int]) -> dict[int, State]:
    """`{article id: its columns, the version it shows, the tags it was given}` for the articles that are there."""
    versions = dict(
        ArticleVersion.objects.filter(article__in=article_ids, is_current=True).values_list("article", "pk")
    )
    tags: dict[int, list[list[Any]]] = defaultdict(list)
    for row in _made_tags(article_ids):
        tags[row.article_id].append([*_thing_of(row), {name: plain(getattr(row, name)) for name in _TAG_COLUMNS}])
    return {
        article.pk: {
            "columns": {name: plain(getattr(article, name)) for name in _COLUMNS},
            "curated": sorted(article.curated_fields),
            "version": versions.get(article.pk),
            "tags": sorted(tags[article.pk], key=lambda tag: (tag[0], tag[1])),
        }
        for article in Article.objects.filter(pk__in=article_ids).order_by("pk")
    }


def put_made_back(*, states: Sequence[tuple[int, Mapping[str, Any], Mapping[str, Any]]]) -> dict[int, str]:
    """Let each (article, before, after) be as before, where it is still as after; `{article id: why it was left}`."""
    left: dict[int, str] = {}
    with machine_write():
        ids = [article_id for article_id, _, _ in states]
        articles = {
            article.pk: article
            for article in Article.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")
        }
        now = made_states(article_ids=ids)
        sources = sources_there(before for _, before, _ in states)
        restored: list[int] = []
        for article_id, before, after in states:
            if article_id not in articles:
                left[article_id] = GONE
            elif now[article_id] != after:
                left[article_id] = CHANGED_SINCE
            elif before["columns"]["source_id"] not in sources:
                left[article_id] = GONE
            else:
                _write(articles[article_id], before)
                restored.append(article_id)
        _show_versions({pk: before["version"] for pk, before, _ in states if pk not in left})
        _write_tags({pk: before["tags"] for pk, before, _ in states if pk not in left})
        bring_in_line(article_ids=restored, changed=_COLUMNS)
    return left


def put_made_tags_back(*, tags: Mapping[int, Collection[Sequence[Any]]]) -> None:
    """Give articles exactly these tags of rules and classifiers, `{article id: tags of a state}`."""
    with machine_write():
        _write_tags(tags)
        index_tags(article_ids=tags.keys())


def hide_made(*, article_ids: Collection[int], reason: str) -> None:
    """Hide articles that a processing made and that is undone; the next processing shows them again."""
    with machine_write():
        ArticleVersion.objects.filter(article__in=article_ids, is_current=True).update(is_current=False)
        rows = Article.objects.filter(pk__in=article_ids).exclude(curated_fields__contains=["state"])
        rows.update(state=Article.State.HIDDEN, state_reason=reason)
        bring_in_line(article_ids=article_ids, changed=["state"])


def _write(article: Article, before: Mapping[str, Any]) -> None:
    for name in _COLUMNS:
        setattr(article, name, column_value(Article, name, before["columns"][name]))
    article.save(update_fields=[*(name.removesuffix("_id") for name in _COLUMNS), "updated_at"])
    drop_stale_mentions(article)


def _show_versions(wanted: Mapping[int, int | None]) -> None:
    """Let articles show these versions, all put aside first: no two may show one place of a capture."""
    ArticleVersion.objects.filter(article__in=list(wanted), is_current=True).update(is_current=False)
    ArticleVersion.objects.filter(pk__in=[pk for pk in wanted.values() if pk is not None]).update(is_current=True)


def _write_tags(wanted: Mapping[int, Collection[Sequence[Any]]]) -> None:
    """Make the tags that rules and classifiers gave exactly those; what a curator decided stays.

    Of something that was merged or deleted since there is no tag to be given.
    """
    _made_tags(wanted).delete()
    decided = {
        (row.article_id, *_thing_of(row))
        for row in Tagging.objects.filter(article__in=list(wanted), how=Tagging.How.CURATOR)
    }
    there = _things_there({(column, number) for tags in wanted.values() for column, number, _ in tags})
    Tagging.objects.bulk_create(
        [
            Tagging(article_id=article_id, **{column: number}, **values)
            for article_id, tags in wanted.items()
            for column, number, values in tags
            if (column, number) in there and (article_id, column, number) not in decided
        ],
        batch_size=500,
    )


def _things_there(named: Collection[tuple[str, int]]) -> set[tuple[str, int]]:
    """Those of the things, as (column of their tags, id), that have a row."""
    found: set[tuple[str, int]] = set()
    for name, column in zip(TAG_FIELDS, _THINGS, strict=True):
        model: Any = Tagging._meta.get_field(name).related_model
        ids = [number for of_column, number in named if of_column == column]
        if ids:
            found |= {(column, pk) for pk in model.objects.filter(pk__in=ids).values_list("pk", flat=True)}
    return found


def _made_tags(article_ids: Collection[int] | Mapping[int, Any]) -> Any:
    return Tagging.objects.filter(article__in=list(article_ids)).exclude(how=Tagging.How.CURATOR).order_by("pk")


def _thing_of(row: Tagging) -> tuple[str, int]:
    return next((name, getattr(row, name)) for name in _THINGS if getattr(row, name) is not None)
