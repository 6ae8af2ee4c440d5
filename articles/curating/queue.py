"""The queue of what needs a person: what comes next, deciding it, skipping it, taking a decision back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from articles.curating.article_items import (
    ArticlesToReview,
    DamagedTexts,
    DerivedTitles,
    DoubtfulDates,
    UndatedArticles,
)
from articles.curating.candidate_items import CANDIDATE, CompanyCandidates
from articles.curating.capture_items import RejectedCaptures
from articles.curating.items import CHOICES, Problem, QueueKind, Shown
from articles.curating.pair_items import SuspectedCopies
from articles.curating.story_items import SuspectedStories
from articles.curating.tag_items import DoubtedTags, SuggestedTags, UncertainTags
from articles.curating.undoing import put_back
from articles.curating.vocabulary import ROW, TagAgain, tag_at_once
from articles.models import CurationAct, QueueHold, Tagging
from articles.models.tagging import TAG_FIELDS
from articles.store import acts

KINDS: Final[Mapping[str, QueueKind]] = {
    kind.name: kind
    for kind in (
        CompanyCandidates(),
        SuggestedTags(),
        DoubtedTags(),
        UncertainTags(),
        UndatedArticles(),
        DoubtfulDates(),
        DerivedTitles(),
        DamagedTexts(),
        ArticlesToReview(),
        SuspectedCopies(),
        SuspectedStories(),
        RejectedCaptures(),
    )
}
COUNTED_TO: Final = 1_000  # rows of a kind; beyond it the desk says 'more than'
_SKIPPED_LOOKED_AT: Final = 200  # skipped items, the earliest first, among which one that still waits is looked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What a person is asked next."""

    kind: QueueKind
    subject: int
    shown: Shown
    was_skipped: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What came of a decision: the act, or why there is none; `is_late` where somebody else had decided already."""

    act: CurationAct | None = None
    problem: str = ""
    is_late: bool = False


def kinds_for(user: Any) -> list[QueueKind]:
    """The kinds that a person may decide on."""
    return [kind for kind in KINDS.values() if kind.is_open_to(user)]


def count_waiting(kind: QueueKind) -> int:
    """How many items of a kind wait, COUNTED_TO + 1 meaning more: never a count over a whole table."""
    return kind.waiting().order_by()[: COUNTED_TO + 1].count()


@transaction.atomic
def next_item(kinds: Sequence[QueueKind], *, by: AbstractBaseUser, now: datetime) -> Item | None:
    """The most valuable item that nobody else is looking at, held for this person; those he skipped come last."""
    acts.take_turns()
    heads = [(kind, row) for kind in kinds if (row := _free(kind, by, now).first()) is not None]
    for kind, row in sorted(heads, key=lambda head: head[0].value(head[1]), reverse=True):
        shown = kind.show(row.pk)
        if shown is not None:
            acts.hold(kind=kind.name, subject=row.pk, by=by, now=now)
            return Item(kind=kind, subject=row.pk, shown=shown)
    return _skipped(kinds, by, now)


@transaction.atomic
def this_item(kind: QueueKind, subject: int, *, by: AbstractBaseUser, now: datetime) -> Item | None:
    """One item asked for by its number; None where it does not wait any more."""
    acts.take_turns()
    shown = kind.show(subject) if kind.waiting().filter(pk=subject).exists() else None
    if shown is None:
        return None
    acts.hold(kind=kind.name, subject=subject, by=by, now=now)
    return Item(kind=kind, subject=subject, shown=shown)


@transaction.atomic
def decide(
    kind: QueueKind,
    subject: int,
    choice: str,
    given: Mapping[str, str],
    *,
    by: AbstractBaseUser,
    tag_again: TagAgain = tag_at_once,
) -> Decided:
    """Take a decision, unless somebody else took one meanwhile: that one stands, and this person is told of it.

    `tag_again` has the articles tagged again that a new name touches, at once or by a job, and says so.
    """
    if choice not in CHOICES:
        raise ValueError(f"no such choice: {choice!r}")
    acts.lock_item(kind=kind.name, subject=subject)
    if not kind.waiting().filter(pk=subject).exists():
        return Decided(problem=_told(kind, subject, by), is_late=True)
    done = kind.decide(subject, choice, given, by=by)
    if isinstance(done, Problem):
        return Decided(problem=done.reason)
    acts.forget_holds(kind=kind.name, subject=subject)
    what = done.what if done.thing is None else f"{done.what}: {tag_again(done.thing, done.names)}"
    act = acts.record_act(
        kind=kind.name,
        subject=subject,
        what=what.removesuffix("."),
        rows=done.rows,
        by=by,
        operation={"choice": choice},
    )
    return Decided(act=act)


def skip(kind: QueueKind, subject: int, *, by: AbstractBaseUser, now: datetime) -> None:
    """Let an item come last for this person."""
    acts.skip(kind=kind.name, subject=subject, by=by, now=now)


def last_act(*, by: AbstractBaseUser) -> CurationAct | None:
    """The person's last decision in the queue that was not taken back."""
    rows = CurationAct.objects.without_ids().filter(by=by.pk, state=CurationAct.State.DONE, kind__in=KINDS)
    return rows.order_by("-pk").first()


def takes_long_to_undo(act: CurationAct, *, most: int) -> bool:
    """Whether more than `most` articles lose a tag at once where an act is taken back: a page should not wait for it.

    Where a name or a rule comes back, whoever undoes says how articles are tagged again.
    """
    made: dict[str, list[int]] = {}
    for row in act.rows.filter(sort__in=(CANDIDATE, ROW)):
        if row.sort == CANDIDATE and row.after["company"]:
            made.setdefault("company", []).append(row.after["company"])
        elif row.sort == ROW and row.before["row"] is None and row.after["model"] in TAG_FIELDS:
            made.setdefault(row.after["model"], []).append(row.subject or 0)
    tags = (Tagging.objects.filter(**{f"{name}__in": ids}) for name, ids in made.items())
    return any(rows.order_by()[: most + 1].count() > most for rows in tags)


@transaction.atomic
def undo(act: CurationAct, *, by: AbstractBaseUser, tag_again: TagAgain = tag_at_once) -> str:
    """Take one act back; returns why it was left as it is, or nothing."""
    act = CurationAct.objects.select_for_update().get(pk=act.pk)
    if not act.can_be_undone:
        return "It is undone already."
    rows = list(act.rows.order_by("pk"))
    left = put_back(rows, by=by, tag_again=tag_again)
    acts.mark_undone(rows=rows, left=left)
    acts.close_undoing(act=act, by=by)
    return "; ".join(sorted(set(left.values())))


def _free(kind: QueueKind, by: AbstractBaseUser, now: datetime) -> QuerySet[Any]:
    """The rows of a kind that nobody else looks at and this person has not skipped."""
    holds = QueueHold.objects.filter(kind=kind.name, subject=OuterRef("pk"))
    others = holds.filter(until__gt=now).exclude(user=by.pk)
    return kind.waiting().exclude(Exists(others)).exclude(Exists(holds.filter(user=by.pk, skipped_at__isnull=False)))


def _skipped(kinds: Iterable[QueueKind], by: AbstractBaseUser, now: datetime) -> Item | None:
    """The item that this person skipped first and that still waits."""
    names = {kind.name: kind for kind in kinds}
    rows = QueueHold.objects.filter(user=by.pk, skipped_at__isnull=False, kind__in=names).order_by("skipped_at", "pk")
    others = QueueHold.objects.filter(kind=OuterRef("kind"), subject=OuterRef("subject"), until__gt=now)
    for held in rows.exclude(Exists(others.exclude(user=by.pk)))[:_SKIPPED_LOOKED_AT]:
        kind = names[held.kind]
        shown = kind.show(held.subject) if kind.waiting().filter(pk=held.subject).exists() else None
        if shown is not None:
            acts.hold(kind=kind.name, subject=held.subject, by=by, now=now)
            return Item(kind=kind, subject=held.subject, shown=shown, was_skipped=True)
        acts.forget_holds(kind=held.kind, subject=held.subject)
    return None


def _told(kind: QueueKind, subject: int, by: AbstractBaseUser) -> str:
    """What became of an item that waits no more."""
    acted = CurationAct.objects.without_ids().filter(kind=kind.name, subject=subject, state=CurationAct.State.DONE)
    act = acted.select_related("by").order_by("-pk").first()
    if act is None:
        return "This item does not wait for a decision any more. Nothing was changed."
    who = "You" if act.by_id == by.pk else (act.by.get_username() if act.by else "Somebody")
    return f"{who} decided already: {act.what}. Nothing was changed."
