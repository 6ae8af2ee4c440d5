"""The desk's own book: what was done, by whom, what it changed, and who has his hand on which item of the queue."""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.contrib.auth.models import AbstractBaseUser
from django.db import connection, transaction
from django.utils import timezone

from articles.models import CurationAct, CurationRow, QueueHold

HELD_FOR: Final = timedelta(minutes=5)  # an item shown to one person is kept from the others
_LOCK: Final = 0x6E61_6465  # an advisory lock of PostgreSQL, by a number of our own
_LOCKED: Final = "SELECT pg_advisory_xact_lock(%s, %s)"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedRow:
    """What an act changed of one thing; `sort` says how it is undone."""

    sort: str
    article_id: int | None = None
    subject: int | None = None
    before: Any = None
    after: Any = None


def take_turns() -> None:
    """Wait until nobody else hands out an item, and keep others waiting until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCKED, [_LOCK, 0])


def lock_item(*, kind: str, subject: int) -> None:
    """Wait until nobody else decides this item, and keep others waiting until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCKED, [_LOCK, zlib.crc32(f"{kind} {subject}".encode()) >> 1])


@transaction.atomic
def record_act(
    *,
    kind: str,
    what: str,
    rows: Sequence[ChangedRow],
    by: AbstractBaseUser | None,
    subject: int | None = None,
    operation: dict[str, Any] | None = None,
) -> CurationAct:
    """Write down an act that was just done, in the transaction that did it."""
    act = CurationAct.objects.create(
        kind=kind,
        what=what,
        subject=subject,
        operation=operation or {},
        total=len(rows),
        position=len(rows),
        by_id=by.pk if by else None,
        finished_at=timezone.now(),
    )
    add_rows(act=act, rows=rows)
    return act


def add_rows(*, act: CurationAct, rows: Iterable[ChangedRow]) -> None:
    """Write down what an act changed."""
    CurationRow.objects.bulk_create(
        [
            CurationRow(
                act=act,
                sort=row.sort,
                article_id=row.article_id,
                subject=row.subject,
                before=row.before,
                after=row.after,
            )
            for row in rows
        ],
        batch_size=500,
    )


def mark_undone(*, rows: Iterable[CurationRow], left: dict[int, str]) -> None:
    """Note of rows that they were undone, or by `{row id: reason}` that they were left alone."""
    undone: list[int] = []
    reasons: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        (reasons[left[row.pk]] if row.pk in left else undone).append(row.pk)
    CurationRow.objects.filter(pk__in=undone).update(state=CurationRow.State.UNDONE)
    for reason, ids in reasons.items():
        CurationRow.objects.filter(pk__in=ids).update(state=CurationRow.State.LEFT, reason=reason)


def close_undoing(*, act: CurationAct, by: AbstractBaseUser | None) -> None:
    """Note that an act is undone."""
    act.state = CurationAct.State.UNDONE
    act.undone_at = timezone.now()
    act.undone_by_id = by.pk if by else None
    act.save(update_fields=["state", "undone_at", "undone_by"])


def hold(*, kind: str, subject: int, by: AbstractBaseUser, now: datetime) -> None:
    """Keep an item from other people for a while, and let go of those held before."""
    release_holds(by=by)
    QueueHold.objects.update_or_create(kind=kind, subject=subject, user_id=by.pk, defaults={"until": now + HELD_FOR})


def release_holds(*, by: AbstractBaseUser) -> None:
    """Let go of what a person was looking at; what he skipped stays skipped."""
    own = QueueHold.objects.filter(user_id=by.pk, until__isnull=False)
    own.filter(skipped_at__isnull=True).delete()
    own.update(until=None)


def skip(*, kind: str, subject: int, by: AbstractBaseUser, now: datetime) -> None:
    """Let an item come last for this person from now on."""
    QueueHold.objects.update_or_create(
        kind=kind, subject=subject, user_id=by.pk, defaults={"until": None, "skipped_at": now}
    )


def forget_holds(*, kind: str, subject: int) -> None:
    """Forget who skipped or held an item that is decided."""
    QueueHold.objects.filter(kind=kind, subject=subject).delete()
