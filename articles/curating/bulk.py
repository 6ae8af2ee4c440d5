"""One act on many articles: what it will change, doing it batch by batch, and undoing it.

The articles are those that the search found when the act was confirmed; their ids are kept with it. Each batch is one
transaction that notes how far it came, so that a worker, or a page where no worker lives, may go on at any time.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from articles.curating.items import Problem
from articles.curating.operations import (
    ADD_TAG,
    REMOVE_TAG,
    REPROCESS,
    REPROCESS_CAPTURES,
    SET_KIND,
    SET_SOURCE,
    SET_STATE,
    Operation,
    carry_out,
    in_words,
)
from articles.curating.reprocessed import MakeRules
from articles.curating.undoing import put_back
from articles.curating.vocabulary import TagAgain, tag_at_once
from articles.models import Article, ArticleVersion, CurationAct, CurationRow, Tagging
from articles.store.acts import close_undoing, mark_undone

BATCH: Final = 2_000  # articles in one transaction
HIDDEN_AT_ONCE: Final = 500  # where copies and stories may have to be made anew
REPROCESSED_AT_ONCE: Final = 20
UNDONE_AT_ONCE: Final = 200  # rows of a processing or a hiding
SAMPLE: Final = 6  # articles shown before it is done
MOST: Final = 1_000_000  # articles of one act
_SLICE: Final = 20_000  # ids in one query
_AT_ONCE: Final = {
    REPROCESS: REPROCESSED_AT_ONCE,
    REPROCESS_CAPTURES: REPROCESSED_AT_ONCE,
    SET_STATE: HIDDEN_AT_ONCE,
}


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
    """

    total: int
    changing: int = 0
    confirmed: int = 0
    same: int = 0
    captures: int = 0
    sample: tuple[Change, ...] = ()
    digest: str = ""


def preview(operation: Operation, article_ids: Sequence[int], *, by: AbstractBaseUser | None) -> Preview | Problem:
    """What the operation would do to these articles; nothing is changed."""
    sample = _tried(operation, article_ids[:SAMPLE], by)
    if isinstance(sample, Problem):
        return sample
    total, digest = len(article_ids), digest_of(operation, article_ids)
    if operation.name == REPROCESS:
        captures: set[int] = set()
        for ids in _slices(article_ids):
            shown = ArticleVersion.objects.filter(article__in=ids, is_current=True)
            captures.update(shown.order_by().values_list("capture", flat=True))
        return Preview(total=total, captures=len(captures), sample=sample, digest=digest)
    changing = confirmed = 0
    for ids in _slices(article_ids):
        count = _count_field if operation.field else _count_tags
        here, kept = count(operation, ids)
        changing, confirmed = changing + here, confirmed + kept
    same = total - changing - confirmed
    return Preview(total=total, changing=changing, confirmed=confirmed, same=same, sample=sample, digest=digest)


def digest_of(operation: Operation, article_ids: Sequence[int]) -> str:
    """What tells whether the same is asked of the same articles."""
    asked = f"{sorted(operation.as_json().items())} {','.join(map(str, article_ids))}"
    return hashlib.sha256(asked.encode()).hexdigest()


def begin(operation: Operation, article_ids: Sequence[int], *, search: str, by: AbstractBaseUser | None) -> CurationAct:
    """Write the act down with the ids of its articles; `advance` does it."""
    return CurationAct.objects.create(
        kind=operation.name,
        what=in_words(operation),
        operation=operation.as_json(),
        search=search,
        article_ids=list(article_ids),
        total=len(article_ids),
        state=CurationAct.State.RUNNING,
        by_id=by.pk if by else None,
    )


def begin_undoing(*, act_id: int, by: AbstractBaseUser | None) -> bool:
    """Set an act to be undone; False where that cannot be. `advance` does it."""
    with transaction.atomic():
        act = CurationAct.objects.without_ids().select_for_update().get(pk=act_id)
        if not act.can_be_undone:
            return False
        act.state = CurationAct.State.UNDOING
        act.total, act.position = act.rows.filter(state=CurationRow.State.CHANGED).count(), 0
        act.undone_by_id = by.pk if by else None
        act.save(update_fields=["state", "total", "position", "undone_by"])
    return True


def stop(*, act_id: int) -> None:
    """Let an act that is under way rest where it is; what it did can be undone."""
    under_way = CurationAct.objects.filter(pk=act_id, state=CurationAct.State.RUNNING)
    under_way.update(state=CurationAct.State.STOPPED, finished_at=timezone.now())


def advance(*, act_id: int, rules: MakeRules | None = None, tag_again: TagAgain = tag_at_once) -> CurationAct:
    """Do the next batch of an act that is under way; returns the act as it then stands.

    `rules` makes the rules by which captures are processed: the archive's own where none is given. `tag_again` is how
    articles are tagged again, where names or rules are put back.
    """
    with transaction.atomic():
        act = CurationAct.objects.without_ids().select_for_update().select_related(None).get(pk=act_id)
        if act.state == CurationAct.State.RUNNING:
            _do_batch(act, rules)
        elif act.state == CurationAct.State.UNDOING:
            _undo_batch(act, tag_again)
    return act


def advance_for(*, act_id: int, seconds: float, rules: MakeRules | None = None) -> CurationAct:
    """Do batches until the time is up or nothing is left to do."""
    end = time.monotonic() + seconds
    act = advance(act_id=act_id, rules=rules)
    while act.is_under_way and time.monotonic() < end:
        act = advance(act_id=act_id, rules=rules)
    return act


def carry_out_now(
    operation: Operation, ids: Sequence[int], *, by: AbstractBaseUser | None, rules: MakeRules | None = None
) -> CurationAct | None:
    """Do an act on a few within a request; None, and nothing written down, where it changed nothing."""
    act = begin(operation, ids, search="", by=by)
    while act.is_under_way:
        act = advance(act_id=act.pk, rules=rules)
    if act.rows.exists():
        return act
    act.delete()
    return None


def _do_batch(act: CurationAct, rules: MakeRules | None) -> None:
    operation = Operation.from_json(act.operation)
    size = min(BATCH, _AT_ONCE.get(operation.name, BATCH))
    rows = CurationAct.objects.filter(pk=act.pk)
    [ids] = rows.values_list(F("article_ids")[act.position : act.position + size], flat=True)
    problem = carry_out(operation, ids, act=act, by=act.by, rules=rules)
    if problem is not None:
        act.state, act.finished_at = CurationAct.State.STOPPED, timezone.now()
        act.operation = {**act.operation, "problem": problem.reason}
    else:
        act.position = min(act.position + size, act.total)
        if act.position >= act.total:
            act.state, act.finished_at = CurationAct.State.DONE, timezone.now()
    act.save(update_fields=["state", "position", "finished_at", "operation"])


def _undo_batch(act: CurationAct, tag_again: TagAgain) -> None:
    """Rows in the order of their making, all that a batch of captures made together."""
    waiting = act.rows.filter(state=CurationRow.State.CHANGED).order_by("pk")
    is_quick = act.kind in (ADD_TAG, REMOVE_TAG, SET_SOURCE, SET_KIND)
    rows = list(waiting[: BATCH if is_quick else min(BATCH, UNDONE_AT_ONCE)] if act.is_bulk else waiting)
    if rows:
        mark_undone(rows=rows, left=put_back(rows, by=act.undone_by, tag_again=tag_again))
        act.position += len(rows)
        act.save(update_fields=["position"])
    if not waiting.all().exists():  # anew: without a limit it remembers what it found
        close_undoing(act=act, by=act.undone_by)


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
    from articles.models import Source

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
    value: dict[str, Any] = {"source": operation.number or None} if operation.name == SET_SOURCE else {}
    if operation.name == SET_STATE:
        value = {"state": operation.value, "state_reason": operation.reason}
    elif not value:
        value = {operation.field: operation.value}
    is_so = Q(
        **{(f"{name}__isnull" if one is None else name): True if one is None else one for name, one in value.items()}
    )
    rows = Article.objects.filter(pk__in=ids)
    kept = rows.filter(is_so).exclude(curated_fields__contains=[operation.field]).count()
    return rows.count() - rows.filter(is_so).count(), kept


def _count_tags(operation: Operation, ids: Sequence[int]) -> tuple[int, int]:
    """How many articles gain or lose the tag, and how many keep what is so, as the curator's."""
    wanted = Tagging.Decision.REJECTED if operation.name == REMOVE_TAG else Tagging.Decision.ACCEPTED
    tags = Tagging.objects.filter(article_id__in=ids, **{f"{operation.sort}_id": operation.number})
    there, so = tags.count(), tags.filter(decision=wanted).count()
    own = tags.filter(decision=wanted, how=Tagging.How.CURATOR).count()
    without = 0 if operation.name == REMOVE_TAG else Article.objects.filter(pk__in=ids).count() - there
    return there - so + without, so - own


def _slices(ids: Sequence[int]) -> list[list[int]]:
    return [list(ids[start : start + _SLICE]) for start in range(0, len(ids), _SLICE)]
