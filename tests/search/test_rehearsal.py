"""What a process does before it is asked anything."""

from __future__ import annotations

import gc

import pytest

from articles.search import rehearsal
from articles.search.rehearsal import rehearse
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(monkeypatch):
    """The searches that were carried out, as addresses."""
    addresses = []
    search = rehearsal.search
    monkeypatch.setattr(rehearsal, "search", lambda query: addresses.append(query.urlencode()) or search(query))
    return addresses


def test_an_empty_archive_is_rehearsed_by_its_landing_page_alone(asked):
    rehearse()
    assert asked == [""]


def test_searches_for_the_words_of_the_first_title(asked):
    ArticleFactory(title="Tariffs & wages, again")
    rehearse()
    assert asked == ["", "q=Tariffs+%26", "q=%22Tariffs+%26%22"]


def test_what_lasts_is_no_longer_looked_over_for_garbage():
    gc.unfreeze()
    rehearse()
    assert gc.get_freeze_count() > 10_000
    gc.unfreeze()
