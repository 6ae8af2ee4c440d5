"""Files that were read, and how far; what was refused; pages that were met again unchanged."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, TypeVar

from django.db import models, transaction
from django.db.models.functions import MD5

from articles.capture.found import Checkpoint, FileIdentity, Found, Link, Place, Revisit, Skipped
from articles.documents import RawCapture, Rejection
from articles.models import RefusedInput, Sighting, TakenFile
from articles.store.captures import add_sightings
from articles.store.storable import storable

T = TypeVar("T")
_LONGEST_NAME: Final = 4_000
_LONGEST_REASON: Final = 2_000


def known_place(identity: FileIdentity) -> Place | None:
    """How far this very file was read, None where it was not begun."""
    row = _rows(identity.path).filter(
        size=identity.size, modified_ns=identity.modified_ns, sha256=identity.sha256
    ).first()  # fmt: skip
    if row is None:
        return None
    return Place(position=row.position, within=row.within, records=row.records, is_done=row.is_done)


@transaction.atomic
def note_checkpoints(checkpoints: Iterable[Checkpoint]) -> None:
    """Keep how far files were read; of several checkpoints of a file the last counts."""
    last = {checkpoint.identity: checkpoint.place for checkpoint in checkpoints}
    for identity, place in last.items():
        row, _ = taken_file(identity)
        TakenFile.objects.filter(pk=row.pk).update(
            position=place.position, within=place.within, records=place.records, is_done=place.is_done
        )


def taken_file(identity: FileIdentity) -> tuple[TakenFile, bool]:
    """The row of a file, and whether it is new."""
    told = {"size": identity.size, "modified_ns": identity.modified_ns, "sha256": identity.sha256}
    found = _rows(identity.path).filter(**told).first()
    if found is not None:
        return found, False
    TakenFile.objects.bulk_create([TakenFile(path=storable(identity.path), **told)], ignore_conflicts=True)
    return _rows(identity.path).get(**told), True


def known_files(files: Sequence[tuple[str, int, int]]) -> set[tuple[str, int, int]]:
    """Which of these files, as (path, bytes, nanoseconds of the last change), a watched folder brought before."""
    wanted = {(os.path.abspath(path), size, modified) for path, size, modified in files}  # noqa: PTH100  (links stay)
    found: set[tuple[str, int, int]] = set()
    for some in batched(sorted(wanted), 1_000):
        hashes = [_md5(path) for path, _, _ in some]
        rows = TakenFile.objects.annotate(path_hash=MD5("path")).filter(path_hash__in=hashes).exclude(outcome="")
        found.update(rows.values_list("path", "size", "modified_ns"))
    return {one for one in wanted if (storable(one[0]), *one[1:]) in found}


def was_taken(identity: FileIdentity) -> bool:
    """Whether a watched folder brought a file of these very bytes before, under any name."""
    return TakenFile.objects.filter(sha256=identity.sha256, size=identity.size).exclude(outcome="").exists()


@transaction.atomic
def note_taken(identity: FileIdentity, *, outcome: str, is_rejected: bool) -> None:
    """Note that a file of a watched folder was taken in, and what became of it."""
    row, _ = taken_file(identity)
    told = storable(outcome, limit=_LONGEST_REASON) or "nothing"
    TakenFile.objects.filter(pk=row.pk).update(outcome=told, is_rejected=is_rejected, is_done=True)


def handed_through(batch: Sequence[Found], became: Iterable[T]) -> Iterator[T | Rejection | Skipped | Link]:
    """What to say of each of a batch whose captures are stored, in its order: `became` has what they became.

    How far files were read, what was refused and what was met again is noted first.
    """
    again = iter(note_revisits([one for one in batch if isinstance(one, Revisit)]))
    note_refusals(one for one in batch if isinstance(one, Rejection | Skipped))
    note_checkpoints(one for one in batch if isinstance(one, Checkpoint))
    captured = iter(became)
    for one in batch:
        if isinstance(one, RawCapture):
            yield next(captured)
        elif isinstance(one, Revisit):
            yield _met_again(one, next(again))
        elif not isinstance(one, Checkpoint):
            yield one


def _met_again(revisit: Revisit, capture_id: int | None) -> Skipped:
    """What became of a page that was met again unchanged."""
    if capture_id is None:
        return Skipped(name=revisit.name, reason=f"unchanged, and no earlier capture is here: {revisit.first_url}")
    return Skipped(name=revisit.name, reason=f"unchanged: seen again, as noted with capture {capture_id}")


@transaction.atomic
def note_refusals(refusals: Iterable[Rejection | Skipped]) -> None:
    """Keep what could not even become a capture, or was passed over; the same one again is no second row."""
    rows = [
        RefusedInput(
            name=storable(one.name, limit=_LONGEST_NAME),
            reason=storable(one.reason, limit=_LONGEST_REASON),
            is_skipped=isinstance(one, Skipped),
        )
        for one in sorted(refusals, key=lambda one: (one.name, one.reason))  # in one order, as with sightings
        if not (isinstance(one, Skipped) and one.is_here)
    ]
    RefusedInput.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def note_revisits(revisits: Sequence[Revisit]) -> list[int | None]:
    """Give the captures of pages that were met again unchanged one more sighting each.

    Returns their ids in the order of `revisits`, None where the archive has no capture of the page from before.
    """
    hashes = {_md5(one.first_url) for one in revisits if one.first_url}
    rows = Sighting.objects.annotate(url_hash=MD5("url")).filter(url__gt="", url_hash__in=hashes)
    by_url: dict[str, list[Sighting]] = {}
    for sighting in rows.order_by("captured_at", "pk"):
        by_url.setdefault(sighting.url, []).append(sighting)
    found: list[int | None] = []
    arrivals: list[Sighting] = []
    for one in revisits:
        earlier = [row for row in by_url.get(one.first_url, []) if _may_be(row, one)]
        exact = [row for row in earlier if row.captured_at == one.first_seen]
        original = (exact or earlier)[-1] if earlier else None
        found.append(original.capture_id if original else None)
        if original is not None:
            arrivals.append(
                Sighting(
                    capture_id=original.capture_id,
                    url=storable(one.url),
                    file_name=storable(one.name),
                    captured_at=one.captured_at,
                )
            )
    add_sightings(arrivals)
    return found


def _may_be(row: Sighting, revisit: Revisit) -> bool:
    """Whether a page may have been met again after this sighting."""
    return row.captured_at is None or revisit.captured_at is None or row.captured_at <= revisit.captured_at


def batched(rows: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """`rows` in lists of at most `size`."""
    return (rows[start : start + size] for start in range(0, len(rows), size))


def _rows(path: str) -> models.QuerySet[TakenFile]:
    return TakenFile.objects.annotate(path_hash=MD5("path")).filter(path_hash=_md5(path))


def _md5(text: str) -> str:
    """What PostgreSQL's md5() gives, by which long texts are indexed."""
    return hashlib.md5(storable(text).encode(), usedforsecurity=False).hexdigest()
