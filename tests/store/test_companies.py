"""Company lists from registers and data sets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.documents import Rejection
from articles.models import Company
from articles.store.companies import merge_companies
from articles.store.company_lists import ListedCompany, everyday_name, read_companies
from tests.factories import CompanyAliasFactory, CompanyFactory, PlaceFactory

SEC = "cik,name,ticker,exchange\n320193,Apple Inc.,AAPL,Nasdaq\n1,,XYZ,NYSE\n"
SEC_TITLES = "cik_str,ticker,title\n320193,AAPL,APPLE INC\n"
GLEIF = (
    '"LEI","Entity.LegalName","Entity.LegalName.xmllang","Entity.OtherEntityNames.OtherEntityName.1",'
    '"Entity.OtherEntityNames.OtherEntityName.1.xmllang","Entity.LegalAddress.Country"\n'
    '"X","Siemens Aktiengesellschaft","de","Siemens AG","de","DE"\n'
)
FINANCE = "symbol,name,currency,sector,industry,exchange,country\nVOW3.DE,Volkswagen AG,EUR,Autos,Cars,GER,Germany\n"


def read(text):
    return list(read_companies(text.splitlines(keepends=True), name="list.csv"))


def merge(text):
    return merge_companies(listed=read(text))


def test_knows_the_columns_of_the_lists():
    assert read(SEC)[0] == ListedCompany(names=("Apple Inc.",), ticker="AAPL", exchange="Nasdaq")
    assert read(SEC_TITLES)[0] == ListedCompany(names=("APPLE INC",), ticker="AAPL")
    assert read(GLEIF)[0] == ListedCompany(names=("Siemens Aktiengesellschaft", "Siemens AG"), country="DE")
    assert read(FINANCE)[0] == ListedCompany(
        names=("Volkswagen AG",), ticker="VOW3.DE", exchange="GER", country="Germany", sector="Autos"
    )


def test_a_row_without_a_name_is_rejected_with_its_line():
    assert read(SEC)[1] == Rejection(name="list.csv:3", reason="a row without a name")


def test_a_list_without_names_is_rejected():
    assert isinstance(read("a,b\n1,2\n")[0], Rejection)
    assert isinstance(read("")[0], Rejection)


@pytest.mark.parametrize(
    ("name", "everyday"),
    [
        ("Apple Inc.", "Apple"),
        ("General Motors Company", "General Motors"),
        ("VOLKSWAGEN AG", "Volkswagen"),
        ("IBM CORP", "IBM"),
        ("Magna International Inc", "Magna International"),
        ("Group", "Group"),
        ("Telefonaktiebolaget LM Ericsson", "Telefonaktiebolaget LM Ericsson"),
        ("Banco Santander, S.A.", "Banco Santander"),
    ],
)
def test_the_everyday_name_has_no_legal_form(name, everyday):
    assert everyday_name(name) == everyday


@pytest.mark.django_db
def test_new_companies_are_added_with_their_names():
    PlaceFactory(name="Germany", kind="country", country="DE")

    assert merge(SEC + "2,Volkswagen AG,VOW3,GER\n").added == 2

    apple = Company.objects.get(slug="apple")
    assert (apple.name, apple.ticker, apple.exchange) == ("Apple", "AAPL", "Nasdaq")
    assert set(apple.aliases.values_list("text", "needs_evidence")) == {("Apple", True), ("Apple Inc.", False)}
    merge(FINANCE)
    assert Company.objects.get(slug="volkswagen").country == "DE"


@pytest.mark.django_db
def test_known_companies_are_completed_and_never_overwritten():
    apple = CompanyFactory(slug="apple", name="Apple", country="IE", sector="")
    CompanyAliasFactory(company=apple, text="Apple")

    merged = merge("name,ticker,exchange,sector,country\nApple Inc.,AAPL,Nasdaq,Technology,US\n")

    assert (merged.added, merged.completed) == (0, 1)
    apple.refresh_from_db()
    assert (apple.country, apple.sector, apple.ticker) == ("IE", "Technology", "AAPL")
    assert apple.aliases.filter(text="Apple Inc.").exists()


@pytest.mark.django_db
def test_the_same_list_again_changes_nothing():
    merge(SEC)

    merged = merge(SEC)

    assert (merged.added, merged.completed, merged.unchanged, len(merged.rejected)) == (0, 0, 1, 1)
    assert Company.objects.count() == 1


@pytest.mark.django_db
def test_share_classes_of_one_company_are_one():
    merge("name,ticker,exchange\nAlphabet Inc.,GOOGL,Nasdaq\nAlphabet Inc.,GOOG,Nasdaq\n")

    assert Company.objects.get().ticker == "GOOGL"


@pytest.mark.django_db
def test_one_short_name_in_two_countries_is_not_one_company():
    columns = "name,country\n"
    assert merge(f"{columns}Acme Corp,US\n").added == 1

    merged = merge(f"{columns}Acme GmbH,DE\nAcme Ltd,KY\nAcme Corp,GB\nAcme Inc,\n")

    assert (merged.added, merged.completed) == (1, 2)
    aliases = {one.name: set(one.aliases.values_list("text", flat=True)) for one in Company.objects.all()}
    assert aliases == {"Acme": {"Acme", "Acme Corp", "Acme Ltd", "Acme Inc"}, "Acme GmbH": {"Acme GmbH"}}


def test_a_name_does_not_end_where_it_joins():
    assert everyday_name("ACME & CO INC") == "Acme & Co"


@pytest.mark.django_db
def test_companies_of_one_slug_are_told_apart():
    merge("name\nA & B\nA B!\n")

    assert Company.objects.count() == 2


@given(st.text(max_size=200))
def test_no_text_makes_reading_raise(text):
    for one in read(text):
        assert any(one.names) if isinstance(one, ListedCompany) else one.reason
