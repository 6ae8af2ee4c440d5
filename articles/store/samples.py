"""Whether the bundled sample captures were taken in: once ever, and only into a new archive."""

from __future__ import annotations

from typing import Final

from articles.models import Capture
from articles.store.state import recall, remember

STATE_KEY: Final = "samples"


def are_samples_due() -> bool:
    """Whether this is a new archive: samples never finished coming in, and nobody has put in anything else."""
    return not recall(STATE_KEY) and not Capture.objects.filter(is_sample=False).exists()


def note_samples_taken() -> None:
    """Remember that the samples came in, so that removing them is for good."""
    remember(key=STATE_KEY, value=True)
