"""A bound for work that a bad pattern, or the square of a length, would make last for minutes or hours.

No speed is tested by it, commands measure that: it lies ten times and more above what a slow machine takes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import process_time
from typing import Final

ENDLESS: Final = 120  # seconds of processor time


@contextmanager
def soon() -> Iterator[None]:
    """Fail where what is done within takes as long as if it had no end."""
    begun = process_time()
    yield
    assert process_time() - begun < ENDLESS
