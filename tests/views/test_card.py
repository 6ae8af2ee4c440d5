"""The card of what a text names."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import ArticleFactory, CompanyFactory, PersonFactory, PlaceFactory

pytestmark = pytest.mark.django_db


def test_says_who_it_is_in_how_many_articles_and_when_last(client):
    quokka = CompanyFactory(
        name="Quokka & Co", slug="quokka", ticker="QKA", exchange="ASX", sector="Retail", country="AU"
    )
    for day in (3, 9):
        ArticleFactory(companies=[quokka], published_at=datetime(2025, 7, day, tzinfo=UTC), published_precision="day")
    ArticleFactory(companies=[quokka], published_at=datetime(2026, 1, 1, tzinfo=UTC), published_precision="year")
    ArticleFactory(companies=[quokka], state="hidden")
    with CaptureQueriesContext(connection) as queries:
        card = client.get("/cards/company/quokka/").content.decode()
    assert "Quokka &amp; Co" in card
    assert "QKA on ASX" in card
    assert ">3</span> articles, last on Wednesday, 9 July 2025" in card
    assert len(queries) <= 3


def test_people_and_places_have_cards_too(client):
    person, place = PersonFactory(), PlaceFactory()
    ArticleFactory(people=[person], places=[place], undated=True)
    for kind, thing in (("person", person), ("place", place)):
        assert ">1</span> article</p>" in client.get(f"/cards/{kind}/{thing.slug}/").content.decode()


def test_a_person_is_told_by_the_companies_named_with_them(client):
    person, quokka, wombat = PersonFactory(), CompanyFactory(name="Quokka & Co"), CompanyFactory(name="Wombat")
    ArticleFactory(people=[person], companies=[quokka])
    ArticleFactory(people=[person], companies=[quokka, wombat])
    with CaptureQueriesContext(connection) as queries:
        card = client.get(f"/cards/person/{person.slug}/").content.decode()
    assert "named with Quokka &amp; Co and Wombat" in card
    assert len(queries) <= 4


def test_what_is_no_thing_or_stands_in_hidden_articles_alone_has_none(client):
    person = PersonFactory()
    ArticleFactory(people=[person], state="hidden")
    for address in (f"/cards/person/{person.slug}/", "/cards/company/none/", "/cards/nonsense/x/"):
        assert client.get(address).status_code == 404
