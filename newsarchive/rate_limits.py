"""How often somebody may ask: so many times in each minute of the clock, whichever worker of a machine is asked."""

from __future__ import annotations

import time
from functools import cache
from typing import Final

from django.conf import settings

from newsarchive.shared_counts import SharedCounts

WINDOW: Final = 60  # seconds


def seconds_to_wait(key: str, *, most: int) -> int:
    """Count a request of `key`; returns 0, or after the first `most` of the minute how long until the next one."""
    now = time.time()
    if not most or _counts().add(key, now=now, window=WINDOW) <= most:
        return 0
    return int(WINDOW - now % WINDOW) + 1


@cache
def _counts() -> SharedCounts:
    return SharedCounts(settings.RATE_COUNTS)
