"""The closed lists: from the files at first, a curator's from then on."""

from dataclasses import replace

import pytest

from articles.documents import Alias, CompanyEntry, PlaceEntry, TopicEntry, Vocabulary
from articles.models import Company, CompanyAlias, Place, Topic
from articles.store.vocabulary import archive_vocabulary, load_vocabulary
from tests.factories import TaggingFactory

pytestmark = pytest.mark.django_db

ACME = CompanyEntry(
    slug="acme", name="Acme", aliases=(Alias(text="Acme"), Alias(text="Acme Inc", kind="name")), sector="Toys"
)
CHILD = CompanyEntry(slug="acme-air", name="Acme Air", aliases=(Alias(text="Acme Air"),), parent="acme")
NORWAY = PlaceEntry(slug="norway", name="Norway", kind="country", country="NO", demonyms=("Norwegian",))
TRADE = TopicEntry(slug="trade", name="Trade", description="Buying and selling.", rule="trade")
TARIFFS = TopicEntry(
    slug="tariffs", name="Tariffs", description="Duties.", rule="tariff", parent="trade", threshold=0.6
)
FIRST = Vocabulary(companies=(CHILD, ACME), places=(NORWAY,), topics=(TARIFFS, TRADE))


def test_what_was_loaded_is_what_extraction_looks_for():
    load_vocabulary(vocabulary=FIRST)

    found = archive_vocabulary()
    assert {one.slug: one for one in found.companies} == {"acme": ACME, "acme-air": CHILD}
    assert found.places == (NORWAY,)
    assert {one.slug: one for one in found.topics} == {"trade": TRADE, "tariffs": TARIFFS}


def test_loading_again_does_nothing():
    assert load_vocabulary(vocabulary=FIRST)
    assert not load_vocabulary(vocabulary=FIRST)
    assert Company.objects.count() == 2


def test_a_new_release_brings_new_rows_and_better_rules():
    load_vocabulary(vocabulary=FIRST)

    load_vocabulary(
        vocabulary=Vocabulary(
            companies=(replace(ACME, sector="Games", aliases=(*ACME.aliases, Alias(text="Acme Games"))), CHILD),
            places=(replace(NORWAY, aliases=("Norge",)),),
            topics=(replace(TRADE, rule="trade OR commerce"), TARIFFS, replace(TARIFFS, slug="ports", name="Ports")),
        )
    )

    assert Company.objects.get(slug="acme").sector == "Games"
    assert CompanyAlias.objects.filter(text="Acme Games").exists()
    assert Place.objects.get().aliases == ["Norge"]
    assert Topic.objects.get(slug="trade").rule == "trade OR commerce"
    assert Topic.objects.get(slug="ports").parent.slug == "trade"


def test_a_name_that_the_files_give_to_another_company_goes_over():
    load_vocabulary(vocabulary=FIRST)
    games = CompanyEntry(slug="games", name="Games", aliases=(Alias(text="Games"), Alias(text="Acme Inc")))

    load_vocabulary(
        vocabulary=replace(
            FIRST, companies=(replace(ACME, aliases=(replace(ACME.aliases[0], needs_evidence=True),)), games)
        )
    )

    assert list(CompanyAlias.objects.filter(company__slug="acme").values_list("text", "needs_evidence")) == [
        ("Acme", True)
    ]
    assert CompanyAlias.objects.get(text="Acme Inc").company.slug == "games"


def test_a_name_that_a_curator_changed_or_added_stays_when_the_files_drop_it():
    load_vocabulary(vocabulary=FIRST)
    CompanyAlias.objects.filter(text="Acme Inc").update(needs_evidence=True)
    CompanyAlias.objects.create(company=Company.objects.get(slug="acme"), text="Acme of Ohio", kind="name")

    load_vocabulary(vocabulary=replace(FIRST, companies=(replace(ACME, aliases=ACME.aliases[:1]), CHILD)))

    assert set(CompanyAlias.objects.filter(company__slug="acme").values_list("text", flat=True)) == {
        "Acme",
        "Acme Inc",
        "Acme of Ohio",
    }


TWICE = CompanyEntry(slug="acme-group", name="Acme Group", aliases=(Alias(text="Acme Group"), Alias(text="Acme Grp")))
ONCE = replace(FIRST, companies=(CHILD, replace(ACME, aliases=(*ACME.aliases, *TWICE.aliases))))


def test_a_company_that_the_files_had_twice_becomes_one():
    load_vocabulary(vocabulary=replace(FIRST, companies=(CHILD, ACME, TWICE)))

    load_vocabulary(vocabulary=ONCE)

    assert set(Company.objects.values_list("slug", flat=True)) == {"acme", "acme-air"}
    assert CompanyAlias.objects.get(text="Acme Group").company.slug == "acme"


def test_what_the_files_had_twice_keeps_what_refers_to_it_and_what_a_curator_gave_it():
    load_vocabulary(vocabulary=replace(FIRST, companies=(CHILD, ACME, TWICE)))
    company = Company.objects.get(slug="acme-group")
    TaggingFactory(company=company)
    CompanyAlias.objects.create(company=company, text="Acme as a group")

    load_vocabulary(vocabulary=ONCE)

    assert set(company.aliases.values_list("text", flat=True)) == {"Acme as a group"}
    assert company.taggings.count() == 1


def test_a_company_of_a_curators_own_stays_when_the_files_say_nothing_of_it():
    load_vocabulary(vocabulary=FIRST)
    CompanyAlias.objects.create(company=Company.objects.create(slug="own", name="Own"), text="Own")

    load_vocabulary(vocabulary=ONCE)

    assert Company.objects.get(slug="own").aliases.count() == 1


def test_what_a_curator_changed_or_deleted_outlives_a_new_release():
    load_vocabulary(vocabulary=FIRST)
    Topic.objects.filter(slug="trade").update(rule="my rule")
    Company.objects.filter(slug="acme").update(sector="My sector")
    Company.objects.filter(slug="acme-air").delete()
    CompanyAlias.objects.filter(text="Acme Inc").delete()
    Place.objects.all().delete()

    load_vocabulary(
        vocabulary=Vocabulary(
            companies=(replace(ACME, sector="Games", country="US"), replace(CHILD, country="US")),
            places=(replace(NORWAY, aliases=("Norge",)),),
            topics=(replace(TRADE, rule="trade OR commerce", description="Commerce."), TARIFFS),
        )
    )

    acme = Company.objects.get()
    assert (acme.slug, acme.sector, acme.country) == ("acme", "My sector", "US")
    assert list(acme.aliases.values_list("text", flat=True)) == ["Acme"]
    assert not Place.objects.exists()
    trade = Topic.objects.get(slug="trade")
    assert (trade.rule, trade.description) == ("my rule", "Commerce.")


def test_a_topic_that_a_curator_made_first_stays_his():
    Topic.objects.create(slug="my-trade", name="Trade", rule="mine")

    load_vocabulary(vocabulary=FIRST)

    assert Topic.objects.get(name="Trade").rule == "mine"


def test_the_files_themselves_load(whole_vocabulary):
    assert load_vocabulary()
    assert Company.objects.count() >= 600
    assert Topic.objects.exists()
    assert Place.objects.exists()
