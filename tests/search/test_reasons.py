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
        ("steel", [("steel", "twice in the title, 8 times in the opening, once further down", False)]),
        ("cafes", [("cafes", "twice further down", False)]),
        ("title:steel", [("in the title: steel", "twice in the title", False)]),
        ("merger", [("takeover", "once further down", True)]),
        ('"steel company" -copper', [("“steel company”", "8 times in the opening", False)]),
        ("copper OR takeover", [("takeover", "once further down", False)]),
        ("kind:news", []),
    ],
)
def test_says_what_stands_where(article, query, expected):
    assert reasons(query) == expected


def test_the_page_unfolds_it(client, article):
    content = client.get("/?q=steel").content.decode()
    assert "<b>steel</b>: twice in the title" in content
    assert "Why this result" not in client.get("/").content.decode()
