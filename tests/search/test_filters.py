"""The FilterSet reads any address as a search."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from articles.search.filters import EntryFilterSet
from articles.search.names import Named
from tests.factories import ArticleFactory, CompanyFactory, TopicFactory

pytestmark = pytest.mark.django_db


def found(query):
    return set(EntryFilterSet(QueryDict(query)).entries().values_list("pk", flat=True))


def test_joins_values_of_one_facet_and_intersects_facets():
    first, second = CompanyFactory(slug="first"), CompanyFactory(slug="second")
    topic = TopicFactory(slug="topic")
    a = ArticleFactory(companies=[first], topics=[topic])
    b = ArticleFactory(companies=[second])
    ArticleFactory(topics=[topic])
    assert found("company=first&company=second") == {a.pk, b.pk}
    assert found("company=first&company=second&topic=topic") == {a.pk}


def test_leaves_out_excluded_values():
    company = CompanyFactory(slug="first")
    ArticleFactory(companies=[company])
    other = ArticleFactory()
    assert found("not_company=first") == {other.pk}


def test_a_parent_topic_finds_the_articles_of_its_children():
    parent = TopicFactory(slug="parent")
    article = ArticleFactory(topics=[TopicFactory(parent=parent)])
    assert found("topic=parent") == {article.pk}


def test_an_unknown_value_finds_nothing_and_stays_visible():
    ArticleFactory()
    filterset = EntryFilterSet(QueryDict("company=nobody"))
    assert not filterset.entries().exists()
    assert filterset.named("company") == {"nobody": Named("", "nobody", "nobody (unknown)")}


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("date=2025", True),
        ("date=2025-07", True),
        ("date=2025-07-07", True),
        ("date=2025-07-08", False),
        ("date=undated", False),
        ("since=2025-07-07&until=2025-07-07", True),
        ("until=2025-07-06", False),
        ("since=2025&until=2025", True),
        ("until=9999-12-31", True),
        ("since=0001-01-01", True),
        ("since=yesterday", True),
        ("date=2025-13", False),
        ("date=0000", False),
    ],
)
def test_reads_dates(query, is_found):
    article = ArticleFactory()
    assert found(query) == ({article.pk} if is_found else set())


def test_a_day_leaves_out_what_is_known_only_to_the_month():
    ArticleFactory(published_at="2025-07-01T00:00:00Z", published_precision="month")
    assert found("date=2025-07-01") == set()
    assert len(found("date=2025-07")) == 1


@pytest.mark.parametrize(
    "query",
    [
        "q=%00&company=%00&date=%00&sort=%00&page=%00&find_company=%00&more=%00",
        "q=%ED%A0%80&company=%ED%A0%80",
        "sort=newest%27--&page=-1&date=99999999999999999999",
        "q=" + "%28" * 3000,
        "since=10000-01-01&until=99999&date=2025-02-30",
        "&".join(f"company=c{n}" for n in range(500)),
    ],
)
def test_no_address_is_an_error(query):
    article = ArticleFactory()
    assert found(query) <= {article.pk}


def test_keeps_the_state_without_page_and_nonsense():
    state = EntryFilterSet(
        QueryDict("page=3&company=b&company=a&company=b&q=+x+&sort=down&since=2024&more=company")
    ).state
    assert state.query == "?q=x&company=b&company=a&since=2024-01-01"


@pytest.mark.parametrize(
    ("query", "order"),
    [
        ("", "newest"),
        ("q=ships", "relevance"),
        ("q=ships&sort=oldest", "oldest"),
        ("sort=relevance", "newest"),
        ("q=kind:news", "newest"),
        ("q=kind:news&sort=relevance", "newest"),
    ],
)
def test_orders_by_relevance_only_where_there_are_words(query, order):
    assert EntryFilterSet(QueryDict(query)).order == order


def test_looks_up_the_names_of_a_facet_once(django_assert_num_queries):
    CompanyFactory(slug="a")
    CompanyFactory(slug="b")
    filterset = EntryFilterSet(QueryDict("company=a&not_company=b"))
    with django_assert_num_queries(1):
        str(filterset.entries().query)
        str(filterset.entries(lifting=("topic",)).query)


def test_looks_for_unknown_names_among_those_that_moved_once(django_assert_num_queries):
    CompanyFactory(slug="a")
    filterset = EntryFilterSet(QueryDict("company=a&not_company=b"))
    with django_assert_num_queries(2):
        str(filterset.entries().query)
        str(filterset.entries(lifting=("topic",)).query)


def test_serves_as_a_filterset():
    article = ArticleFactory()
    assert [entry.pk for entry in EntryFilterSet(QueryDict("date=2025")).qs] == [article.pk]
