"""Settings come from the environment; the defaults are those of production."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ImproperlyConfigured

from newsarchive import environment
from newsarchive.database import database_settings, parse_url
from newsarchive.server import Address, address_from_environment
from tests.newsarchive.conftest import PROJECT

PRINT = """
import json, sys
from newsarchive import settings
print(json.dumps({name: getattr(settings, name, None) for name in sys.argv[1:]}, default=str))
"""


@pytest.fixture
def read(tmp_path):
    """Reads settings in a fresh process with an environment of its own."""

    def settings(*names: str, **variables: str) -> dict:
        ended = subprocess.run(
            [sys.executable, "-c", PRINT, *names],
            cwd=PROJECT,
            env={"PATH": os.defpath, "NEWSARCHIVE_VAR": str(tmp_path / "var"), **variables},
            capture_output=True,
            text=True,
            check=False,
        )
        assert ended.returncode == 0, ended.stderr
        return json.loads(ended.stdout)

    return settings


def test_the_defaults_are_those_of_production(read):
    assert read("DEBUG", "ALLOWED_HOSTS", "SESSION_COOKIE_SECURE", "SECURE_HSTS_SECONDS", "NEWSARCHIVE_CLOSED") == {
        "DEBUG": False,
        "ALLOWED_HOSTS": ["localhost", "127.0.0.1", "[::1]"],
        "SESSION_COOKIE_SECURE": False,
        "SECURE_HSTS_SECONDS": 0,
        "NEWSARCHIVE_CLOSED": False,
    }


def test_https_makes_cookies_secure_and_redirects(read):
    found = read(
        "SESSION_COOKIE_SECURE",
        "CSRF_COOKIE_SECURE",
        "SECURE_SSL_REDIRECT",
        "SECURE_HSTS_SECONDS",
        "SECURE_PROXY_SSL_HEADER",
        NEWSARCHIVE_HTTPS="1",
        NEWSARCHIVE_PROXIES="1",
    )
    assert found == {
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": 31_536_000,
        "SECURE_PROXY_SSL_HEADER": ["HTTP_X_FORWARDED_PROTO", "https"],
    }


def test_a_proxys_header_is_not_believed_unless_there_is_one(read):
    assert read("SECURE_PROXY_SSL_HEADER", NEWSARCHIVE_HTTPS="1") == {"SECURE_PROXY_SSL_HEADER": None}


def test_hosts_and_origins_are_lists(read):
    found = read(
        "ALLOWED_HOSTS",
        "CSRF_TRUSTED_ORIGINS",
        NEWSARCHIVE_ALLOWED_HOSTS="news.example.org, archive.example.org",
        NEWSARCHIVE_TRUSTED_ORIGINS="https://news.example.org",
    )
    assert found["ALLOWED_HOSTS"][:2] == ["news.example.org", "archive.example.org"]
    assert found["CSRF_TRUSTED_ORIGINS"] == ["https://news.example.org"]


def test_the_policy_allows_nothing_inline_and_nothing_from_elsewhere(settings):
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    allowed = {source for sources in directives.values() for source in sources}
    assert allowed == {"'self'", "'none'"}
    assert {"default-src", "script-src", "style-src", "object-src", "base-uri", "frame-ancestors"} <= set(directives)


def test_the_secret_key_is_made_once_and_is_private(read, tmp_path):
    first = read("SECRET_KEY")
    assert read("SECRET_KEY") == first
    assert len(first["SECRET_KEY"]) >= 50
    assert stat.S_IMODE((tmp_path / "var" / "secret-key").stat().st_mode) == 0o600
    assert read("SECRET_KEY", NEWSARCHIVE_SECRET_KEY="given") == {"SECRET_KEY": "given"}


def test_processes_that_start_together_agree_on_the_secret_key(tmp_path):
    file = tmp_path / "var" / "secret-key"
    with ThreadPoolExecutor(16) as pool:
        keys = set(pool.map(lambda _: environment.read_or_make_key(file), range(64)))
    assert len(keys) == 1
    assert [path.name for path in file.parent.iterdir()] == ["secret-key"]


def test_a_folder_that_cannot_be_written_gives_a_passing_key(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    key, is_temporary = environment.secret_key(blocked / "var")
    assert is_temporary
    assert len(key) >= 50


@pytest.mark.parametrize("word", ["maybe", "2", "tru"])
def test_a_misspelt_switch_is_refused(monkeypatch, word):
    monkeypatch.setenv("NEWSARCHIVE_CLOSED", word)
    with pytest.raises(ImproperlyConfigured, match="NEWSARCHIVE_CLOSED must be 1 or 0"):
        environment.flag("NEWSARCHIVE_CLOSED")


def test_a_number_that_is_none_is_refused(monkeypatch):
    monkeypatch.setenv("NEWSARCHIVE_PORT", "http")
    with pytest.raises(ImproperlyConfigured, match="NEWSARCHIVE_PORT must be a whole number"):
        environment.number("NEWSARCHIVE_PORT", 8000)


@pytest.mark.parametrize("word", ["0", "65536"])
def test_a_number_outside_its_bounds_is_refused(monkeypatch, word):
    monkeypatch.setenv("NEWSARCHIVE_PORT", word)
    with pytest.raises(ImproperlyConfigured, match=f"NEWSARCHIVE_PORT must be from 1 to 65535, not {word}"):
        address_from_environment()


def test_an_empty_name_of_a_folder_is_none(tmp_path):
    # The project's own folder would be taken otherwise, where the static files that are collected have their sources.
    assert environment.paths_of({"NEWSARCHIVE_VAR": " "}, tmp_path).var == tmp_path / "var"


def test_an_address_that_is_not_this_machines_is_told_from_one_that_is_taken():
    elsewhere = Address(host="192.0.2.1", port=8000).problem()  # for documentation, RFC 5737
    assert "192.0.2.1:8000 cannot be listened on" in elsewhere
    assert "NEWSARCHIVE_HOST" in elsewhere


def test_without_an_address_the_archive_runs_its_own_server(tmp_path):
    paths = environment.paths_of({"NEWSARCHIVE_VAR": str(tmp_path)}, PROJECT)
    found = database_settings({}, paths)
    assert found["ENGINE"] == "newsarchive.embedded.backend"
    assert found["CLUSTER"] == str(tmp_path / "postgres")


def test_with_an_address_none_of_it_runs(tmp_path):
    paths = environment.paths_of({"NEWSARCHIVE_VAR": str(tmp_path)}, PROJECT)
    found = database_settings({"DATABASE_URL": "postgresql://ada:s%40cret@db.example.org:5433/news"}, paths)
    assert found["ENGINE"] == "django.db.backends.postgresql"
    assert "CLUSTER" not in found
    names = ("NAME", "USER", "PASSWORD", "HOST", "PORT")
    assert tuple(found[name] for name in names) == ("news", "ada", "s@cret", "db.example.org", "5433")


def test_what_django_has_no_name_for_becomes_an_option():
    found = parse_url("postgresql:///news?host=/run/postgresql&sslmode=require&application_name=archive")
    assert found["HOST"] == "/run/postgresql"
    assert found["OPTIONS"] == {"sslmode": "require", "application_name": "archive"}


@pytest.mark.parametrize("url", ["mysql://ada@host/news", "news", "postgresql://host"])
def test_an_address_that_is_none_is_refused_without_showing_a_password(url):
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL"):
        parse_url(url)


def test_only_web_requests_have_a_statement_timeout(tmp_path):
    code = (
        "import newsarchive.wsgi\n"
        "from django.db import connections\n"
        "print(connections.settings['default']['OPTIONS']['options'])"
    )
    environment_ = {
        "PATH": os.defpath,
        "NEWSARCHIVE_VAR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "newsarchive.settings",
        "DATABASE_URL": "postgresql:///none?options=-c%20work_mem%3D8MB",
    }
    ended = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, env=environment_, capture_output=True, text=True, check=False
    )
    assert ended.stdout.strip() == "-c work_mem=8MB -c statement_timeout=15000", ended.stderr
