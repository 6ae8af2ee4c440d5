"""Signing in and out, changing the password, and how often one may try."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.test import RequestFactory

from newsarchive.client_address import client_address

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse 12"
LOGIN = "/accounts/login/"
CHANGE = "/accounts/password/"


@pytest.fixture
def ada():
    return get_user_model().objects.create_user("ada", password=PASSWORD)


@pytest.fixture
def curator():
    return get_user_model().objects.create_superuser("curator", password=PASSWORD)


def sign_in(client, password: str, *, address: str = LOGIN, name: str = "ada", **extra):
    return client.post(address, {"username": name, "password": password}, **extra)


def test_signing_in_and_out(client, ada):
    response = sign_in(client, PASSWORD)
    assert (response.status_code, response["Location"]) == (302, "/")
    assert client.get(CHANGE).status_code == 200
    assert client.post("/accounts/logout/").status_code == 302
    assert client.get(CHANGE).status_code == 302


def test_a_wrong_password_is_refused_in_words(client, ada):
    response = sign_in(client, "wrong")
    assert response.status_code == 200
    assert "do not belong together" in response.content.decode()


def test_nobody_is_sent_to_another_site_after_signing_in(client, ada):
    response = client.post(LOGIN, {"username": "ada", "password": PASSWORD, "next": "https://example.org/"})
    assert response["Location"] == "/"


@pytest.mark.parametrize("address", [LOGIN, "/admin/login/"])
def test_after_too_many_wrong_passwords_the_right_one_is_refused_too(client, curator, settings, address):
    for _ in range(settings.AXES_FAILURE_LIMIT):
        sign_in(client, "wrong", address=address, name="curator")
    response = sign_in(client, PASSWORD, address=address, name="curator")
    assert response.status_code == 429
    assert "Too many attempts" in response.content.decode()


def test_others_may_still_sign_in(client, ada, curator, settings):
    for _ in range(settings.AXES_FAILURE_LIMIT):
        sign_in(client, "wrong")
    assert sign_in(client, PASSWORD, name="curator").status_code == 302
    client.post("/accounts/logout/")
    assert sign_in(client, PASSWORD, REMOTE_ADDR="192.0.2.7").status_code == 302


def test_wrong_present_passwords_are_counted_when_changing_it(client, ada, settings):
    client.force_login(ada)
    new = "battery staple 34"
    given = {"old_password": "wrong", "new_password1": new, "new_password2": new}
    for _ in range(settings.AXES_FAILURE_LIMIT - 1):
        assert client.post(CHANGE, given).status_code == 200
    client.post(CHANGE, given)
    assert client.post(CHANGE, {**given, "old_password": PASSWORD}).status_code == 429
    ada.refresh_from_db()
    assert ada.check_password(PASSWORD)


def test_the_password_can_be_changed(client, ada):
    client.force_login(ada)
    new = "battery staple 34"
    given = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    response = client.post(CHANGE, given, follow=True)
    assert "Password changed" in response.content.decode()
    ada.refresh_from_db()
    assert ada.check_password(new)


@pytest.mark.parametrize("new", ["short", "password1234", "9876543210123"])
def test_weak_passwords_are_refused(client, ada, new):
    client.force_login(ada)
    client.post(CHANGE, {"old_password": PASSWORD, "new_password1": new, "new_password2": new})
    ada.refresh_from_db()
    assert ada.check_password(PASSWORD)


def test_the_admins_form_leads_to_the_one_that_counts(client, curator):
    client.force_login(curator)
    assert client.get("/admin/password_change/")["Location"] == CHANGE


@pytest.mark.parametrize(
    ("proxies", "header", "expected"),
    [
        (0, "203.0.113.9", "192.0.2.1"),
        (1, "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.1, 203.0.113.9", "198.51.100.1"),
        (2, "203.0.113.9", "192.0.2.1"),
        (1, "", "192.0.2.1"),
        (1, "no address; \x00", "192.0.2.1"),
        (1, "203.0.113.9:4711", "192.0.2.1"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        (1, "::ffff:203.0.113.9", "203.0.113.9"),
    ],
)
def test_the_address_that_counts_is_the_one_our_own_proxies_saw(settings, proxies, header, expected):
    settings.NEWSARCHIVE_PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1", headers={"x-forwarded-for": header})
    assert client_address(request) == expected


def test_one_customer_of_ipv6_is_one_address(settings):
    settings.NEWSARCHIVE_PROXIES = 0
    asked = [RequestFactory().get("/", REMOTE_ADDR=f"2001:db8:1:{net}::{host}") for net in (1, 2) for host in (1, 2, 3)]
    assert len({client_address(request) for request in asked}) == 2


@pytest.mark.django_db
def test_an_address_that_is_none_keeps_nobody_from_signing_in(client, settings):
    settings.NEWSARCHIVE_PROXIES = 1
    asked = client.post("/accounts/login/", {"username": "a", "password": "b"}, headers={"x-forwarded-for": "unknown"})
    assert asked.status_code == 200
