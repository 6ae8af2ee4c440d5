"""The measurement of the admin's pages."""

from __future__ import annotations

import json

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.core.management import call_command

from tests.factories import ArticleFactory, CompanyFactory, TaggingFactory

pytestmark = pytest.mark.django_db


def test_every_table_has_its_list_timed_and_nothing_is_left_behind(capsys):
    ArticleFactory()
    call_command("benchmark_admin", "--json", rounds=1)
    told = json.loads(capsys.readouterr().out)
    tables = {model._meta.model_name for model in admin.site._registry if model._meta.app_label == "articles"}
    assert {page["model"] for page in told["pages"] if page["page"] == "list"} == tables
    assert (told["articles"], told["failed"]) == (1, 0)
    assert not get_user_model().objects.exists()


def test_searches_filters_and_forms_are_timed_with_their_queries(capsys):
    CompanyFactory(name="Harbour Works")
    TaggingFactory()
    call_command("benchmark_admin", "company", "tagging", rounds=1)
    lines = capsys.readouterr().out
    for page in ("company search", "company search, nothing", "company form", "tagging list, decision__exact"):
        assert page in lines
    assert " 0 queries" not in lines
    assert "above 300 ms" in lines
