"""Whether captures became articles or were rejected, as JSON, and putting an earlier state back exactly."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from articles.models import ArticleVersion, Capture
from articles.store.history import machine_write
from articles.store.snapshots import State, column_value, plain
from articles.store.tags_at_once import CHANGED_SINCE, GONE

_COLUMNS: Final = ("status", "reason", "is_rejection_right", "pipeline_version", "processed_at")


def capture_states(*, capture_ids: Collection[int]) -> dict[int, State]:
    """`{capture id: how far it has come, why it was rejected, and the versions that it yields}` of those there."""
    latest: dict[int, list[int]] = defaultdict(list)
    versions = ArticleVersion.objects.filter(capture__in=capture_ids, is_latest=True).order_by("pk")
    for capture_id, pk in versions.values_list("capture", "pk"):
        latest[capture_id].append(pk)
    rows = Capture.objects.filter(pk__in=capture_ids).order_by("pk").values("pk", *_COLUMNS)
    return {row["pk"]: {**{name: plain(row[name]) for name in _COLUMNS}, "latest": latest[row["pk"]]} for row in rows}


def has_turned(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether a capture that had become articles is rejected now, or the other way round."""
    return {before["status"], after["status"]} == {Capture.Status.PROCESSED, Capture.Status.REJECTED}


def put_captures_back(*, states: Sequence[tuple[int, Mapping[str, Any], Mapping[str, Any]]]) -> dict[int, str]:
    """Let each (capture, before, after) be as before, where it is still as after; `{capture id: why it was left}`."""
    left: dict[int, str] = {}
    with machine_write():
        ids = [capture_id for capture_id, _, _ in states]
        list(Capture.objects.filter(pk__in=ids).select_for_update(no_key=True).order_by("pk").values_list("pk"))
        now = capture_states(capture_ids=ids)
        for capture_id, before, after in states:
            if capture_id not in now:
                left[capture_id] = GONE
            elif now[capture_id] != after:
                left[capture_id] = CHANGED_SINCE
            else:
                values = {name: column_value(Capture, name, before[name]) for name in _COLUMNS}
                Capture.objects.filter(pk=capture_id).update(**values)
                versions = ArticleVersion.objects.filter(capture=capture_id)
                versions.filter(is_latest=True).exclude(pk__in=before["latest"]).update(is_latest=False)
                versions.filter(is_latest=False, pk__in=before["latest"]).update(is_latest=True)
    return left
