"""Who uses a cluster."""

from __future__ import annotations

from pathlib import Path


class Usage:
    """Placeholder while it is being written."""


def usage_of(cluster: Path, state: Path) -> Usage:
    """One process's use."""
    raise RuntimeError("set DATABASE_URL for now")
