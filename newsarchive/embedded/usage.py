"""Who uses a cluster: each process holds a shared lock on a file, and the last one out stops the server.

Two locks, both by flock, which the kernel lets go when a process dies, however it dies:

- `starting.lock`, exclusive: whoever starts or stops the server, or enters or leaves, for as long as that takes;
- `users.lock`, shared: every process that uses the server, from its first connection to its end.

Whoever leaves takes `starting.lock` and then tries to make its shared lock on `users.lock` an exclusive one. That
succeeds only for the last one. A guardian (`guardian.py`) does the same for those that were killed.
"""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import logging
import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

from newsarchive.embedded import guardian
from newsarchive.embedded.cluster import Cluster
from newsarchive.embedded.errors import ClusterError
from newsarchive.embedded.locks import USERS, lock_alone, open_lock, try_lock_alone
from newsarchive.embedded.placement import place

logger = logging.getLogger(__name__)


class Usage:
    """The present process's use of one cluster. Safe to call from any thread, and across forks."""

    def __init__(self, cluster: Path, state: Path) -> None:
        self._wanted = (cluster, state)
        self._cluster: Cluster | None = None
        self._users: int | None = None  # the descriptor that holds the shared lock
        self._mutex = threading.Lock()

    @property
    def cluster(self) -> Cluster:
        """The cluster at its place, which is found or made when it is first asked for."""
        if self._cluster is None:
            self._cluster = Cluster(placement=place(*self._wanted))
        return self._cluster

    def host(self) -> Path:
        """The folder of the running server's socket; the first call enters, and starts it where necessary."""
        with self._mutex:
            if self._users is None:
                return self._enter()
        found = self.cluster.running()
        return found.socket_folder if found and found.is_ready else self.revive()

    def revive(self) -> Path:
        """Start the server again where it has died, or wait until another process has done so."""
        with self._mutex:
            if self._users is None:
                return self._enter()
            with lock_alone(self.cluster.placement):
                return self.cluster.ensure_running().socket_folder

    def leave(self) -> None:
        """Stop using the cluster; the last one out stops the server."""
        with self._mutex:
            if self._users is None:
                return
            users, self._users = self._users, None
            try:
                with lock_alone(self.cluster.placement):
                    if try_lock_alone(users):
                        self.cluster.stop()
                        guardian.dismiss(self.cluster.placement)
            except (OSError, ClusterError):  # somebody removed the folder, say; nothing to keep the process for
                logger.debug("could not leave %s", self.cluster.folder, exc_info=True)
            finally:
                os.close(users)

    def _enter(self) -> Path:
        with lock_alone(self.cluster.placement):
            users = open_lock(self.cluster.placement, USERS)
            try:
                fcntl.flock(users, fcntl.LOCK_SH)
                guardian.post(self.cluster.placement)
                found = self.cluster.ensure_running()
            except BaseException:
                os.close(users)
                raise
            self._users = users
        return found.socket_folder

    def forget(self) -> None:
        """In a child process after a fork: the lock is the parent's, and the child takes its own when it connects."""
        self._mutex = threading.Lock()
        if self._users is not None:
            with contextlib.suppress(OSError):
                os.close(self._users)
            self._users = None


_usages: dict[tuple[Path, Path], Usage] = {}
_usages_mutex = threading.Lock()


def usage_of(cluster: Path, state: Path) -> Usage:
    """The present process's use of the cluster in a folder."""
    with _usages_mutex:
        if not _usages:
            atexit.register(leave_all)
        return _usages.setdefault((cluster, state), Usage(cluster, state))


def leave_all() -> None:
    """Leave every cluster; runs when the process ends, and is not to be disturbed by being told so twice."""
    try:
        _ignore_signals()
    except (KeyboardInterrupt, SystemExit):  # the second signal was there already
        _ignore_signals()
    for usage in _used():
        usage.leave()


def _ignore_signals() -> None:
    with contextlib.suppress(ValueError):  # they belong to the main thread
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)


def _used() -> Iterator[Usage]:
    return iter(tuple(_usages.values()))


def _forget_all() -> None:
    # Leaving is for the parent, which mostly lives longer; where it does not, the kernel and the guardian see to it.
    atexit.unregister(leave_all)
    for usage in _used():
        usage.forget()


os.register_at_fork(after_in_child=_forget_all)
