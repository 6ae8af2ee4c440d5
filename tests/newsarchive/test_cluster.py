"""The archive's own PostgreSQL, used by several processes that may die at any time."""

from __future__ import annotations

import os
import random
import signal
import socket
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from newsarchive.embedded import cluster
from newsarchive.embedded.cluster import NAME
from newsarchive.embedded.errors import ClusterError
from tests.newsarchive.cluster_user import connect
from tests.newsarchive.conftest import PROJECT, eventually

AS_ROOT = os.geteuid() == 0
needs_root = pytest.mark.skipif(not AS_ROOT, reason="only root runs PostgreSQL as another account")


def finish(process: subprocess.Popen[str]) -> int:
    """The number of rows that a user of the cluster wrote, which has to end well."""
    output, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    return int(output.split()[-1])


def setting(connection: psycopg.Connection, name: str) -> str:
    return connection.execute("SELECT current_setting(%s)", [name]).fetchone()[0]


def test_the_last_one_out_stops_the_server(place):
    first, second = place.user(), place.user("stay")
    second.stdout.readline()
    finish(first)
    assert place.is_running()
    finish(second)
    assert not place.is_running()


def test_nothing_is_made_before_the_first_connection(place):
    place.usage()
    assert not place.cluster.parent.exists()


def test_many_processes_share_one_server_and_killing_some_harms_no_other(place, is_long):
    chance = random.Random(7)
    count, kills = (40, 20) if is_long else (6, 3)
    users = [place.user(4 if is_long else 2) for _ in range(count)]
    for user in chance.sample(users, kills):
        if chance.random() < 0.7:
            user.stdout.readline()  # else it may be killed while it makes or starts the cluster
        user.send_signal(signal.SIGKILL)
        user.wait()
    written = sum(finish(user) for user in users if user.returncode is None)
    assert written > 0
    assert eventually(lambda: not place.is_running())
    log = place.usage().cluster.log.read_text(encoding="utf-8")
    assert "lock file" not in log  # nobody started a second server
    assert "PANIC" not in log


def test_the_guardian_stops_the_server_when_all_were_killed(place):
    user = place.user("stay")
    user.stdout.readline()
    user.kill()
    user.wait()
    assert eventually(lambda: not place.is_running())


def test_a_server_that_was_killed_is_started_again(place):
    usage = place.usage()
    with connect(usage) as connection:
        connection.execute("CREATE TABLE kept (id int)")
    os.kill(usage.cluster.running().pid, signal.SIGKILL)
    assert eventually(lambda: usage.cluster.running() is None)
    with connect(usage) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (0,)
    usage.leave()
    assert usage.cluster.running() is None


def test_a_server_that_is_only_just_starting_is_waited_for(place, monkeypatch):
    usage = place.usage()
    connect(usage).close()
    ready = usage.cluster.running()
    seen = iter([replace(ready, socket_folder=Path(), status="starting")])  # its file does not say yet where
    monkeypatch.setattr(cluster.Cluster, "running", lambda _: next(seen, ready))
    assert usage.host() == ready.socket_folder
    monkeypatch.undo()
    usage.leave()


def stuck_in_its_stop(usage, monkeypatch):
    """A server that was told to stop and never ends, as its checkpointer does nothing any more; a row was committed."""
    monkeypatch.setattr(cluster, "STOP_PATIENCE", 1)
    with connect(usage) as connection:
        connection.execute("CREATE TABLE kept (id int)")
        connection.execute("INSERT INTO kept VALUES (1)")
        [[checkpointer]] = connection.execute("SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer'")
    os.kill(checkpointer, signal.SIGSTOP)
    return usage.cluster.running()


def test_a_server_that_does_not_stop_is_stopped_at_once(place, monkeypatch):
    usage = place.usage()
    stuck_in_its_stop(usage, monkeypatch)
    usage.leave()
    assert usage.cluster.running() is None


def test_a_server_that_somebody_told_to_stop_and_that_does_not_is_started_anew(place, monkeypatch):
    usage = place.usage()
    stuck = stuck_in_its_stop(usage, monkeypatch)
    os.kill(stuck.pid, signal.SIGINT)
    assert eventually(lambda: usage.cluster.running().status == "stopping")
    usage.revive()
    assert usage.cluster.running().pid != stuck.pid
    with connect(usage) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (1,)


@pytest.mark.parametrize("content", ["a stranger's number", "nothing"])
def test_a_stale_pid_file_does_not_keep_the_server_from_starting(place, content):
    finish(place.user())
    cluster = place.usage().cluster
    with subprocess.Popen(["/bin/sleep", "60"], **own_account(cluster)) as stranger:
        stale = f"{stranger.pid}\n{cluster.data}\n1\n5432\n{cluster.folder}/socket\n\n0 0\nready   \n"
        for file in (cluster.data / "postmaster.pid", cluster.folder / "socket" / ".s.PGSQL.5432.lock"):
            file.write_text(stale if content != "nothing" else "", encoding="utf-8")
            cluster.placement.account.give(file)
        finish(place.user())
        assert stranger.poll() is None
        stranger.kill()


def test_a_server_that_cannot_be_seen_is_left_alone(place):
    cluster = place.usage().cluster
    cluster.data.mkdir()
    pid_file = cluster.data / "postmaster.pid"
    pid_file.write_text(f"{os.getpid()}\n{cluster.data}\n")  # its number is another process's here
    with socket.socket(socket.AF_UNIX) as unseen:
        unseen.bind(str(cluster.make_socket_folder() / ".s.PGSQL.5432"))
        unseen.listen()
        with pytest.raises(ClusterError, match="another container"):
            cluster.start()
    assert pid_file.exists()


def own_account(cluster) -> dict[str, object]:
    """Options of Popen that run a program as the server's account."""
    account = cluster.placement.account
    return {} if account.is_own() else {"user": account.uid, "group": account.gid, "extra_groups": []}


def test_what_an_interrupted_initdb_left_is_cleared_away(place):
    cluster = place.usage().cluster
    left = cluster.folder / "data.making-0123"
    left.mkdir()
    (left / "PG_VERSION").write_text("18\n")
    finish(place.user())
    assert not left.exists()


def test_only_a_socket_in_a_private_folder_leads_to_the_server(place):
    usage = place.usage()
    with connect(usage) as connection:
        assert setting(connection, "listen_addresses") == ""
        for name, value in {
            "fsync": "on",
            "full_page_writes": "on",
            "synchronous_commit": "on",
            "jit": "off",
            "random_page_cost": "1.1",
            "server_encoding": "UTF8",
            "statement_timeout": "0",
        }.items():
            assert setting(connection, name) == value
        shared_buffers = connection.execute(
            "SELECT setting::bigint * 8192 FROM pg_settings WHERE name = 'shared_buffers'"
        )
        assert shared_buffers.fetchone()[0] <= 8 * 1024**3
    facts = usage.host().stat()
    assert stat.S_IMODE(facts.st_mode) == 0o700
    assert facts.st_uid == usage.cluster.placement.account.uid != 0
    assert stat.S_IMODE(place.cluster.stat().st_mode) == 0o700
    usage.leave()


def test_a_long_path_gets_a_socket_in_a_short_one(make_place):
    place = make_place(below="a-folder-with-a-long-name/" * 4 + "var")
    usage = place.usage()
    with connect(usage) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    folder = usage.host()
    assert len(str(folder)) < 60
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    usage.leave()
    assert not folder.exists()


def test_a_path_with_a_comma_gets_a_socket_in_one_without(make_place):
    place = make_place(below="Haber, Fritz/var")
    usage = place.usage()
    with connect(usage) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert "," not in str(usage.host())
    usage.leave()
    assert not place.is_running()


def test_a_running_server_whose_data_were_moved_behind_a_link_is_known(place):
    finish(place.user())
    cluster = place.usage().cluster
    moved = cluster.data.rename(cluster.folder / "larger-disk")
    cluster.data.symlink_to(moved, target_is_directory=True)
    user = place.user("stay")
    user.stdout.readline()
    assert place.is_running()
    finish(user)
    assert not place.is_running()


def test_a_cluster_of_another_major_version_is_refused_with_a_way_out(place):
    finish(place.user())
    usage = place.usage()
    file = usage.cluster.data / "PG_VERSION"
    file.write_text("17\n", encoding="ascii")
    with pytest.raises(ClusterError, match=r"(?s)made by PostgreSQL 17.*backup.*restore"):
        usage.host()
    file.write_text("18\n", encoding="ascii")


def test_a_forked_child_keeps_the_server_for_itself(place):
    code = f"""
import os, sys, time
sys.path.insert(0, {str(PROJECT)!r})
from dataclasses import replace
from pathlib import Path
from newsarchive.embedded.usage import usage_of
from tests.newsarchive.cluster_user import connect
usage = usage_of(Path({str(place.cluster)!r}), Path({str(place.state)!r}))
connect(usage).close()
if os.fork() == 0:
    connect(usage).close()
    print("child is in", flush=True)
    time.sleep(1)
    usage_ = connect(usage)
    print(usage_.execute("SELECT 41 + 1").fetchone()[0], flush=True)
    usage_.close()
else:
    time.sleep(0.5)
"""
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=180, check=False)
    assert ended.stdout.split() == ["child", "is", "in", "42"], ended.stderr
    assert eventually(lambda: not place.is_running())


@needs_root
def test_root_leaves_the_folders_above_as_they_were(place):
    before = {path: stat.S_IMODE(path.stat().st_mode) for path in (place.root, *place.root.parents)}
    finish(place.user())
    assert not place.cluster.is_symlink()
    assert list(place.state.glob("postgres-*")) == []  # the programs may be there, if .venv lies below a closed folder
    assert place.cluster.stat().st_uid != 0
    assert before == {path: stat.S_IMODE(path.stat().st_mode) for path in before}


@needs_root
def test_root_in_a_closed_folder_keeps_the_cluster_in_the_state_directory(make_place):
    place = make_place(is_open=False)
    finish(place.user())
    checkout = place.root / "checkout"
    assert stat.S_IMODE(checkout.stat().st_mode) == 0o700
    assert place.cluster.is_symlink()
    assert place.cluster.resolve().parent == place.state
    finish(place.user())
    with connect(usage := place.usage()) as connection:
        assert connection.execute("SELECT count(*) FROM written").fetchone() == (2,)
    usage.leave()


@needs_root
def test_a_new_checkout_in_the_place_of_an_old_one_begins_anew(make_place):
    place = make_place(is_open=False)
    finish(place.user())
    place.cluster.unlink()  # as removing the checkout does
    finish(place.user())
    with connect(usage := place.usage()) as connection:
        assert connection.execute("SELECT count(*) FROM written").fetchone() == (1,)
    usage.leave()
    assert len(list(place.state.glob("postgres-*-until-*"))) == 1


@needs_root
def test_programs_that_the_account_cannot_reach_are_copied(place, monkeypatch):
    from newsarchive.embedded import account

    is_packaged = "site-packages"
    can_run = account.Account.can_run
    monkeypatch.setattr(
        account.Account, "can_run", lambda self, program: is_packaged not in str(program) and can_run(self, program)
    )
    usage = place.usage()
    with connect(usage) as connection:
        connection.execute("CREATE EXTENSION pg_trgm")
    assert usage.cluster.placement.programs.is_relative_to(place.state)
    usage.leave()


@needs_root
def test_an_ordinary_account_is_told_whose_cluster_it_is(place, monkeypatch):
    finish(place.user())
    usage = place.usage()
    monkeypatch.setattr(os, "geteuid", lambda: 65533)
    with pytest.raises(ClusterError, match="belongs to the account"):
        usage.host()
    monkeypatch.undo()


def test_the_user_and_database_are_the_archives_own(place):
    with connect(usage := place.usage()) as connection:
        assert connection.execute("SELECT current_user, current_database()").fetchone() == (NAME, NAME)
    usage.leave()


@pytest.mark.parametrize("command", [["check"], ["makemigrations", "--check", "--dry-run"]])
def test_commands_that_need_no_database_start_none(tmp_path: Path, command):
    environment = {**os.environ, "NEWSARCHIVE_VAR": str(tmp_path), "NEWSARCHIVE_STATE": str(tmp_path / "state")}
    environment.pop("DATABASE_URL", None)
    ended = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["secret-key"]


def test_a_folder_that_is_closed_is_named(place, monkeypatch):
    def refuse(self: Path, **_options):
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(ClusterError, match=r"var is closed to the present account.*NEWSARCHIVE_VAR"):
        place.usage().host()


def test_a_name_that_is_no_folder_is_told(place, tmp_path):
    (tmp_path / "file").write_text("x")
    place.cluster = tmp_path / "file" / "postgres"
    with pytest.raises(ClusterError, match=r"file is no folder, and none can be made there.*NEWSARCHIVE_VAR"):
        place.usage().host()
