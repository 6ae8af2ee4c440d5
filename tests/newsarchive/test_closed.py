"""An archive that is closed to everyone who is not signed in."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model

pytestmark = pytest.mark.django_db
PAGES = ("/", "/companies/", "/topics/", "/articles/1/a/", "/admin/", "/accounts/password/")
OPEN = ("/health/", "/robots.txt", "/accounts/login/")


@pytest.fixture
def closed(settings):
    settings.NEWSARCHIVE_CLOSED = True


@pytest.mark.parametrize("address", PAGES)
def test_strangers_are_sent_to_sign_in(closed, client, address):
    response = client.get(address)
    assert response.status_code == 302
    assert "login" in response["Location"]


@pytest.mark.parametrize("address", OPEN)
def test_what_is_needed_to_come_in_stays_open(closed, client, address):
    assert client.get(address).status_code == 200


def test_whoever_is_signed_in_may_read(closed, client):
    client.force_login(get_user_model().objects.create_user("ada"))
    assert client.get("/").status_code == 200


def test_robots_are_asked_to_stay_away(closed, client):
    assert client.get("/robots.txt").content.decode() == "User-agent: *\nDisallow: /\n"
    for address in (*PAGES, *OPEN):
        response = client.get(address)
        assert response["X-Robots-Tag"] == "noindex, nofollow, noarchive"
        assert "private" in response["Cache-Control"]


def test_an_open_archive_says_nothing_of_the_kind(client):
    response = client.get("/")
    assert response.status_code == 200
    assert "X-Robots-Tag" not in response


def test_programs_are_told_that_it_is_closed(client, closed):
    response = client.get("/api/articles/")
    assert (response.status_code, list(response.json())) == (401, ["error"])
