"""The command line itself: `manage.py`, whatever command it runs."""

from __future__ import annotations

import runpy
import subprocess
import sys

import pytest

from tests.newsarchive.conftest import PROJECT


def test_ctrl_c_before_a_command_listens_ends_in_a_word_and_not_in_a_traceback(monkeypatch, capsys):
    def interrupted(arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr("django.core.management.execute_from_command_line", interrupted)
    with pytest.raises(SystemExit) as end:
        runpy.run_path(str(PROJECT / "manage.py"), run_name="__main__")
    assert end.value.code == 130
    assert capsys.readouterr().err.strip() == "Stopped."


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("NEWSARCHIVE_DEBUG", "maybe", "NEWSARCHIVE_DEBUG must be 1 or 0, not 'maybe'."),
        ("NEWSARCHIVE_LOG_LEVEL", "loud", "NEWSARCHIVE_LOG_LEVEL must be one of DEBUG, INFO,"),
        ("DATABASE_URL", "mysql://ledger.example/x", "DATABASE_URL is not a PostgreSQL address."),
    ],
)
def test_a_wrong_setting_ends_in_a_word_and_not_in_a_traceback(monkeypatch, name, value, told):
    monkeypatch.setenv(name, value)
    ended = subprocess.run([sys.executable, "manage.py", "jobs"], cwd=PROJECT, capture_output=True, text=True)
    assert ended.returncode == 1
    assert ended.stderr.startswith(told)
    assert "Traceback" not in ended.stderr


def test_commands_and_pages_load_no_scikit_learn():
    program = (
        "import os, sys, django\n"
        "os.environ['DJANGO_SETTINGS_MODULE'] = 'newsarchive.settings'\n"
        "django.setup()\n"
        "import newsarchive.urls, articles.pipeline\n"
        "print([name for name in ('sklearn', 'scipy') if name in sys.modules])\n"
    )
    told = subprocess.run([sys.executable, "-c", program], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
