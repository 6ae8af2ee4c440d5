"""What the archive remembers of itself, by key."""

from __future__ import annotations

from typing import Any

from articles.models import ArchiveState


def recall(key: str) -> Any:
    """What was remembered under `key`, None where nothing was."""
    return ArchiveState.objects.filter(pk=key).values_list("value", flat=True).first()


def remember(*, key: str, value: Any) -> None:
    """Remember a JSON value under `key`."""
    ArchiveState.objects.update_or_create(pk=key, defaults={"value": value})


def forget(*, key: str) -> None:
    """Remember nothing under `key` any more."""
    ArchiveState.objects.filter(pk=key).delete()
