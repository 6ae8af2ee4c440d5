"""What a row of results shows of a text, of which it reads no more than it needs."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.query.parse import parse
from articles.search.rows import BEGINNING, rows
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db

LEAD = "The quokka lives on an island, " * 12
TEXT = f"Kicker\n\n{LEAD}\n\n" + "and nobody disturbs it there. " * 200 + "A wombat was seen at last."


def snippet(article, query):
    (row,) = rows([article.pk], parse(query).tree)
    return "".join(text for text, _ in row.snippet)


@pytest.mark.parametrize("query", ["", "words:>1", "title:quokka", "-wombat"])
def test_a_row_with_no_words_to_mark_shows_the_lead_and_reads_the_beginning(query):
    article = ArticleFactory(title="A quokka", text=TEXT)
    with CaptureQueriesContext(connection) as queries:
        shown = snippet(article, query)
    assert shown.startswith("The quokka lives")
    assert shown.endswith("…")
    assert any(f"left(a.text, {BEGINNING})" in query["sql"] for query in queries)


def test_a_word_far_down_is_shown_where_it_is_asked_for():
    article = ArticleFactory(title="A quokka", text=TEXT)
    assert len(TEXT) > 2 * BEGINNING
    assert "wombat was seen" in snippet(article, "wombat")


def test_a_short_text_is_shown_whole():
    article = ArticleFactory(title="A quokka", text="It slept.")
    assert snippet(article, "") == "It slept."
