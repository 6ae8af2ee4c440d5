"""Merges of what stands in very many articles, and taking them back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser

from articles.models import Regrouping, Source
from articles.tasks.kinds import NORMAL, kind_of_job
from articles.tasks.runs import Run
from articles.tasks.tagging import queue_retagging

if TYPE_CHECKING:
    from articles.store.merging import Groupable


def queue_merge(*, kept: Groupable, gone: Groupable, by: AbstractBaseUser | None) -> int | None:
    """Queue a merge; returns the job's number, None where the same one is waiting."""
    sort, word = str(kept._meta.model_name), f"{kept.pk} {gone.pk}"
    return merge_things.queue(
        label=f"Merge the {sort} {gone} into {kept}",
        by=by,
        once=f"{sort} {word}",
        alone=sort,
        sort=sort,
        kept=kept.pk,
        gone=gone.pk,
        account=by.pk if by else None,
    )


def queue_undoing(act: Regrouping, *, by: AbstractBaseUser | None) -> int | None:
    """Queue the undoing of a merge or split; returns the job's number, None where it is waiting."""
    account = by.pk if by else None
    return undo_regrouping.queue(label=f"Undo: {act}", by=by, once=str(act.pk), number=act.pk, account=account)


@kind_of_job(label="Merge two that are one", priority=NORMAL)
def merge_things(run: Run, *, sort: str, kept: int, gone: int, account: int | None = None) -> str:
    """Move everything in one transaction, then have what holds a name tagged again by a job of its own.

    A run that was killed after the transaction finds the merge done, and goes on with the tagging.
    """
    from articles import regrouping
    from articles.store.merging import MODELS, RegroupingError, articles_of
    from articles.store.waiting_words import words_may_wait

    things = MODELS[sort]._default_manager.in_bulk([kept, gone])
    done = Regrouping.objects.filter(act=Regrouping.Act.MERGE, kind=sort, kept_id=kept, other_id=gone, undone_at=None)
    if len(things) < 2 and not done.exists():
        return "One of them was merged or deleted meanwhile."
    if len(things) == 2:
        touched = len(articles_of(things[gone]))
        run.note(done=0, total=touched)
        try:
            with words_may_wait(touched):
                regrouping.merge_things(kept=things[kept], gone=things[gone], by=_account(account), most=0)
        except RegroupingError as error:
            return str(error)
    act = done.latest("pk")
    _look_again(act, _account(account))
    run.note(done=act.articles, total=act.articles)
    return f"{act}. Articles: {act.articles:,}."


@kind_of_job(label="Undo a merge or split", priority=NORMAL)
def undo_regrouping(run: Run, *, number: int, account: int | None = None) -> str:
    """Take a merge or split back in one transaction, then have what holds a name tagged again."""
    from articles import regrouping
    from articles.store.merging import RegroupingError
    from articles.store.waiting_words import words_may_wait

    act = Regrouping.objects.filter(pk=number).first()
    if act is None:
        return "It is gone: what it was about was taken down meanwhile."
    run.note(done=0, total=act.articles)
    if act.undone_at is None:
        try:
            with words_may_wait(act.articles):
                regrouping.undo(regrouping=act, by=_account(account), most=0)
        except RegroupingError as error:
            return str(error)
    _look_again(act, _account(account))
    run.note(done=act.articles, total=act.articles)
    return f"Undone: {act}."


def _look_again(act: Regrouping, by: AbstractBaseUser | None) -> None:
    from articles.retagging import names_of
    from articles.store.merging import MODELS

    for thing in MODELS[act.kind]._default_manager.filter(pk__in=[act.kept_id, act.other_id]).order_by("pk"):
        if not isinstance(thing, Source):
            queue_retagging(thing=thing, names=names_of(thing), by=by)


def _account(pk: int | None) -> AbstractBaseUser | None:
    return get_user_model()._default_manager.filter(pk=pk).first() if pk else None
