"""Synonym groups come from the file until a curator changes them."""

from __future__ import annotations

import pytest

from articles.models import SynonymGroup
from articles.query.synonyms import load_groups
from articles.store import synonyms
from articles.store.synonyms import load_synonyms

pytestmark = pytest.mark.django_db


def test_loads_every_group_once(django_assert_num_queries):
    load_synonyms()
    assert SynonymGroup.objects.count() == len(load_groups())
    with django_assert_num_queries(1):
        load_synonyms()


def test_a_changed_and_a_deleted_group_outlive_the_next_list(monkeypatch):
    monkeypatch.setattr(synonyms, "load_groups", lambda: {"a": ("x", "y"), "b": ("u", "v"), "c": ("k", "l")})
    load_synonyms()
    SynonymGroup.objects.filter(name="a").update(terms=["x", "mine"])
    SynonymGroup.objects.filter(name="b").delete()
    monkeypatch.setattr(
        synonyms, "load_groups", lambda: {"a": ("x", "z"), "b": ("u", "w"), "c": ("k", "m"), "d": ("p", "q")}
    )
    load_synonyms()
    assert {group.name: group.terms for group in SynonymGroup.objects.all()} == {
        "a": ["x", "mine"],
        "c": ["k", "m"],
        "d": ["p", "q"],
    }


def test_the_file_holds_until_it_is_loaded_and_groups_out_of_use_do_not():
    assert set(SynonymGroup.objects.in_use()) == set(load_groups().values())
    SynonymGroup.objects.create(name="one", terms=["x", "y"])
    SynonymGroup.objects.create(name="two", terms=["u", "v"], is_active=False)
    assert SynonymGroup.objects.in_use() == (("x", "y"),)
