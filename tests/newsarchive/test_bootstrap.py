"""What `make` does before anything else: `.venv`, and the lock file installed into it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from newsarchive import bootstrap


@pytest.fixture
def project(tmp_path: Path, monkeypatch) -> Path:
    monkeypatch.setattr(bootstrap, "PROJECT", tmp_path)
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(bootstrap, "VENV_PYTHON", tmp_path / ".venv" / "bin" / "python")
    (tmp_path / "requirements.txt").write_text("# nothing\n")
    return tmp_path


@pytest.fixture
def calls(monkeypatch) -> list[list[str]]:
    """The programs that bootstrap starts for their effect; they are only written down."""
    made: list[list[str]] = []
    run = subprocess.run

    def note(command, **options):
        if options.get("capture_output"):
            return run(command, **options)
        made.append([str(part) for part in command])
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(bootstrap.subprocess, "run", note)
    return made


def make_venv(project: Path) -> None:
    (project / ".venv" / "bin").mkdir(parents=True)
    (project / ".venv" / "bin" / "python").symlink_to(sys.executable)


def test_a_lock_is_installed_whole_and_checked(project, calls):
    make_venv(project)
    assert bootstrap.main("requirements.txt") == 0
    assert calls[0][1:4] == ["-m", "pip", "install"] or "--python" in calls[0]
    assert {"--no-deps", "--require-hashes", "-r"} <= set(calls[0])


def test_an_unchanged_lock_is_not_installed_again(project, calls):
    make_venv(project)
    bootstrap.main("requirements.txt")
    calls.clear()
    assert bootstrap.main("requirements.txt") == 0
    assert calls == []
    (project / "requirements.txt").write_text("# changed\n")
    assert bootstrap.main("requirements.txt") == 0
    assert len(calls) == 1


def test_a_venv_that_was_broken_off_is_made_anew(project, calls):
    (project / ".venv" / "bin").mkdir(parents=True)
    bootstrap.main("requirements.txt")
    assert calls[0][1:4] == ["-m", "venv", "--clear"]


def test_a_python_without_ensurepip_makes_a_venv_without_pip_and_lends_its_own(project, calls, monkeypatch):
    def runs(program, *arguments):
        return "--python" in arguments or (
            program == bootstrap.VENV_PYTHON and arguments == ("-c", "") and len(calls) > 0
        )

    monkeypatch.setattr(bootstrap, "runs", runs)
    (project / ".venv").mkdir()
    assert bootstrap.main("requirements.txt") == 0
    assert "--without-pip" in calls[0]
    assert calls[1][1:5] == ["-m", "pip", "--python", str(bootstrap.VENV_PYTHON)]


def test_a_machine_without_pip_is_told_what_to_install(project, calls, monkeypatch, capsys):
    make_venv(project)
    monkeypatch.setattr(bootstrap, "runs", lambda program, *arguments: arguments == ("-c", ""))
    assert bootstrap.main("requirements.txt") == 1
    assert "apt-get install python3-pip python3-venv" in capsys.readouterr().err


def test_an_old_python_is_told_so(project, monkeypatch, capsys):
    monkeypatch.setattr(bootstrap, "OLDEST", (99, 0))
    assert bootstrap.main("requirements.txt") == 1
    assert "needs Python 99.0 or newer" in capsys.readouterr().err


def test_a_failed_installation_is_tried_again_by_the_next_make(project, monkeypatch):
    make_venv(project)
    monkeypatch.setattr(bootstrap, "pip_command", lambda: [sys.executable, "-c", "raise SystemExit(1)"])
    assert bootstrap.main("requirements.txt") == 1
    assert not list((project / ".venv").glob("*.sha256"))
