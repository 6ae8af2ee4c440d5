"""Copies on the pages: folded in results, listed on the article, compared with one another."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random

import pytest
from django.urls import reverse

from articles.store.copies import fold_copies
from tests.factories import ArticleFactory, CompanyFactory, SourceFactory

pytestmark = pytest.mark.django_db


def _text(seed):
    random = Random(seed)
    return "quokka " + " ".join(f"word{random.randrange(30_000)}" for _ in range(120))


@pytest.fixture
def wire():
    """One text at three publishers, and another text."""
    company = CompanyFactory(name="Quokka Company")
    made = [
        ArticleFactory(
            title=f"Quokka title {day}",
            text=f"{_text(1)} line{day} end.",
            published_at=datetime(2025, 7, day, tzinfo=UTC),
            source=SourceFactory(name=f"Paper {day}"),
            companies=[company],
        )
        for day in (1, 2, 3)
    ]
    other = ArticleFactory(title="Quokka elsewhere", text=_text(2), companies=[company])
    fold_copies(article_ids=[*(article.pk for article in made), other.pk])
    return made


def _page(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("address", ["/?", "/?q=quokka", "/?company=quokka-company"])
def test_results_count_a_text_once_and_every_copy_where_asked(client, wire, address):
    folded = client.get(address).context["results"]
    assert folded.count == len(folded.rows) == 2
    every = client.get(f"{address}&copies=all").context["results"]
    assert every.count == len(every.rows) == 4


@pytest.mark.parametrize(("address", "count"), [("/?q=quokka", 2), ("/?q=quokka&copies=all", 4)])
def test_facets_and_histogram_agree_with_the_list(client, wire, address, count):
    results = client.get(address).context["results"]
    [company] = [value for panel in results.panels if panel.facet.name == "company" for value in panel.values]
    assert company.count == count
    assert sum(bar.count for bar in results.histogram.bars) == count
    assert sum(bar.total for bar in results.histogram.bars) == count


def test_a_row_unfolds_its_copies(client, wire):
    page = _page(client, "/?q=quokka")
    assert "+2 copies" in page
    assert "Paper 2" in page
    assert wire[2].get_absolute_url() in page


def test_the_switch_keeps_the_search_and_is_kept_by_it(client, wire):
    page = _page(client, "/?q=quokka&copies=all")
    assert 'href="?q=quokka"' in page
    assert '<input type="hidden" name="copies" value="all">' in page
    assert 'href="?q=quokka&amp;copies=all"' in _page(client, "/?q=quokka")


def test_an_unknown_value_of_the_switch_is_no_filter(client, wire):
    assert client.get("/?q=quokka&copies=perhaps").context["results"].count == 2


def test_the_feed_holds_a_text_once(client, wire):
    assert _page(client, "/feed/?q=quokka").count("<entry>") == 2
    assert _page(client, "/feed/?q=quokka&copies=all").count("<entry>") == 4


def test_profiles_and_lists_agree(client, wire):
    assert client.get("/companies/quokka-company/").context["profile"].count == 2
    assert client.get("/sources/paper-3/").context["profile"].count == 1
    assert "Paper 3" in _page(client, "/sources/")


def test_an_article_says_who_had_it_when(client, wire):
    page = _page(client, wire[1].get_absolute_url())
    assert "Wire spread" in page
    assert page.index("Paper 1") < page.index("Paper 3")
    assert reverse("articles:compare", args=[wire[1].pk, wire[1].slug, wire[0].pk]) in page


def test_an_article_without_copies_says_nothing_of_them(client, wire):
    assert "Wire spread" not in _page(client, ArticleFactory(title="Alone").get_absolute_url())


def test_two_copies_are_compared_word_by_word(client, wire):
    page = _page(client, reverse("articles:compare", args=[wire[0].pk, wire[0].slug, wire[1].pk]))
    assert "<del>line1</del><ins>line2</ins>" in page


def test_what_is_compared_is_escaped(client):
    one, other = (ArticleFactory(text=f"Shares <b>{word}</b> & rose today.") for word in ("a", "c"))
    page = _page(client, reverse("articles:compare", args=[one.pk, one.slug, other.pk]))
    assert "<b>a" not in page
    assert "&lt;" in page


def test_hidden_articles_are_neither_listed_nor_compared(client, wire):
    hidden = ArticleFactory(state="hidden")
    address = reverse("articles:compare", args=[wire[0].pk, wire[0].slug, hidden.pk])
    assert client.get(address).status_code == 404
    assert client.get(reverse("articles:compare", args=[hidden.pk, hidden.slug, wire[0].pk])).status_code == 404


def test_under_another_slug_the_reader_is_sent_to_the_address(client, wire):
    response = client.get(reverse("articles:compare", args=[wire[0].pk, "another", wire[1].pk]))
    assert response.status_code == 301


@pytest.mark.parametrize("address", ["/?q=quokka", "/?copies=all"])
def test_more_copies_cost_no_more_queries(client, wire, address, django_assert_max_num_queries):
    for day in range(4, 12):
        article = ArticleFactory(text=f"{_text(1)} line{day} end.", source=SourceFactory())
        fold_copies(article_ids=[article.pk])
    with django_assert_max_num_queries(12):
        client.get(address)
    with django_assert_max_num_queries(11):
        client.get(wire[0].get_absolute_url())
