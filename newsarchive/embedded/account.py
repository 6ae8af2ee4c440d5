"""Which account runs the server: one's own, or for root, who must not, an unprivileged one."""

from __future__ import annotations

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newsarchive.embedded.errors import ClusterError

UNPRIVILEGED = ("postgres", "nobody")


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An account of the system."""

    name: str
    uid: int
    gid: int

    def is_own(self) -> bool:
        """Whether the present process runs as this account."""
        return self.uid == os.geteuid()

    def run(self, *command: str | Path, **options: Any) -> subprocess.CompletedProcess[str]:
        """Run a program as this account, away from the present folder and with a bare environment.

        Arguments and result are those of `subprocess.run`; output is text.
        """
        if not self.is_own():
            options |= {"user": self.uid, "group": self.gid, "extra_groups": []}
        environment = {"PATH": os.defpath, "LC_ALL": "C", "PGCONNECT_TIMEOUT": "10"}
        defaults = {"cwd": "/", "env": environment, "stdin": subprocess.DEVNULL, "text": True, "umask": 0o077}
        if "input" in options:
            del defaults["stdin"]
        result: subprocess.CompletedProcess[str] = subprocess.run(command, check=False, **{**defaults, **options})
        return result

    def can_enter(self, folder: Path) -> bool:
        """Whether this account reaches a folder, asked by trying."""
        return self.run("/bin/sh", "-c", 'cd "$1"', "sh", folder, stderr=subprocess.DEVNULL).returncode == 0

    def can_run(self, program: Path) -> bool:
        """Whether this account can run a program, asked by asking for its version."""
        try:
            return self.run(program, "--version", capture_output=True).returncode == 0
        except OSError:
            return False

    def give(self, path: Path) -> None:
        """Make this account the owner of a file or folder that the present process made."""
        if not self.is_own():
            os.chown(path, self.uid, self.gid, follow_symlinks=False)


def account_for(cluster: Path) -> Account:
    """The account that owns a cluster, or is to own a new one.

    Raises ClusterError where the cluster is somebody else's, and where root finds no unprivileged account.
    """
    owner = cluster.stat().st_uid if cluster.exists() else None
    if os.geteuid() != 0:
        if owner not in (None, os.geteuid()):
            raise ClusterError(
                f"{cluster} belongs to the account {name_of(owner or 0)}. Run as that account or as root, or let "
                "NEWSARCHIVE_VAR name another folder."
            )
        return Account(name=name_of(os.geteuid()), uid=os.geteuid(), gid=os.getegid())
    if owner:
        return Account(name=name_of(owner), uid=owner, gid=cluster.stat().st_gid)
    for name in UNPRIVILEGED:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name=name, uid=entry.pw_uid, gid=entry.pw_gid)
    raise ClusterError(
        "PostgreSQL does not run as root, and this system has no account postgres or nobody. Run as an ordinary user, "
        "or let DATABASE_URL name a server."
    )


def name_of(uid: int) -> str:
    """The name of an account, or its number where it has none."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
