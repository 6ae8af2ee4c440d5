"""What the search box offers while someone types."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.search import completion
from articles.search.completion import completions
from articles.store.lexemes import refresh_lexemes
from tests.factories import ArticleFactory, CompanyAliasFactory, CompanyFactory, PersonFactory, TopicFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def archive():
    xiaomi = CompanyFactory(name="Xiaomi", slug="xiaomi")
    CompanyAliasFactory(company=xiaomi, text="Little Rice")
    TopicFactory(name="Electric vehicles", slug="electric-vehicles")
    people = [PersonFactory(name="Elon Musk", slug="elon-musk"), PersonFactory(name="Lei Jun", slug="lei-jun")]
    ArticleFactory(title="An interview", people=people)
    ArticleFactory(title="Café owners fear electricity prices", text="Xiaomi is not in the title.")
    ArticleFactory(title="What the Xiaomi factory makes")
    ArticleFactory(title="Xiaomi in secret", state="hidden")
    refresh_lexemes()


def offered(typed):
    return [(one.kind, one.label) for one in completions(typed)]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("xia", [("company", "Xiaomi"), ("title", "What the Xiaomi factory makes")]),
        ("XIAOMI fac", [("title", "What the Xiaomi factory makes")]),
        ("little r", [("company", "Xiaomi")]),
        ("mus", [("person", "Elon Musk")]),
        ("cafe", [("title", "Café owners fear electricity prices")]),
        ("lei", [("person", "Lei Jun")]),
        ("vehic", [("topic", "Electric vehicles")]),
        ("secret", []),
        ("x", []),
        ("   ", []),
        ("%", []),
        ("_ia", []),
        ("company:xi", []),
        ('"xiaomi', []),
        ("x" * 200, []),
    ],
)
def test_offers_names_by_their_beginnings_and_titles_by_their_words(archive, typed, expected):
    assert offered(typed) == expected


def test_offers_nobody_whom_only_hidden_articles_name(archive):
    witness = PersonFactory(name="Wilma Witness", slug="wilma-witness")
    ArticleFactory(title="Told in court", people=[witness], state="hidden")
    assert offered("wilma") == offered("witn") == []

    ArticleFactory(title="Told on the steps", people=[witness])
    assert offered("wilma") == [("person", "Wilma Witness")]


def test_offers_names_that_begin_so_before_those_with_a_word_that_does(archive):
    ArticleFactory(title="In the Arctic", people=[PersonFactory(name="Musk Ox", slug="musk-ox")])
    assert offered("musk") == [("person", "Musk Ox"), ("person", "Elon Musk")]


def test_of_common_words_only_the_newest_titles_are_looked_through(archive, monkeypatch):
    monkeypatch.setattr(completion, "_MOST_WITHIN", 0)
    assert offered("the fac") == [("title", "What the Xiaomi factory makes")]
    assert offered("secr") == []
    monkeypatch.setattr(completion, "_NEWEST", 0)
    assert offered("fac") == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=st.text(max_size=60))
def test_nothing_typed_makes_an_error(client, typed):
    assert client.get("/complete/", {"q": typed}).status_code == 200


def test_answers_with_addresses_in_few_queries(client, archive, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        answer = client.get("/complete/?q=xia").json()
    assert next(one["address"] for one in answer["completions"]) == "/companies/xiaomi/"
    assert all(client.get(one["address"]).status_code == 200 for one in answer["completions"])
