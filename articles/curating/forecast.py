"""What an act on many articles would do, before it does anything: how many change, and a few of them exactly.

Some thousands are looked up one by one. Of more, the articles that say already what the act would have them say are
read from an index, all of the archive's, and compared with those chosen: a second for a million.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from django.contrib.auth.models import AbstractBaseUser
from django.db import models, transaction
from django.db.models import Q, QuerySet
from numpy.typing import NDArray

from articles.curating.bulk import begin
from articles.curating.items import Problem
from articles.curating.operations import REMOVE_TAG, REPROCESS, SET_SOURCE, SET_STATE, Operation, carry_out
from articles.models import Article, ArticleVersion, CurationRow, Source, Tagging

SAMPLE: Final = 6  # articles shown before it is done
LOOKED_UP_TO: Final = 20_000  # articles counted one by one


class _Packed(models.Aggregate):
    """Numbers side by side, four bytes each."""

    template = "string_agg(int4send((%(expressions)s)::int4), ''::bytea)"
    output_field = models.BinaryField()


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One article of the sample, with what it would be before and after; both empty where nothing changes."""

    article: Article
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What an act would do: to how many articles, and to a few of them exactly.

    `changing` get another value; `confirmed` keep theirs, which becomes the curator's; `same` are left as they are.
    `captures` is how many would be processed, where that is what is asked for; what changes is then not known before.
    With `is_large` those are counted as confirmed too that are the curator's already, and for captures the articles.
    """

    total: int
    changing: int = 0
    confirmed: int = 0
    same: int = 0
    captures: int = 0
    sample: tuple[Change, ...] = ()
    digest: str = ""
    is_large: bool = False


def preview(operation: Operation, article_ids: Sequence[int], *, by: AbstractBaseUser | None) -> Preview | Problem:
    """What the operation would do to these articles; nothing is changed."""
    sample = _tried(operation, article_ids[:SAMPLE], by)
    if isinstance(sample, Problem):
        return sample
    total, is_large = len(article_ids), len(article_ids) > LOOKED_UP_TO
    shown = Preview(total=total, sample=sample, digest=digest_of(operation, article_ids), is_large=is_large)
    if operation.name == REPROCESS:
        versions = ArticleVersion.objects.filter(article__in=article_ids[:LOOKED_UP_TO], is_current=True)
        return replace(shown, captures=total if is_large else versions.order_by().values("capture").distinct().count())
    if is_large:
        changing, confirmed = _count_from_index(operation, np.asarray(article_ids, np.int64))
    else:
        changing, confirmed = (_count_field if operation.field else _count_tags)(operation, article_ids)
    return replace(shown, changing=changing, confirmed=confirmed, same=total - changing - confirmed)


def digest_of(operation: Operation, article_ids: Sequence[int]) -> str:
    """What tells whether the same is asked of the same articles."""
    asked = f"{sorted(operation.as_json().items())} {','.join(map(str, article_ids))}"
    return hashlib.sha256(asked.encode()).hexdigest()


def _tried(
    operation: Operation, article_ids: Sequence[int], by: AbstractBaseUser | None
) -> tuple[Change, ...] | Problem:
    """What becomes of a few articles, found out by doing it and taking it back at once."""
    with transaction.atomic():
        act = begin(operation, article_ids, search="", by=by)
        problem = carry_out(operation, article_ids, act=act, by=by)
        changed = {row.article_id: row for row in act.rows.all() if row.before}
        transaction.set_rollback(True)
    if problem is not None:
        return problem
    articles = Article.objects.filter(pk__in=article_ids).select_related("source").defer("text").order_by("pk")
    return tuple(
        Change(article=article, before=told[0], after=told[1])
        for article in articles
        for told in [_told(operation, changed[article.pk]) if article.pk in changed else ("", "")]
    )


def _told(operation: Operation, row: CurationRow) -> tuple[str, str]:
    """A change in words."""
    if row.sort == "tag":
        return _tag_words(row.before["tag"]), _tag_words(row.after["tag"])
    if operation.name == REPROCESS:
        names = [name for name, value in row.after["columns"].items() if row.before["columns"][name] != value]
        if row.before["tags"] != row.after["tags"]:
            names.append("tags")
        return ", ".join(names).replace("_", " "), "made anew"
    sources = dict(Source.objects.filter(pk__in=[_number(row.before), _number(row.after)]).values_list("pk", "name"))
    return _field_words(operation, row.before, sources), _field_words(operation, row.after, sources)


def _tag_words(state: dict[str, Any] | None) -> str:
    return "no tag" if state is None else f"{state['decision']} by {state['how']}"


def _field_words(operation: Operation, state: dict[str, Any], sources: dict[int, str]) -> str:
    if operation.name == SET_SOURCE:
        value = sources.get(_number(state), "no source stated")
    else:
        value = str(state["columns"][operation.field]).replace("_", " ")
    return f"{value} ({'a curator’s' if state['curated'][operation.field] else 'the rules’'})"


def _number(state: dict[str, Any]) -> int:
    return int(state["columns"].get("source_id") or 0)


def _count_field(operation: Operation, ids: Sequence[int]) -> tuple[int, int]:
    """How many articles get another value, and how many keep theirs as the curator's."""
    rows = Article.objects.filter(pk__in=ids)
    so = rows.filter(_says(operation))
    kept = so.exclude(curated_fields__contains=[operation.field]).count()
    return rows.count() - so.count(), kept


def _count_tags(operation: Operation, ids: Sequence[int]) -> tuple[int, int]:
    """How many articles gain or lose the tag, and how many keep what is so, as the curator's."""
    there, so = _tags(operation, Tagging.objects.filter(article_id__in=ids))
    own = so.filter(how=Tagging.How.CURATOR).count()
    without = 0 if operation.name == REMOVE_TAG else Article.objects.filter(pk__in=ids).count() - there.count()
    return there.count() - so.count() + without, so.count() - own


def _count_from_index(operation: Operation, ids: NDArray[np.int64]) -> tuple[int, int]:
    """How many articles get another value, and how many say it already."""
    if operation.field:
        so = _among(ids, Article.objects.filter(_says(operation)), "pk")
        return len(ids) - so, so
    rows, agreeing = _tags(operation, Tagging.objects.all())
    so = _among(ids, agreeing, "article_id")
    return (_among(ids, rows, "article_id") if operation.name == REMOVE_TAG else len(ids)) - so, so


def _says(operation: Operation) -> Q:
    """Articles that say already what a setting would have them say."""
    if operation.name == SET_SOURCE:
        return Q(source=operation.number) if operation.number else Q(source__isnull=True)
    if operation.name == SET_STATE:
        return Q(state=operation.value, state_reason=operation.reason)
    return Q(**{operation.field: operation.value})


def _tags(operation: Operation, rows: QuerySet[Tagging]) -> tuple[QuerySet[Tagging], QuerySet[Tagging]]:
    """The rows of the tag, and those that say of it what the act would."""
    wanted = Tagging.Decision.REJECTED if operation.name == REMOVE_TAG else Tagging.Decision.ACCEPTED
    there = rows.filter(**{f"{operation.sort}_id": operation.number})
    return there, there.filter(decision=wanted)


def _among(ids: NDArray[np.int64], rows: QuerySet[Any], column: str) -> int:
    """How many of `ids` the rows name."""
    packed = rows.order_by().aggregate(packed=_Packed(column))["packed"] or b""
    return int(np.isin(ids, np.frombuffer(bytes(packed), ">i4")).sum())
