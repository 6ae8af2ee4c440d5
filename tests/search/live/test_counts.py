"""Counts, facets and lists equal plain SQL while the archive is edited, in steps and all at once."""

from __future__ import annotations

import random
from datetime import UTC, datetime

import pytest
from django.db.models import F
from django.http import QueryDict
from django.utils.http import urlencode
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.models import Company, Person, SearchEntry, Topic
from articles.search import facets
from articles.search.filters import EntryFilterSet
from articles.search.live import order
from articles.search.live import selection as live_selection
from articles.search.live.snapshot import one_snapshot, reader
from articles.search.parameters import FACET_NAMES
from articles.search.records import found_ids
from articles.search.results import counts_of
from articles.search.selecting import selection
from articles.store.search_entries import index_articles
from tests.conftest import IS_LONG
from tests.search.grouped_counts import grouped_counts
from tests.search.test_facets import searches

pytestmark = pytest.mark.django_db(transaction=True)
NEWEST = (F("published_at").desc(nulls_last=True), F("article_id").desc())
OLDEST = (F("published_at").asc(nulls_last=True), F("article_id").asc())


def edit(dice: random.Random) -> None:
    """One change of some rows, as the store, an admin's bulk action or psql would make it."""
    ids = list(SearchEntry.objects.order_by("pk").values_list("pk", flat=True))
    some = SearchEntry.objects.filter(pk__in=dice.sample(ids, dice.randint(0, min(len(ids), 6))))
    moment = datetime(dice.choice([1999, 2021, 2024]), dice.randint(1, 12), dice.randint(1, 28), tzinfo=UTC)
    match dice.randint(0, 7):
        case 0:
            some.update(is_canonical=dice.random() < 0.5)
        case 1:
            some.update(company_ids=_some_of(dice, Company), topic_ids=_some_of(dice, Topic))
        case 2:
            some.update(person_ids=_some_of(dice, Person), source_id=None)
        case 3:
            some.update(published_at=moment, year=moment.year, month=moment.month, day=moment.day)
        case 4:
            some.update(published_at=None, year=None, month=None, day=None)
        case 5:
            some.update(language=dice.choice(["", "de", "xx"]), kind=dice.choice(["news", "opinion", "analysis"]))
        case 6:
            some.delete()
        case 7:
            index_articles(article_ids=range(max(ids, default=1) - 40, max(ids, default=1) + 1))


def _some_of(dice: random.Random, model: type) -> list[int]:
    ids = list(model.objects.values_list("pk", flat=True))
    return dice.sample(ids, dice.randint(0, min(len(ids), 3)))


def assert_equals_sql(search: dict[str, object]) -> None:
    filterset = EntryFilterSet(QueryDict(urlencode(search, doseq=True)))
    with one_snapshot():
        selected = selection(filterset)
        entries = filterset.entries()
        assert selected.count == entries.count()
        grouped = grouped_counts({name: filterset.entries(lifting=(name,)) for name in FACET_NAMES})
        assert {name: dict(counts) for name, counts in counts_of(filterset, FACET_NAMES).items()} == grouped
        for by_date, is_oldest_first in ((NEWEST, False), (OLDEST, True)):
            expected = list(entries.order_by(*by_date).values_list("pk", flat=True))
            for start in {0, len(expected) // 3, max(len(expected) - 3, 0)}:
                found = selected.by_date(start, start + 3, is_oldest_first=is_oldest_first)
                assert selected.ids(found) == expected[start : start + 3]
        in_order = entries.order_by(*(OLDEST if filterset.order == "oldest" else NEWEST))
        assert list(found_ids(filterset)) == list(in_order.values_list("pk", flat=True))


def test_counts_equal_group_by_after_every_edit(transactional_db, archive, monkeypatch):
    monkeypatch.setattr(order, "_MOST_UNSORTED", 30)
    monkeypatch.setattr(live_selection, "_FEW", 5)
    monkeypatch.setattr(facets, "_MANY", 3)
    reader.forget()

    @settings(max_examples=500 if IS_LONG else 30)
    @given(st.integers(0, 2**32), st.integers(0, 3), st.booleans(), searches)
    def agrees(seed, edits, counts_copies, search):
        dice = random.Random(seed)
        for _ in range(edits):
            edit(dice)
        assert_equals_sql(search | ({"copies": "all"} if counts_copies else {}))

    agrees()


def test_what_was_edited_in_steps_equals_what_is_read_at_once(transactional_db, archive):
    dice = random.Random(5)
    for _ in range(25):
        edit(dice)
        assert_equals_sql({})
    reader.forget()
    assert_equals_sql({})
