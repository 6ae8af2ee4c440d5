"""Captures taken in now and processed later, and processed again with other rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from articles.documents import RawCapture
from articles.models import Capture, Sighting
from articles.rules import present_rules
from articles.tasks.kinds import BULK, NORMAL, kind_of_job
from articles.tasks.runs import Run
from articles.tasks.tagging import count_lexemes

if TYPE_CHECKING:
    from articles.capture.found import Found, Link, Skipped
    from articles.documents import Rejection
    from articles.store.captures import Recorded
    from articles.store.receipts import Receipt

FORGOTTEN_AFTER: Final = timedelta(minutes=15)  # that a stored capture may wait before it is queued again
_QUEUED_AT_ONCE: Final = 100  # captures in one job, so that several workers share a large ingest
_IDS_READ: Final = 500
_KILLED_BY_IT: Final = 20  # workers in a row, without progress, of which the capture in hand is the reason


@kind_of_job(label="Process captures")
def process_captures(run: Run, *, waiting: list[int], again: list[int] | None = None) -> str:
    """Make articles of stored captures. Those `waiting` are left alone where somebody has processed them meanwhile."""
    from articles.capture.files import BATCH_CAPTURES
    from articles.documents import Rejection
    from articles.pipeline import give_up, process_many
    from articles.store.captures import in_batches_by_size

    ids = sorted({*waiting, *(again or ())})
    if_waiting = set(waiting) - set(again or ())
    run.total = len(ids)
    rejected = 0
    if run.losses >= _KILLED_BY_IT and run.done < len(ids):
        give_up(ids[run.done], rules=present_rules())
        rejected += 1
        run.note(done=run.done + 1)
    for batch in in_batches_by_size(ids[run.done :], most=run.step(BATCH_CAPTURES)):
        outcomes = process_many(batch, rules=present_rules(), if_waiting=if_waiting)
        rejected += sum(isinstance(outcome, Rejection) for outcome in outcomes.values())
        run.note(done=run.done + len(batch))
    count_lexemes.queue(once="")
    return f"{len(ids):,} captures processed{f', {rejected:,} of them rejected' if rejected else ''}."


@kind_of_job(label="Process captures again", priority=BULK)
def reprocess(run: Run, *, which: str = "", ids: list[int] | None = None) -> str:
    """Process captures again with the present rules: 'all', 'rejected' or 'outdated' ones, or those of `ids`."""
    from articles.capture.files import BATCH_CAPTURES
    from articles.pipeline import PIPELINE_VERSION, process_many
    from articles.store.captures import captures_to_process, in_batches_by_size

    chosen = captures_to_process(which=which, ids=ids, version=PIPELINE_VERSION)

    def following(last: int) -> list[int]:
        return list(chosen.filter(pk__gt=last).values_list("pk", flat=True)[:_IDS_READ])

    last = int(run.place or 0)
    run.total = run.total or chosen.count()
    while found := following(last):
        for batch in in_batches_by_size(found, most=run.step(BATCH_CAPTURES)):
            process_many(batch, rules=present_rules())
            last = batch[-1]
            run.note(done=run.done + len(batch), place=last)
    return f"{run.done:,} captures processed again."


def take_in_later(
    found: Iterable[Found], *, how: str = Sighting.How.FILE, by: AbstractBaseUser | None = None, priority: int = NORMAL
) -> Iterator[Receipt | Rejection | Skipped | Link]:
    """Store what was found and queue its processing; a receipt for each, in order, as far as is known by then.

    Bytes and job are committed together, batch by batch: what is stored is queued, and nothing else is.
    """
    from articles.capture.files import in_batches
    from articles.pipeline import is_due
    from articles.store.captures import record_many
    from articles.store.intake import handed_through

    for batch in in_batches(found):
        raws = [one for one in batch if isinstance(one, RawCapture)]
        with transaction.atomic():
            recorded = record_many(raws=raws, how=how)
            queue_processing(recorded, by=by, priority=priority)
            told = list(handed_through(batch, (_so_far(one, is_pending=is_due(one)) for one in recorded)))
        yield from told


def _so_far(recorded: Recorded, *, is_pending: bool) -> Receipt:
    """The receipt of a capture that is stored and, where anything is to be made of it, waits."""
    from articles.store.receipts import receipt_of

    receipt = receipt_of(recorded, None)
    return replace(receipt, is_pending=True, was_rejected_before=False) if is_pending else receipt


def queue_processing(
    recorded: Iterable[Recorded], *, by: AbstractBaseUser | None = None, priority: int = NORMAL
) -> int | None:
    """Queue the processing of those stored captures of which anything new can be made; the job's number, if any."""
    from articles.pipeline import is_due
    from articles.store.captures import Outcome

    due = [one for one in recorded if one.capture_id is not None and is_due(one)]
    waiting = [one.capture_id for one in due if one.outcome == Outcome.NEW]
    again = [one.capture_id for one in due if one.outcome != Outcome.NEW]
    if not due:
        return None
    label = f"Process {len(due):,} capture{'' if len(due) == 1 else 's'}"
    return process_captures.queue(label=label, by=by, priority=priority, waiting=waiting, again=again)


@kind_of_job(label="Look for captures that nobody processed", every="*/10 * * * *")
def find_waiting_captures(run: Run) -> str:
    """Queue stored captures that were not processed: of a run that was killed, or of a job that was cancelled."""
    long_ago = timezone.now() - FORGOTTEN_AFTER
    waiting = Capture.objects.filter(status=Capture.Status.STORED, created_at__lt=long_ago).order_by("pk")
    ids = list(waiting.values_list("pk", flat=True)[: 100 * _QUEUED_AT_ONCE])
    for start in range(0, len(ids), _QUEUED_AT_ONCE):
        some = ids[start : start + _QUEUED_AT_ONCE]
        process_captures.queue(label=f"Process {len(some)} captures that waited", once=f"from {some[0]}", waiting=some)
    return f"{len(ids):,} found."
