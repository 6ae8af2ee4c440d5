"""Publishers by any of their names."""

import pytest

from articles.clean.sources import SourceBook
from articles.documents import SourceName
from articles.models import Source
from articles.store.sources import source_book, source_ids
from tests.factories import SourceAliasFactory, SourceFactory

pytestmark = pytest.mark.django_db

LEDGER = SourceName(
    name="The Harbour Ledger", slug="harbour-ledger", aliases=("Harbor Ledger",), hosts=("ledger.example",)
)
BOOK = SourceBook([LEDGER])


def test_one_publisher_whatever_the_page_calls_it():
    ids = source_ids(names=["Harbor Ledger", "the harbour ledger", ""], book=BOOK)

    source = Source.objects.get()
    assert set(ids.values()) == {source.pk}
    assert (source.name, source.slug, source.home_page) == (LEDGER.name, LEDGER.slug, "https://ledger.example/")
    assert set(source.aliases.values_list("name", flat=True)) == {"Harbor Ledger", "ledger.example"}


def test_asking_again_makes_none():
    assert source_ids(names=["Harbor Ledger"], book=BOOK) == source_ids(names=["Harbor Ledger"], book=BOOK)
    assert Source.objects.count() == 1


def test_an_unheard_of_name_becomes_a_source():
    source_ids(names=["Daily  Nothing\x00"], book=BOOK)

    assert Source.objects.get().name == "Daily Nothing"


def test_names_without_latin_letters_have_addresses():
    source_ids(names=["新华社", "Ведомости"], book=BOOK)

    assert all(Source.objects.values_list("slug", flat=True))
    assert Source.objects.count() == 2


def test_an_alias_that_a_curator_gave_counts():
    mine = SourceAliasFactory(source=SourceFactory(name="My Paper"), name="Old Paper").source

    assert source_ids(names=["old paper"], book=source_book()) == {"old paper": mine.pk}
    assert source_book().by_name("Old Paper").name == "My Paper"


def test_an_alias_of_one_that_is_the_name_of_another_is_left_out():
    SourceAliasFactory(name="Harbor Ledger")

    source_ids(names=["The Harbour Ledger"], book=BOOK)

    assert Source.objects.filter(slug="harbour-ledger").exists()


def test_hosts_of_the_archives_own_sources_are_known():
    source = SourceFactory(name="My Paper", slug="my-paper")
    SourceAliasFactory(source=source, name="paper.example")

    assert source_book().by_url("https://www.paper.example/a").slug == "my-paper"
