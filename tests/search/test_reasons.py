"""A row says what of the query stands where."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from articles.search.results import search
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db

OPENING = "The steel company spoke of tariffs. " * 8
LATER = "Steel again. A takeover of a café, and café owners."


def reasons(query):
    parameters = QueryDict(mutable=True)
    parameters["q"] = query
    [row] = search(parameters).rows
    return [(one.label, one.places, one.is_synonym) for one in row.reasons]


@pytest.fixture
def article(db):
    return ArticleFactory(title="Steel and tariffs on steel", text=f"{OPENING}\n\n{LATER}")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("steel", [("steel", "title (2 times), opening (8 times), further down", False)]),
        ("cafes", [("cafes", "further down (2 times)", False)]),
        ("title:steel", [("in the title: steel", "title (2 times)", False)]),
        ("merger", [("takeover", "further down", True)]),
        ('"steel company" -copper', [("“steel company”", "opening (8 times)", False)]),
        ("copper OR takeover", [("takeover", "further down", False)]),
        ("kind:news", []),
    ],
)
def test_says_what_stands_where(article, query, expected):
    assert reasons(query) == expected


def test_the_page_unfolds_it(client, article):
    content = client.get("/?q=steel").content.decode()
    assert "<b>steel</b>: title (2 times)" in content
    assert "Why this result" not in client.get("/").content.decode()
