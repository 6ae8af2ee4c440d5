"""What a cluster's `postmaster.pid` says, and whether it is still true."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

FILE = "postmaster.pid"


@dataclass(frozen=True, slots=True, kw_only=True)
class Postmaster:
    """A running server: its process, its socket's folder, and its word on itself ("ready", "starting", "stopping")."""

    pid: int
    socket_folder: Path
    status: str

    @property
    def is_ready(self) -> bool:
        """Whether it takes connections: before that, its file may not even tell where its socket stands."""
        return self.status in ("ready", "standby")


def find_postmaster(data: Path) -> Postmaster | None:
    """The server that runs on a data folder, if one does."""
    try:
        lines = (data / FILE).read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except FileNotFoundError:
        return None
    # Lines: process id, data folder, start, port, socket folder, address, shared memory, status
    if not lines or not lines[0].strip().isdecimal():
        return None
    pid = int(lines[0])
    if not is_server_of(pid, data):
        return None
    return Postmaster(
        pid=pid,
        socket_folder=Path(lines[4].strip()) if len(lines) > 4 else Path(),
        status=lines[7].strip() if len(lines) > 7 else "starting",
    )


def is_server_of(pid: int, data: Path) -> bool:
    """Whether a process is the server of a data folder, and not a stranger that was given its number later."""
    if sys.platform == "linux":
        try:
            # The server works in its data folder, which may be a link to a larger disk.
            return Path(f"/proc/{pid}/cwd").readlink() == data.resolve()
        except OSError:
            return False
    shown = subprocess.run(
        ["/bin/ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, errors="replace", check=False
    )
    return "postgres" in shown.stdout and str(data) in shown.stdout


def clear_stale(data: Path, socket_file: Path) -> None:
    """Remove what a power cut left behind, where PostgreSQL would not.

    It takes any living process with the number in `postmaster.pid` for its own server and then refuses to start. Where
    no process has that number it clears up by itself, after a look at shared memory, so that is left to it. Call this
    only where `find_postmaster` found none.
    """
    lock = socket_file.with_name(socket_file.name + ".lock")
    for file in (data / FILE, lock):
        try:
            pid = int(file.read_text(encoding="utf-8", errors="replace").split("\n", 1)[0])
        except FileNotFoundError:
            continue
        except ValueError:  # emptied by the power cut
            file.unlink(missing_ok=True)
            continue
        if pid > 0 and is_alive(pid):
            file.unlink(missing_ok=True)


def answers(socket_file: Path) -> bool:
    """Whether a server listens behind a socket file, though it runs where its process cannot be seen."""
    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(5)
        try:
            probe.connect(str(socket_file))
        except OSError:
            return False
    return True


def is_alive(pid: int) -> bool:
    """Whether any process has a number."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
