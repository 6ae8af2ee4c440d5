"""Signing in with a browser, and the admin under the content policy (the `page` fixture fails where it is broken)."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "correct horse 12"


@pytest.fixture
def signed_in(page):
    get_user_model().objects.create_superuser("curator", password=PASSWORD)
    page.goto("/accounts/login/?next=/admin/")
    page.get_by_label("Username").fill("curator")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/admin/")
    return page


def test_a_curator_signs_in_and_sees_the_admin(signed_in):
    assert signed_in.locator("#user-tools").is_visible()
    assert signed_in.locator("link[rel=stylesheet]").count() > 0


def test_forms_of_the_admin_work_under_the_policy(signed_in):
    signed_in.goto("/admin/articles/article/")
    signed_in.goto("/admin/auth/user/add/")
    signed_in.goto("/admin/auth/user/")
    signed_in.locator("#result_list").get_by_role("link", name="curator").click()
    chosen = signed_in.locator(".selector-chosen").first  # made by the admin's own script
    chosen.wait_for()
    assert chosen.is_visible()


def test_the_password_is_changed_in_a_form_that_says_what_is_wrong(signed_in):
    signed_in.goto("/accounts/password/")
    signed_in.get_by_label("Old password").fill("wrong")
    signed_in.get_by_label("New password", exact=True).fill("battery staple 34")
    signed_in.get_by_label("New password confirmation").fill("battery staple 34")
    signed_in.get_by_role("button", name="Change password").click()
    assert signed_in.get_by_role("alert").first.is_visible()
