"""One act on many articles: what it will change, doing it batch by batch, and undoing it.

The articles are those that the search found when the act was confirmed; their ids are kept with it. Each batch is one
transaction that notes how far it came, so that a worker, or a page where no worker lives, may go on at any time.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Final

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import F
from django.utils import timezone

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
from articles.models import CurationAct, CurationRow
from articles.store.acts import close_undoing, mark_undone

BATCH: Final = 2_000  # articles in one transaction
HIDDEN_AT_ONCE: Final = 500  # where copies and stories may have to be made anew
REPROCESSED_AT_ONCE: Final = 20
UNDONE_AT_ONCE: Final = 200  # rows of a processing or a hiding
MOST: Final = 5_000_000  # articles of one act, whose numbers are kept with it: 20 MB
_AT_ONCE: Final = {
    REPROCESS: REPROCESSED_AT_ONCE,
    REPROCESS_CAPTURES: REPROCESSED_AT_ONCE,
    SET_STATE: HIDDEN_AT_ONCE,
}


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
