"""The admin's index stands in sections, and no model is lost by it."""

from datetime import UTC, datetime

import pytest
from django.contrib import admin
from django.contrib.admin import AdminSite
from django.urls import reverse
from django.utils.formats import date_format

from newsarchive.admin_site import _SECTIONS

pytestmark = pytest.mark.django_db


def test_the_sections_name_models_that_are_in_the_admin():
    known = {model.__name__ for model in admin.site._registry if model._meta.app_label == "articles"}
    named = [name for names in _SECTIONS.values() for name in names]
    assert set(named) <= known
    assert len(named) == len(set(named))


def test_the_index_shows_every_model_once_under_its_section(admin_client):
    response = admin_client.get(reverse("admin:index"))
    listed = [model["object_name"] for app in response.context["app_list"] for model in app["models"]]
    undivided = AdminSite.get_app_list(admin.site, response.wsgi_request)
    assert sorted(listed) == sorted(model["object_name"] for app in undivided for model in app["models"])
    titles = [app["name"] for app in response.context["app_list"]]
    assert titles[: len(_SECTIONS)] == list(_SECTIONS)


def test_the_apps_own_page_still_lists_them_all(admin_client):
    response = admin_client.get(reverse("admin:app_list", args=["articles"]))
    assert len(response.context["app_list"]) == 1


@pytest.mark.parametrize("format_name", ["TIME_FORMAT", "DATETIME_FORMAT", "SHORT_DATETIME_FORMAT"])
def test_times_have_24_hours_as_on_every_other_page(format_name):
    assert "14:05" in date_format(datetime(2025, 7, 8, 14, 5, tzinfo=UTC), format_name)
