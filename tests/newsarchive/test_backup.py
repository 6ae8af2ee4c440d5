"""A backup holds everything, and fills a new archive: all of it or nothing."""

from __future__ import annotations

import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import time
import zipfile
from contextlib import contextmanager

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from articles.models import Article
from articles.search.live.snapshot import one_snapshot
from newsarchive.backups import restoring, writing
from newsarchive.backups.manifest import DUMP, MANIFEST, UNDUMPED
from newsarchive.backups.reading import check_backup, open_backup
from newsarchive.preparation import add_prewarming
from tests.factories import ArticleFactory, CaptureFactory, TaggingFactory, UserFactory
from tests.newsarchive.conftest import PROJECT

TABLES = """
    SELECT relname FROM pg_class
    WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' ORDER BY relname
"""
OBJECTS = """
    SELECT 'trigger', tgrelid::regclass::text, tgname, tgenabled::text, obj_description(oid) FROM pg_trigger
    WHERE NOT tgisinternal
    UNION ALL SELECT 'index', indrelid::regclass::text, indexrelid::regclass::text, pg_get_indexdef(indexrelid), ''
    FROM pg_index JOIN pg_class ON pg_class.oid = indrelid WHERE relnamespace = current_schema()::regnamespace
    UNION ALL SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid), ''
    FROM pg_constraint WHERE connamespace = current_schema()::regnamespace
    UNION ALL SELECT 'routine', proname, pg_get_function_identity_arguments(oid), md5(prosrc), '' FROM pg_proc
    WHERE pronamespace = current_schema()::regnamespace
    UNION ALL SELECT 'sequence', sequencename, coalesce(last_value, 0)::text, '', '' FROM pg_sequences
    ORDER BY 1, 2, 3
"""


def state():
    """Every row of every table as text, and every object beside them."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        names = [name for (name,) in cursor.fetchall()]
        rows = {}
        for name in names:
            if name != UNDUMPED:
                cursor.execute(f'SELECT one::text FROM "{name}" AS one ORDER BY 1')
                rows[name] = [row for (row,) in cursor.fetchall()]
        cursor.execute(OBJECTS)
        return rows, cursor.fetchall()


@contextmanager
def new_database():
    """Have the block work on an empty database beside the tests' own."""
    settings = connection.settings_dict
    name = settings["NAME"]
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}_new"')
        cursor.execute(f'CREATE DATABASE "{name}_new" TEMPLATE template0')
    connection.close()
    settings["NAME"] = f"{name}_new"
    try:
        yield
    finally:
        connection.close()
        settings["NAME"] = name
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}_new" WITH (FORCE)')


@pytest.fixture
def archive(transactional_db):
    """An archive with a little of everything."""
    UserFactory(username="ada")
    CaptureFactory.create_batch(3)
    article = ArticleFactory(title="Tariffs on steel – 50 % ‘soon’")
    TaggingFactory(article=article)
    Article.objects.filter(pk=article.pk).update(text="Changed, so that history has a row.\n\n\\. and a\ttab")


@pytest.fixture
def backup(archive, tmp_path, capsys):
    """A backup of it."""
    file = tmp_path / "archive.backup"
    call_command("backup", str(file))
    capsys.readouterr()
    return file


def restore(file, *options):
    call_command("restore", str(file), *options)


def test_a_backup_fills_a_new_archive_row_by_row(backup, capsys):
    before = state()
    with new_database():
        restore(backup)
        rows, objects = state()
    assert rows.keys() == before[0].keys()
    for name, found in rows.items():
        assert found == before[0][name], name
    assert len(rows["articles_articleevent"]) > 0
    assert objects == before[1]
    assert "Restored 3 captures" in capsys.readouterr().out


def test_the_manifest_tells_what_was_saved(backup):
    with zipfile.ZipFile(backup) as found:
        assert found.namelist() == [DUMP, MANIFEST]
        manifest = json.loads(found.read(MANIFEST))
        assert found.read(DUMP)[:5] == b"PGDMP"
    assert manifest["rows"]["articles_capture"] == 3
    assert manifest["settings"]["TIME_ZONE"] == "UTC"
    assert "0001_initial" in manifest["migrations"]["articles"]
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert [path.name for path in backup.parent.iterdir()] == [backup.name]


def test_an_extension_that_a_start_adds_is_left_to_the_next_start(archive, tmp_path):
    added = "SELECT count(*) FROM pg_extension WHERE extname = 'pg_prewarm'"
    file = tmp_path / "archive.backup"
    with connection.cursor() as cursor:
        add_prewarming()
        cursor.execute(added)
        assert cursor.fetchone() == (1,)
        call_command("backup", str(file))
        cursor.execute("DROP EXTENSION pg_prewarm")
    with zipfile.ZipFile(file) as found:
        assert "pg_prewarm" not in json.loads(found.read(MANIFEST))["extensions"]
    with new_database():
        restore(file)
        with connection.cursor() as cursor:
            cursor.execute(added)
            assert cursor.fetchone() == (0,)


def test_a_second_backup_to_the_same_file_is_refused_and_harms_neither(backup, monkeypatch):
    real = writing._dump

    def with_another(*told):
        with monkeypatch.context() as patch:
            patch.setattr(writing, "_dump", real)
            with pytest.raises(CommandError, match=r"another backup to .* is being written"):
                call_command("backup", str(backup))
        return real(*told)

    before = _rows_saved(backup)
    ArticleFactory()
    monkeypatch.setattr(writing, "_dump", with_another)
    call_command("backup", str(backup))
    assert _rows_saved(backup) == before + 1
    check_backup(open_backup(backup))


def _rows_saved(backup):
    with zipfile.ZipFile(backup) as found:
        return json.loads(found.read(MANIFEST))["rows"]["articles_article"]


def test_what_a_killed_backup_left_is_written_over(backup):
    left = backup.with_name(f".{backup.name}.part")
    left.write_bytes(b"cut off" * 1_000_000)
    left.chmod(0o644)
    call_command("backup", str(backup))
    check_backup(open_backup(backup))
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert not left.exists()


def test_a_folder_is_refused_before_anything_is_dumped(archive, tmp_path, monkeypatch):
    monkeypatch.setattr(writing, "_dump", lambda *_: pytest.fail("dumped"))
    with pytest.raises(CommandError, match="no ordinary file"):
        call_command("backup", str(tmp_path))


def test_the_version_is_that_of_the_project():
    import tomllib

    from newsarchive import VERSION

    assert tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]["version"] == VERSION


def test_an_archive_that_is_not_empty_is_left_alone_unless_told_otherwise(backup, capsys):
    before = state()[0]
    ArticleFactory()
    with pytest.raises(CommandError, match=r"not empty \(\d+ captures, 2 articles, 1 accounts\)"):
        restore(backup)
    assert Article.objects.count() == 2
    restore(backup, "--replace")
    assert state()[0] == before


def test_what_is_held_in_memory_is_read_anew_after_a_restore(backup):
    ArticleFactory()
    restore(backup, "--replace")
    with one_snapshot() as view:
        assert int(view.entries.alive.sum()) == state_of_entries()
    ArticleFactory()
    restore(backup, "--replace")
    with one_snapshot() as view:
        assert int(view.entries.alive.sum()) == state_of_entries()


def state_of_entries():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM articles_searchentry")
        return cursor.fetchone()[0]


def flip(file, place):
    content = bytearray(file.read_bytes())
    content[place] ^= 0xFF
    file.write_bytes(bytes(content))


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_a_cut_off_file_is_refused_before_anything_changes(backup, share):
    before = state()
    content = backup.read_bytes()
    backup.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(CommandError, match="cut off or damaged"):
        restore(backup, "--replace")
    assert state() == before


@pytest.mark.parametrize("share", [0.01, 0.3, 0.6, 0.9])
def test_a_changed_byte_is_found_before_anything_changes(backup, share):
    before = state()
    flip(backup, int(open_backup(backup).size * share))
    with pytest.raises(CommandError, match=r"damaged"):
        restore(backup, "--replace")
    assert state() == before


def test_a_backup_that_was_packed_anew_is_read_and_its_damage_told(backup, tmp_path):
    packed = tmp_path / "packed.backup"
    with zipfile.ZipFile(backup) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        start = new.getinfo(DUMP).header_offset
    check_backup(open_backup(packed))
    content = bytearray(packed.read_bytes())
    content[start + 1_000 : start + 1_400] = b"\xff" * 400
    packed.write_bytes(content)
    with pytest.raises(CommandError, match="is damaged"):
        restore(packed, "--replace")


def test_a_stranger_is_refused_and_a_plain_dump_taken_when_told(backup, tmp_path):
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear all")
    with pytest.raises(CommandError, match="no backup of an archive"):
        restore(letter, "--replace", "--anyway")
    plain = tmp_path / "plain.dump"
    with zipfile.ZipFile(backup) as found:
        plain.write_bytes(found.read(DUMP))
    before = state()
    with pytest.raises(CommandError, match="did not write"):
        restore(plain, "--replace")
    restore(plain, "--replace", "--anyway")
    assert state() == before


def test_a_backup_of_a_newer_project_is_refused(backup, tmp_path):
    newer = tmp_path / "newer.backup"
    with zipfile.ZipFile(backup) as old, zipfile.ZipFile(newer, "w") as new:
        new.writestr(DUMP, old.read(DUMP))
        manifest = json.loads(old.read(MANIFEST))
        manifest["migrations"]["articles"].append("9999_of_next_year")
        new.writestr(MANIFEST, json.dumps(manifest))
    with pytest.raises(CommandError, match=r"newer version.*9999_of_next_year"):
        restore(newer, "--replace")
    restore(newer, "--replace", "--anyway")


def test_a_restore_that_breaks_off_leaves_the_archive_as_it_was(backup, monkeypatch):
    before = state()

    def broken(writing):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(restoring, "_commit", broken)
        with pytest.raises(SystemExit):
            restore(backup, "--replace")
    assert state() == before
    restore(backup, "--replace")
    assert state() == before


def test_what_postgresql_refuses_leaves_the_archive_as_it_was(archive, tmp_path):
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA elsewhere CREATE TABLE of_somebody_else (id int)")
    try:
        call_command("backup", str(tmp_path / "archive.backup"))
        before = state()
        with pytest.raises(
            CommandError, match=r'refused it: ERROR: .*schema "elsewhere" already exists.* as it was before'
        ):
            restore(tmp_path / "archive.backup", "--replace")
        assert state() == before
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA elsewhere CASCADE")


def test_a_backup_that_breaks_off_leaves_the_last_one(backup, monkeypatch):
    def disk_is_full(*_):
        raise OSError(28, "No space left on device")

    before = backup.read_bytes()
    monkeypatch.setattr("newsarchive.backups.writing._dump", disk_is_full)
    with pytest.raises(CommandError, match=r"No backup was written: .*No space left"):
        call_command("backup", str(backup))
    assert backup.read_bytes() == before
    assert [path.name for path in backup.parent.iterdir()] == [backup.name]


@pytest.fixture
def manage(make_place):
    """Runs a management command on an archive of its own, with the PostgreSQL that comes with it."""
    place = make_place()
    environment = {**os.environ, "NEWSARCHIVE_STATE": str(place.state), "PGPORT": "1"}
    environment.pop("DATABASE_URL", None)

    def start(var: str, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "manage.py", *arguments],
            cwd=PROJECT,
            env={**environment, "NEWSARCHIVE_VAR": str(place.root / "checkout" / var)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(var: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        running = start(var, *arguments)
        out, errors = running.communicate()
        return subprocess.CompletedProcess(arguments, running.returncode, out, errors)

    run.start = start
    return run


def test_the_archives_own_postgresql_is_saved_and_restored_too_even_after_a_kill(manage, tmp_path):
    file = tmp_path / "archive.backup"
    assert manage("old", "migrate", "-v", "0").returncode == 0
    made = manage("old", "createsuperuser", "--noinput", "--username", "ada", "--email", "ada@example.org")
    assert made.returncode == 0, made.stderr
    saved = manage("old", "backup", str(file))
    assert saved.returncode == 0, saved.stderr

    killed = manage.start("new", "restore", str(file))
    time.sleep(1.5)
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    restored = manage("new", "restore", str(file), "--replace")
    assert restored.returncode == 0, restored.stderr
    names = manage("new", "dbshell", "--", "-Atc", "SELECT username FROM auth_user")
    assert names.stdout == "ada\n", names.stderr
    assert manage("new", "migrate", "--check").returncode == 0

    again = manage("new", "restore", str(file))
    assert again.returncode == 1
    assert "not empty (1 accounts)" in again.stderr
    shutil.rmtree(tmp_path, ignore_errors=True)
