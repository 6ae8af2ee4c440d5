"""/health/, /robots.txt and /favicon.ico."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.db import OperationalError, connection


@pytest.mark.django_db
def test_health_says_ok_where_the_database_answers(client):
    response = client.get("/health/")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_health_says_503_where_it_does_not(client, monkeypatch):
    def refuse(*_args, **_kwargs):
        raise OperationalError("gone")

    monkeypatch.setattr(connection._connections[connection._alias], "cursor", refuse)
    assert client.get("/health/").status_code == 503


@pytest.mark.django_db
def test_health_is_not_redirected_to_https(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/health/").status_code == 200
    assert client.get("/robots.txt").status_code == 301


def test_robots_may_read_all_but_the_admin(client):
    response = client.get("/robots.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    lines = response.content.decode().splitlines()
    assert "Disallow: /admin/" in lines
    assert "Disallow: /" not in lines


def test_the_icon_is_where_browsers_ask_for_it(client):
    response = client.get("/favicon.ico")
    assert (response.status_code, response["Location"]) == (302, "/static/articles/img/favicon.ico")
    icon = Path(finders.find("articles/img/favicon.ico")).read_bytes()
    assert icon.startswith(b"\0\0\1\0")
    assert icon.count(b"\x89PNG") == int.from_bytes(icon[4:6], "little")
