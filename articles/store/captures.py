"""Captures: their bytes stored before anything is done with them, and what is known of them from every sighting."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, Protocol

from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.utils import timezone

from articles.capture.files import BATCH_BYTES, BATCH_CAPTURES, fills_a_batch
from articles.documents import RawCapture, Removed
from articles.models import Capture, Sighting, Tombstone
from articles.models.capture import CaptureQuerySet
from articles.prose.addresses import LONGEST_KEY
from articles.store.storable import storable

_COMPRESSION: Final = 4  # of real pages a fifth is left, by 6 a hundredth less in nearly twice the time
_SIZES_READ: Final = 1_000  # at a time
_MAX_SOURCE_NAME: Final = 200
_READ_HELD: Final = """
    SELECT id, sha256, status, reason, pipeline_version, is_sample FROM articles_capture
    WHERE sha256 = ANY(%s) ORDER BY id FOR KEY SHARE
"""  # kept from takedowns until the transaction ends; other columns are read where they are asked for
_ZIP_MEMBER: Final = ".zip/"  # in the name of a member, which is its ZIP's path, a slash and its own
_MARK_PROCESSED: Final = """
    UPDATE articles_capture AS capture
    SET status = %s, reason = '', pipeline_version = %s, processed_at = %s,
        encoding = told.encoding, removed = told.removed::jsonb, address_key = told.address_key
    FROM unnest(%s::int[], %s::text[], %s::text[], %s::text[]) AS told (id, encoding, removed, address_key)
    WHERE capture.id = told.id
"""  # a nested loop over the primary key; Django's bulk_update took as long as all inserts together


class Outcome(StrEnum):
    """What became of one capture that came in."""

    NEW = "new"
    COMPLETED = "completed"  # the same bytes, more known of them
    UPDATED = "updated"  # the same page with another text: a new version of its article
    DUPLICATE = "duplicate"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A capture as `record` found or stored it. `capture_id` is None where its bytes were not taken in."""

    name: str
    sha256: str
    outcome: Outcome
    capture_id: int | None = None
    reason: str = ""
    pipeline_version: str = ""  # of the rules that last processed it, empty where none has


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """What all sightings of a capture say together."""

    url: str = ""
    captured_at: datetime | None = None
    source_name: str = ""


def record(*, raw: RawCapture, how: str = Sighting.How.FILE) -> Recorded:
    """Store one capture; see `record_many`."""
    return record_many(raws=[raw], how=how)[0]


def record_many(*, raws: Sequence[RawCapture], how: str = Sighting.How.FILE) -> list[Recorded]:
    """Store the bytes of `raws` and where they were seen, and say of each, in order, what is new about it.

    Bytes that were taken down are not taken in again. A capture whose processing never ended counts as new; one that
    was rejected before is rejected again, unless more is known of it now.
    """
    while True:
        try:
            with transaction.atomic():
                return _record_many(raws, how)
        except _TakenDownMeanwhile:
            continue  # the next look finds the tombstone first


class _TakenDownMeanwhile(Exception):  # noqa: N818  # no error
    """Bytes were taken down after they had been looked up."""


def _record_many(raws: Sequence[RawCapture], how: str) -> list[Recorded]:
    hashes = [hashlib.sha256(raw.content).hexdigest() for raw in raws]
    taken_down = dict(Tombstone.objects.filter(sha256__in=hashes).values_list("sha256", "reason"))
    wanted = {sha: raw for sha, raw in zip(hashes, raws, strict=True) if sha not in taken_down}
    captures = _stored_captures(wanted, how=how)
    if Tombstone.objects.filter(sha256__in=wanted).exists():
        raise _TakenDownMeanwhile
    known = _sightings(captures.values())
    arrivals = [
        None if sha in taken_down else _sighting(captures[sha], raw, how) for sha, raw in zip(hashes, raws, strict=True)
    ]
    add_sightings(one for one in arrivals if one is not None)
    results: list[Recorded] = []
    in_hand: set[str] = set()
    for sha, raw, arrival in zip(hashes, raws, arrivals, strict=True):
        if arrival is None:
            reason = f"taken down: {taken_down[sha]}"
            results.append(Recorded(name=raw.name, sha256=sha, outcome=Outcome.REJECTED, reason=reason))
            continue
        before = known[arrival.capture_id]
        results.append(_recorded(captures[sha], raw.name, before, arrival, is_in_hand=sha in in_hand))
        in_hand.add(sha)
        before.append(arrival)
    if how != Sighting.How.SAMPLE:
        ids = [capture.pk for capture in captures.values() if capture.is_sample]
        Capture.objects.filter(pk__in=ids).update(is_sample=False)
    return results


def add_sightings(sightings: Iterable[Sighting]) -> None:
    """Keep where captures were met; the same again is no second row.

    In one order, so that two runs over the same files wait for each other instead of locking each other out.
    """
    rows = sorted(sightings, key=lambda one: (one.capture_id, one.url, one.file_name, str(one.captured_at)))
    Sighting.objects.bulk_create(rows, ignore_conflicts=True)


def merged_knowledge(sightings: Iterable[Sighting]) -> Knowledge:
    """What sightings in the order of their making say together: first address and publisher, earliest time."""
    seen = list(sightings)
    return Knowledge(
        url=next((one.url for one in seen if one.url), ""),
        captured_at=min((one.captured_at for one in seen if one.captured_at), default=None),
        source_name=next((one.source_name for one in seen if one.source_name), ""),
    )


def load_raws(*, capture_ids: Iterable[int]) -> list[tuple[Capture, RawCapture]]:
    """Captures, locked until the transaction ends, and their bytes with all that is known of them."""
    captures = list(
        Capture.objects.filter(pk__in=list(capture_ids)).select_for_update(no_key=True).order_by("pk").defer("removed")
    )
    sightings = _sightings(captures)
    return [(capture, _raw(capture, sightings[capture.pk])) for capture in captures]


def captures_to_process(*, which: str = "", ids: Sequence[int] | None = None, version: str = "") -> CaptureQuerySet:
    """The captures that can be processed again, oldest first: 'all', the 'rejected' ones, those 'outdated' that other
    rules than those of `version` processed last, or some by their ids.
    """
    captures = Capture.objects.without_content().exclude(status=Capture.Status.EMPTIED).order_by("pk")
    if ids is not None:
        return captures.filter(pk__in=ids)
    if which == "rejected":
        return captures.filter(status=Capture.Status.REJECTED)
    if which == "outdated":
        return captures.exclude(pipeline_version=version)
    if which != "all":
        raise ValueError(f"which captures: {which!r}?")
    return captures


def in_batches_by_size(ids: Sequence[int], *, most: int = BATCH_CAPTURES) -> Iterator[list[int]]:
    """Captures in batches, at most so many in each, of a size whose bytes are held in memory together."""
    for start in range(0, len(ids), _SIZES_READ):
        asked = ids[start : start + _SIZES_READ]
        sizes = dict(Capture.objects.filter(pk__in=asked).values_list("pk", "size"))
        batch: list[int] = []
        total = 0
        for capture_id in asked:
            size = sizes.get(capture_id, 0)
            if batch and (len(batch) == most or fills_a_batch(len(batch), total) or total + size > BATCH_BYTES):
                yield batch
                batch, total = [], 0
            batch.append(capture_id)
            total += size
        if batch:
            yield batch


def _raw(capture: Capture, sightings: Sequence[Sighting]) -> RawCapture:
    known = merged_knowledge(sightings)
    return RawCapture(
        content=capture.raw(),
        media_type=capture.media_type,
        name=next((one.file_name for one in sightings if one.file_name), ""),
        url=known.url,
        captured_at=known.captured_at,
        source_name=known.source_name,
    )


def hold_for_takedown(*, capture_ids: Iterable[int]) -> None:
    """Keep everybody from captures until the transaction ends, in the order in which all lock them."""
    list(Capture.objects.filter(pk__in=list(capture_ids)).select_for_update().order_by("pk").values_list("pk"))


def present_capture(article_id: int) -> Capture | None:
    """The capture that the article's present text was made from."""
    return Capture.objects.filter(versions__article=article_id, versions__is_current=True).first()


def article_ids_of(capture: Capture) -> tuple[int, ...]:
    """The articles that a capture yields, in the order of the page."""
    current = capture.versions.filter(is_latest=True).order_by("position")
    return tuple(current.values_list("article_id", flat=True))


def note_sender(*, capture_id: int, by: AbstractBaseUser, message: str) -> None:
    """Write into the admin's log who sent a capture."""
    LogEntry.objects.create(
        user_id=by.pk,
        content_type=ContentType.objects.get_for_model(Capture),
        object_id=str(capture_id),
        object_repr=f"capture {capture_id}",
        action_flag=ADDITION,
        change_message=message,
    )


class Processed(Protocol):
    """What there is to note of a capture that became articles."""

    @property
    def capture(self) -> Capture:
        """The capture."""

    @property
    def encoding(self) -> str:
        """As cleaning found it."""

    @property
    def address_key(self) -> str:
        """The same for all addresses of the page, empty where none is known."""

    @property
    def removed(self) -> Sequence[Removed]:
        """What of the page belongs to none of its articles."""


def mark_processed(*, works: Sequence[Processed], pipeline_version: str) -> None:
    """Note that captures became articles, and what of each page belongs to none of them."""
    if not works:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            _MARK_PROCESSED,
            [
                Capture.Status.PROCESSED.value,
                pipeline_version,
                timezone.now(),
                [work.capture.pk for work in works],
                [storable(work.encoding, limit=40) for work in works],
                [json.dumps(removed_as_json(work.removed)) for work in works],
                [storable(work.address_key, limit=LONGEST_KEY) for work in works],
            ],
        )


def mark_rejected(*, reasons: Mapping[int, str], version: str) -> None:
    """Note why captures, `{id: reason}`, became nothing by rules of this version; they can be processed again."""
    by_reason: dict[str, list[int]] = defaultdict(list)
    for capture_id, reason in reasons.items():
        by_reason[storable(reason, limit=2_000)].append(capture_id)
    for reason, capture_ids in by_reason.items():  # most share a few
        Capture.objects.filter(pk__in=capture_ids).exclude(status=Capture.Status.EMPTIED).update(
            status=Capture.Status.REJECTED,
            reason=reason,
            pipeline_version=version,
            processed_at=timezone.now(),
        )


def judge_rejection(*, capture_id: int, is_right: bool) -> bool:
    """Note whether a curator agrees with a rejection, which then waits for nobody; False where it is none."""
    rows = Capture.objects.filter(pk=capture_id, status=Capture.Status.REJECTED)
    return bool(rows.update(is_rejection_right=is_right))


def removed_as_json(removed: Iterable[Removed]) -> list[dict[str, Any]]:
    """Removed pieces as the database keeps them."""
    return [{"text": storable(piece.text), "rule": storable(piece.rule)} for piece in removed]


def _stored_captures(wanted: Mapping[str, RawCapture], *, how: str) -> dict[str, Capture]:
    """`{hash: capture}` for all of `wanted`, those not yet there stored."""

    def read() -> dict[str, Capture]:
        rows = Capture.objects.raw(_READ_HELD, [list(wanted)])
        return {capture.sha256: capture for capture in rows}

    captures = read()
    missing = [
        Capture(
            sha256=sha,
            content=zlib.compress(raw.content, _COMPRESSION),
            size=len(raw.content),
            media_type=storable(raw.media_type, limit=100),
            is_sample=how == Sighting.How.SAMPLE,
        )
        for sha, raw in sorted(wanted.items(), key=lambda one: one[0])  # in one order, as with sightings
        if sha not in captures
    ]
    if missing:
        # Another process may store the same bytes at the same moment; whoever is second reads the first one's row.
        Capture.objects.bulk_create(missing, batch_size=100, ignore_conflicts=True)
        captures = read()
    return captures


def _sightings(captures: Iterable[Capture]) -> dict[int, list[Sighting]]:
    """`{capture id: its sightings so far}`."""
    found: dict[int, list[Sighting]] = defaultdict(list)
    for sighting in Sighting.objects.filter(capture__in=[capture.pk for capture in captures]).order_by("pk"):
        found[sighting.capture_id].append(sighting)
    return found


def _sighting(capture: Capture, raw: RawCapture, how: str) -> Sighting:
    if how == Sighting.How.FILE and _ZIP_MEMBER in raw.name.lower():
        how = Sighting.How.ARCHIVE
    return Sighting(
        capture_id=capture.pk,
        url=storable(raw.url),
        file_name=storable(raw.name),
        captured_at=raw.captured_at,
        source_name=storable(raw.source_name, limit=_MAX_SOURCE_NAME),
        how=how,
    )


def _recorded(
    capture: Capture, name: str, before: Sequence[Sighting], arrival: Sighting, *, is_in_hand: bool
) -> Recorded:
    """What one more sighting means for a capture seen `before`; `is_in_hand` where this very batch brought it."""
    is_again = bool(before)
    knows_more = is_again and merged_knowledge([*before, arrival]) != merged_knowledge(before)
    reason = ""
    if capture.status == Capture.Status.STORED and not is_again:
        outcome = Outcome.NEW
    elif knows_more:
        outcome = Outcome.COMPLETED
    elif capture.status == Capture.Status.STORED:
        outcome = Outcome.DUPLICATE if is_in_hand else Outcome.NEW  # not in hand: met by a run that was killed
    elif capture.status == Capture.Status.REJECTED:
        outcome, reason = Outcome.REJECTED, capture.reason
    else:
        outcome = Outcome.DUPLICATE
    return Recorded(
        name=name,
        sha256=capture.sha256,
        outcome=outcome,
        capture_id=capture.pk,
        reason=reason,
        pipeline_version=capture.pipeline_version,
    )
