"""The bytes of captures against their hashes."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Collection
from typing import Final

from articles.models import Capture
from articles.store.mending import resize_captures
from articles.verifying.check import Batch, Finding, RowCheck

_AT_ONCE: Final = 4  # captures read at a time: each may have 20 MB


def _look(batch: Batch) -> list[Finding]:
    captures = Capture.objects.filter(pk__range=(batch.first, batch.last)).order_by("pk")
    rows = captures.values_list("pk", "sha256", "size", "status", "content")
    found: list[Finding] = []
    for pk, sha256, size, status, content in rows.iterator(chunk_size=_AT_ONCE):
        if problem := _problem(bytes(content), sha256, status):
            found.append(Finding(subject=f"capture {pk}", problem=problem))
        elif content and len(zlib.decompress(content)) != size:
            found.append(Finding(subject=f"capture {pk}", problem="its size is not that of its bytes", pk=pk))
    return found


def _problem(content: bytes, sha256: str, status: str) -> str:
    """What is wrong with a capture's bytes, empty where nothing is."""
    if status == Capture.Status.EMPTIED:
        return "it was taken down, and its bytes are there" if content else ""
    if not content:
        return "its bytes are gone"
    try:
        raw = zlib.decompress(content)
    except zlib.error as error:
        return f"its bytes cannot be unpacked: {error}"
    if hashlib.sha256(raw).hexdigest() != sha256:
        return "its bytes are not those that its hash was made of"
    return ""


def _mend(ids: Collection[int]) -> None:
    for pk in ids:
        resize_captures(sizes={pk: len(Capture.objects.get(pk=pk).raw())})


CAPTURES: Final = RowCheck(
    name="captures",
    tells="the bytes of every capture are those that its hash was made of",
    table="articles_capture",
    finds=_look,
    mends=_mend,
    size=200,
)
