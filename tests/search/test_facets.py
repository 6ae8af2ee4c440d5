"""Counts equal a plain recount, whatever the filters."""

from __future__ import annotations

import pytest
from django.http import QueryDict
from django.utils.http import urlencode
from hypothesis import given
from hypothesis import strategies as st

from articles.models import SearchEntry
from articles.query.match import QueryDocument, matches
from articles.query.parse import parse
from articles.search import names
from articles.search.facets import facet_counts
from articles.search.filters import EntryFilterSet
from articles.search.live.selection import whole
from articles.search.live.snapshot import one_snapshot
from articles.search.parameters import FACET_NAMES, NONE
from articles.search.results import counts_of
from articles.search.selecting import selection
from tests.search.conftest import WORDS
from tests.search.grouped_counts import grouped_counts

CHOICES = {
    "company": [f"company-{n}" for n in range(5)] + ["no-such-company"],
    "topic": ["industry", "topic-0", "topic-1", "topic-3"],
    "source": ["source-0", "source-1", NONE],
    "person": ["person-0", "person-1"],
    "place": ["place-0"],
    "kind": ["news", "opinion"],
    "language": ["en", "de", NONE],
    "date": ["2021", "2023", "2023-05", "2024-02", "2024-01-01", "2021-07-09", "undated", "1999", "nonsense"],
}
ARRAYS = {"company": "company_ids", "topic": "topic_ids", "person": "person_ids", "place": "place_ids"}
searches = st.fixed_dictionaries(
    {
        "q": st.sampled_from(["", *WORDS, "title:tariff", f"{WORDS[0]} OR {WORDS[1]}", "-tariff"]),
        "since": st.sampled_from(["", "2021-06-01", "2023"]),
        "until": st.sampled_from(["", "2024-06-30", "2023"]),
    }
    | {name: st.lists(st.sampled_from(values), max_size=2, unique=True) for name, values in CHOICES.items()}
    | {f"not_{name}": st.lists(st.sampled_from(values), max_size=1) for name, values in CHOICES.items()}
)


@pytest.fixture
def documents(archive):
    """The public articles as plain values, with what each has in each facet, by slug."""
    slugs = {name: {n.key: n.slug for n in names.by_keys(name, _ids(name)).values()} for name in names.MODELS}
    found = []
    for entry in SearchEntry.objects.select_related("article"):
        article = entry.article
        values = {name: {slugs[name][str(pk)] for pk in getattr(entry, column)} for name, column in ARRAYS.items()}
        values["source"] = {slugs["source"][str(entry.source_id)] if entry.source_id else NONE}
        values["kind"] = {article.kind}
        values["language"] = {article.language or NONE}
        values["date"] = _dates(article)
        found.append((article, values))
    return found


def _ids(name):
    return [str(pk) for pk in names.MODELS[name].objects.values_list("pk", flat=True)]


def _dates(article):
    day = article.published_at
    if day is None:
        return {"undated"}
    found = {f"{day:%Y}"}
    if article.published_precision != "year":
        found.add(f"{day:%Y-%m}")
    if article.published_precision in ("second", "day"):
        found.add(f"{day:%Y-%m-%d}")
    return found


def _holds(article, values, search, lifted=None):
    tree = parse(search["q"]).tree
    if not matches(tree, QueryDocument(title=article.title, text=article.text)):
        return False
    for name in FACET_NAMES:
        if search[name] and name != lifted and not values[name] & set(search[name]):
            return False
        if values[name] & set(search[f"not_{name}"]):
            return False
    day = f"{article.published_at:%Y-%m-%d}" if article.published_at else None
    since = {"": "", "2023": "2023-01-01"}.get(search["since"], search["since"])
    until = {"": "", "2023": "2023-12-31"}.get(search["until"], search["until"])
    if (since or until) and day is None:
        return False
    return not (since and day < since) and not (until and day > until)


def test_counts_equal_a_plain_recount_under_any_filters(documents):
    @given(searches)
    def agrees(search):
        filterset = EntryFilterSet(QueryDict(urlencode(search, doseq=True)))
        assert selection(filterset).count == sum(_holds(*document, search) for document in documents)
        counts = counts_of(filterset, FACET_NAMES)
        for name in FACET_NAMES:
            expected: dict[str, int] = {}
            for article, values in documents:
                if _holds(article, values, search, lifted=name):
                    for value in values[name]:
                        if len(value) != len("2024-01-01") or name != "date":
                            expected[value] = expected.get(value, 0) + 1
            named = names.by_keys(name, dict(counts[name]))
            assert {named[key].slug: count for key, count in counts[name]} == expected

    agrees()


def test_counts_equal_group_by_under_any_filters(archive):
    @given(searches)
    def agrees(search):
        filterset = EntryFilterSet(QueryDict(urlencode(search, doseq=True)))
        assert selection(filterset).count == filterset.entries().count()
        grouped = grouped_counts({name: filterset.entries(lifting=(name,)) for name in FACET_NAMES})
        assert {name: dict(counts) for name, counts in counts_of(filterset, FACET_NAMES).items()} == grouped

    agrees()


def test_clicking_a_value_gives_as_many_results_as_it_says(archive):
    for name in FACET_NAMES:
        filterset = EntryFilterSet(QueryDict("q=tariff"))
        counts = facet_counts(name, selection(filterset))
        named = names.by_keys(name, dict(counts))
        assert counts
        for key, count in counts:
            chosen = EntryFilterSet(QueryDict(urlencode({"q": "tariff", name: named[key].slug})))
            assert selection(chosen).count == count


def test_counts_nothing_of_an_empty_archive(db):
    with one_snapshot() as view:
        for name in FACET_NAMES:
            assert list(facet_counts(name, whole(view.entries, is_canonical=True))) == []


def test_orders_by_count_then_id(archive):
    counts = facet_counts("company", selection(EntryFilterSet(QueryDict(""))))
    assert list(counts) == sorted(counts, key=lambda pair: (-pair[1], int(pair[0])))
    assert [counts.top(number) for number in range(7)] == [list(counts)[:number] for number in range(7)]
