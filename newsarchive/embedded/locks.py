"""The lock files of a cluster."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator

from newsarchive.embedded.placement import Placement

STARTING = "starting.lock"
USERS = "users.lock"
GUARDIAN = "guardian.lock"


def open_lock(placement: Placement, name: str) -> int:
    """The descriptor of a lock file, which is made where it is missing. Child processes do not inherit it."""
    path = placement.folder / name
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    if os.fstat(descriptor).st_uid != placement.account.uid:
        placement.account.give(path)
    return descriptor


@contextlib.contextmanager
def lock_alone(placement: Placement) -> Iterator[None]:
    """Be the only one who starts, stops, enters or leaves; waits for whoever is at it."""
    descriptor = open_lock(placement, STARTING)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def try_lock_alone(descriptor: int) -> bool:
    """Take an exclusive lock on an open file, unless somebody else holds one of any kind."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
