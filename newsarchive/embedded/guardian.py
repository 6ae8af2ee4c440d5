"""A small process that stops the server where the last user was killed and could not.

It looks every two seconds whether anybody still holds `users.lock`. One runs for each cluster that is in use: whoever
enters posts one, and a second one goes away at once.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from newsarchive.embedded.account import Account
from newsarchive.embedded.cluster import LOG_LIMIT, Cluster
from newsarchive.embedded.errors import ClusterError
from newsarchive.embedded.locks import GUARDIAN, USERS, lock_alone, open_lock, try_lock_alone
from newsarchive.embedded.placement import Placement

INTERVAL = 2  # seconds
PROJECT = Path(__file__).resolve().parent.parent.parent


def post(placement: Placement) -> None:
    """Start a guardian where there is none. Call it while nobody else can enter or leave."""
    descriptor = open_lock(placement, GUARDIAN)
    try:
        if not try_lock_alone(descriptor):
            return
    finally:
        os.close(descriptor)
    account = placement.account
    facts = [str(placement.folder), str(placement.programs), account.name, str(account.uid), str(account.gid)]
    subprocess.run(
        [sys.executable, "-m", "newsarchive.embedded.guardian", *facts],
        cwd=PROJECT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        check=False,
    )


def dismiss(placement: Placement) -> None:
    """End the guardian of a cluster that has just been stopped. Call it while nobody else can enter or leave."""
    descriptor = open_lock(placement, GUARDIAN)
    try:
        deadline = time.monotonic() + INTERVAL
        while not try_lock_alone(descriptor) and time.monotonic() < deadline:
            number = os.pread(descriptor, 20, 0)
            if number.isdigit():  # of the process that holds the lock, so of no stranger
                with contextlib.suppress(ProcessLookupError):
                    os.kill(int(number), signal.SIGTERM)
            time.sleep(0.01)
    finally:
        os.close(descriptor)


def main(folder: str, programs: str, name: str, uid: str, gid: str) -> None:
    """Stay in the background until nobody uses the cluster."""
    account = Account(name=name, uid=int(uid), gid=int(gid))
    placement = Placement(folder=Path(folder), programs=Path(programs), account=account)
    if os.fork():
        os._exit(0)
    os.setsid()
    os.chdir("/")
    with contextlib.suppress(OSError):  # somebody removed the folder; the server notices that by itself
        watch(Cluster(placement=placement))


def watch(cluster: Cluster) -> None:
    """Wait until nobody uses the cluster, then stop its server."""
    post_lock = open_lock(cluster.placement, GUARDIAN)
    if not try_lock_alone(post_lock):
        return
    os.ftruncate(post_lock, 0)
    os.write(post_lock, str(os.getpid()).encode("ascii"))
    users = open_lock(cluster.placement, USERS)
    while True:
        time.sleep(INTERVAL)
        bound_running_log(cluster.log)
        with lock_alone(cluster.placement):
            if try_lock_alone(users):
                with contextlib.suppress(ClusterError):
                    cluster.stop()
                os.close(post_lock)  # before anyone can enter and take this guardian for theirs
                return


def bound_running_log(log: Path) -> None:
    """Empty a log that has become very long while the server, which appends to it, runs."""
    with contextlib.suppress(FileNotFoundError):
        if log.stat().st_size > 4 * LOG_LIMIT:
            os.truncate(log, 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
