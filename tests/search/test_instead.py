"""What stands in for a search that finds nothing."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from articles.search.instead import CORRECTED, SOME_WORDS
from articles.search.results import search
from articles.store.lexemes import refresh_lexemes
from tests.factories import ArticleFactory, CompanyFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def archive():
    xiaomi = CompanyFactory(slug="xiaomi", name="Xiaomi")
    found = {
        "factory": ArticleFactory(title="Xiaomi opens a factory", text="It makes cars.", companies=[xiaomi]),
        "steel": ArticleFactory(title="Steel tariffs rise", text="Prices follow."),
        "ships": ArticleFactory(title="Ships wait", text="Steel lies in the harbour."),
    }
    refresh_lexemes()
    return found


def results(query):
    return search(QueryDict(query))


def listed(found):
    return [row.article.pk for row in found.rows]


def test_corrects_a_word_the_archive_does_not_know_and_says_so(archive):
    found = results("q=xioami+factory")
    assert (found.count, found.listed) == (1, 1)
    assert (found.instead.how, found.instead.text) == (CORRECTED, "xiaomi factory")
    assert listed(found) == [archive["factory"].pk]
    assert [(one.text, one.count) for one in found.suggestions] == [("xiaomi factory", 1)]


def test_looks_for_some_of_the_words_where_no_spelling_helps(archive):
    found = results("q=harbour+tariffs")
    assert (found.count, found.instead.how, found.instead.count) == (0, SOME_WORDS, 2)
    assert set(listed(found)) == {archive["steel"].pk, archive["ships"].pk}
    assert found.filterset.chosen["q"] == "harbour OR tariffs"


def test_corrects_the_words_it_looks_for_some_of(archive):
    found = results("q=harbour+tarifs+xiaomi")
    assert found.instead.how == SOME_WORDS
    assert set(listed(found)) == {one.pk for one in archive.values()}


def test_what_is_no_word_stays_asked_for(archive):
    found = results("q=harbour+factory+company:xiaomi+-ships")
    assert listed(found) == [archive["factory"].pk]
    assert found.filterset.chosen["q"] == "(harbour OR factory) company:xiaomi -ships"


def test_nothing_stands_in_where_a_filter_blocks(archive):
    found = results("q=steel&company=xiaomi")
    assert (found.instead, listed(found)) == (None, [])
    assert [way.count for way in found.ways_out] == [2, 1]


def test_a_known_word_is_never_replaced_without_being_asked(archive):
    found = results("q=title:cars")
    assert (found.instead, listed(found)) == (None, [])


def test_nothing_stands_in_where_something_is_found(archive):
    assert results("q=steel").instead is None


def test_every_address_on_the_page_leads_on_from_what_is_listed(archive):
    found = results("q=xioami+factory")
    assert all("xiaomi" in value.in_query for panel in found.panels for value in panel.values)


def test_what_is_offered_for_export_is_what_is_listed(client, archive):
    page = client.get("/", {"q": "harbour tariffs"}).content.decode()
    assert "0 articles" in page
    assert "All 2 as" in page
    assert "the newest of each story, as an" in page
    assert "the newest, as an" in client.get("/", {"copies": "all"}).content.decode()
