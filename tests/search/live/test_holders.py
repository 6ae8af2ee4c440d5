"""Which entries have a value of a facet, kept over changes."""

from __future__ import annotations

import random

import pytest

from articles.models import SearchEntry
from articles.search.live import holders as module
from articles.search.live.entries import Entries
from articles.search.live.holders import holders, kept_holders
from articles.search.live.snapshot import one_snapshot, reader
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def nothing_kept():
    reader.forget()
    kept_holders.clear()
    yield
    reader.forget()
    kept_holders.clear()


def held(facet, value):
    with one_snapshot() as view:
        slots = holders(view, facet, value)
        slots = slots[view.entries.alive[slots]]
        return sorted(view.entries.ids.first(view.entries.length)[slots].tolist())


def test_what_is_kept_follows_every_edit():
    dice = random.Random(7)  # the same edits in every run
    ids = [ArticleFactory().pk for _ in range(8)]
    for _ in range(25):
        entry = SearchEntry.objects.filter(pk=dice.choice(ids))
        if dice.random() < 0.5:
            entry.update(company_ids=dice.sample(range(1, 4), dice.randrange(4)))
        else:
            entry.update(source_id=dice.randrange(1, 3))
        value = dice.randrange(1, 4)
        with_company = SearchEntry.objects.filter(company_ids__contains=[value]).order_by("pk")
        assert held("company", value) == list(with_company.values_list("pk", flat=True))
        of_source = SearchEntry.objects.filter(source_id=1).order_by("pk")
        assert held("source", 1) == list(of_source.values_list("pk", flat=True))


def test_after_a_change_only_new_places_are_looked_at(monkeypatch):
    article = ArticleFactory()
    SearchEntry.objects.update(company_ids=[5])
    assert held("company", 5) == [article.pk]
    looked: list[int] = []
    slots_with = Entries.slots_with
    monkeypatch.setattr(
        Entries, "slots_with", lambda self, *args, since=0: looked.append(since) or slots_with(self, *args, since=since)
    )
    assert held("company", 5) == [article.pk]
    assert looked == []
    SearchEntry.objects.update(company_ids=[5, 6])
    assert held("company", 5) == [article.pk]
    assert looked == [1]
    assert module.kept_holders.get(("company", 5)).length == 2
