"""An archive that is closed to everyone who is not signed in."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model

from articles.store.roles import give_role

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


def test_who_has_a_role_may_read(closed, client):
    get_user_model().objects.create_user("ada")
    give_role(username="ada", role="reader")
    client.force_login(get_user_model().objects.get(), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/").status_code == 200
    assert client.get("/api/articles/").status_code == 200


def test_an_account_without_a_role_may_only_sign_out_and_change_its_password(closed, client):
    user = get_user_model().objects.create_user("ada")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/").status_code == 403
    answer = client.get("/api/articles/")
    assert (answer.status_code, list(answer.json())) == (403, ["error"])
    assert client.get("/accounts/password/").status_code == 200
    assert client.post("/accounts/logout/").status_code == 302


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
