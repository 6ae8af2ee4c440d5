"""Whatever is typed, the page answers, soon, and says what it understood."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.query.parse import LONGEST_QUERY, parse
from articles.query.render import describe, to_text
from articles.query.scan import FIELDS
from tests.bounded import soon
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db

SYNTAX = (
    *('"', "(", ")", "-", "|", "*", "OR", "AND", "NOT", "NEAR/5", "NEAR/99", "NEAR", "merger", "EV", "electric car"),
    *(f"{field}:" for field in FIELDS),
    *(
        "2025-07",
        ">800",
        "300..800",
        "..",
        "\x00",
        "\ud800",
        "’",
        "&",
        "%",
        "_",
        "\\",
        "'",
        "<->",
        "&amp;",
        "小米",
        "é",
    ),
)
TYPED = st.one_of(
    st.text(max_size=80),
    st.lists(st.one_of(st.sampled_from(SYNTAX), st.text(max_size=8)), max_size=30).map("".join),
    st.lists(st.sampled_from(SYNTAX), max_size=30).map(" ".join),
)
SLOW = (
    "(",
    '"',
    "a ",
    "-",
    "a-",
    "a.",
    "a'",
    "1,",
    "1.",
    "x*",
    "NEAR ",
    "title:",
    "a OR ",
    "&",
    "\u0301",
    "A.",
    "date:1",
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(typed=TYPED, sort=st.sampled_from(["", "newest", "relevance"]))
def test_the_page_answers_any_query(client, typed, sort):
    if not ArticleFactory._meta.model.objects.exists():
        ArticleFactory(title="A merger of electric car makers", text="In 2025-07 it was said: 300 & more.")
    encodable = typed.encode("utf-8", "replace").decode()
    response = client.get("/", {"q": encodable, "sort": sort})
    assert response.status_code == 200
    assert bool(response.context["hints"]) == (b"Searched for" in response.content)
    assert client.get("/api/articles/", {"q": encodable}, REMOTE_ADDR=str(hash(typed))).status_code == 200


@given(typed=TYPED)
def test_reading_what_was_understood_again_understands_the_same(typed):
    tree = parse(typed).tree
    assert parse(to_text(tree), longest=100_000).tree == tree
    assert describe(tree)


@pytest.mark.parametrize("piece", SLOW)
@pytest.mark.parametrize("end", ["", "!", " (", '"'])
def test_no_query_takes_long_to_read(piece, end):
    with soon():
        parse(piece * LONGEST_QUERY + end, longest=100 * LONGEST_QUERY)
