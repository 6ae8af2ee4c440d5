"""The company list: how written and registered rows become one."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from articles.documents import Alias, CompanyEntry
from articles.extract.build.companies import (
    Row,
    add_short_forms,
    form_key,
    mark_ambiguous,
    merge,
    register_row,
    tidy,
)
from articles.extract.build.curated import add_history, written_rows
from articles.extract.build.faults import names_of_other_things, shared_names, unlike_names
from articles.extract.build.register_fields import country_code, home_listing, sector_of
from articles.extract.data_files import DATA, read_rows
from articles.extract.vocabulary import load_companies, load_places

NAMESAKES = {
    "eqt",
    "generalelectric",
    "guinness",
    "iag",
    "merck",
    "metro",
    "porsche",
    "saic",
    "stc",
    "thomson",
}
"""What two companies really are both called."""

HEAD = "name,aliases,brands,former,ticker,exchange,country,sector,parent,ambiguous,is_news_source\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "companies_curated.csv").write_text(HEAD + "Acme,Acme Works,,,ACM,NYSE,US,Retail,,,\n", "utf-8")
    (tmp_path / "companies_names.csv").write_text(
        "name,aliases,former,ambiguous\nAcme,Acme Works|Acme Stores,Roadrunner Supply:1994,\n", "utf-8"
    )
    world = "Acme Inc,,,,,,GB,,,,\nBrightwater,,,,,,GB,,acme,Brightwater,yes\n"
    (tmp_path / "companies_world.csv").write_text(HEAD + world, "utf-8")
    return tmp_path


def write_history(folder: Path, rows: str) -> None:
    head = "name,aliases,former,country,sector,parent,ended,successor\n"
    (folder / "companies_history.csv").write_text(head + rows, "utf-8")


def words(count: int):
    return lambda word: count


def test_gives_a_written_company_its_further_names_once(folder):
    acme = next(iter(written_rows(folder)))

    assert acme.aliases == ["Acme Works", "Acme Stores"]
    assert acme.former == ["Roadrunner Supply:1994"]


def test_takes_the_first_of_two_written_rows_with_one_name(folder):
    rows = list(written_rows(folder))

    assert [(row.name, row.country, row.is_news_source) for row in rows] == [
        ("Acme", "US", False),
        ("Brightwater", "GB", True),
    ]


def test_completes_a_written_company_from_a_register_without_taking_its_names():
    written = Row(name="Acme", ticker="ACM", exchange="NYSE")
    registered = Row(name="Acme Holdings of Delaware", ticker="ACM", exchange="NASDAQ", country="US", sector="Retail")

    rows = merge([written], [registered])

    assert [(row.name, row.country, row.sector) for row in rows] == [("Acme", "US", "Retail")]
    assert list(rows[0].forms()) == ["Acme"]


def test_puts_the_companies_of_history_behind_the_others(folder):
    write_history(folder, "Stageline,Stage Line,,US,Transport,,1988,acme\n")

    rows = add_history(list(written_rows(folder)), folder, words(0))

    assert [row.name for row in rows] == ["Acme", "Brightwater", "Stageline"]
    assert rows[2].aliases == ["Stage Line"]


def test_gives_a_known_company_the_names_that_history_has_for_it(folder):
    write_history(folder, "Acme Stores,Acme Emporium,Ackme Brothers:1971,,,,,\n")

    rows = add_history(list(written_rows(folder)), folder, words(0))

    assert [row.name for row in rows] == ["Acme", "Brightwater"]
    assert rows[0].aliases == ["Acme Works", "Acme Stores", "Acme Emporium"]
    assert rows[0].former == ["Roadrunner Supply:1994", "Ackme Brothers:1971"]


def test_asks_for_no_evidence_where_a_further_name_goes_on_behind_a_sure_one(folder):
    write_history(folder, "Acme,Acme Canada|Bright Canada|Zyxomark,,,,,,,Zyxomark\n")

    rows = add_history(list(written_rows(folder)), folder, words(9_000))

    assert rows[0].aliases[-3:] == ["Acme Canada", "Bright Canada", "Zyxomark"]
    assert {"Bright Canada", "Zyxomark"} <= set(rows[0].ambiguous)
    assert "Acme Canada" not in rows[0].ambiguous


def test_asks_for_evidence_where_a_historical_name_is_made_of_ordinary_words():
    row = Row(name="People Express", aliases=["People Express Airlines Inc", "Zyx"])

    mark_ambiguous(row, words(9_000))

    assert row.ambiguous == ["People Express", "Zyx"]


def test_derives_short_forms_from_formal_names_where_they_are_unusual_and_free():
    rows = [
        Row(name="Brightwater Industries"),
        Row(name="Oakmont Paper Group"),
        Row(name="Oakmont Paper"),
        Row(name="Lancaster Holdings"),
        Row(name="Duluth Stores"),
        Row(name="Stella Enterprises"),
        Row(name="Stella International"),
    ]

    add_short_forms(rows, words(0), ["Duluth"])

    assert [row.aliases for row in rows] == [["Brightwater"], [], [], [], [], [], []]
    assert rows[0].ambiguous == ["Brightwater"]


def test_derives_no_short_form_that_is_an_ordinary_word():
    row = Row(name="Reliance Industries")

    add_short_forms([row], words(9_000), [])

    assert row.aliases == []


def test_writes_a_shouted_register_name_as_news_does():
    assert tidy("ACME WORKS CORP /DE/") == "Acme Works Corp"


def test_keeps_an_ordinary_word_only_with_its_legal_form():
    row = register_row("Orange Corp", words(9_000))

    assert row is not None
    assert list(row.forms()) == ["Orange Corp"]


def test_leaves_out_funds_and_shells():
    assert register_row("Acme Acquisition Corp III", words(0)) is None


def test_reads_countries_and_listings_as_registers_write_them():
    assert country_code("Houston, Texas") == "US"
    assert country_code("Finland") == "FI"
    assert home_listing("ADYEN.AS") == ("ADYEN", "AMS")
    assert home_listing("ACM") == ("ACM", "US")


def test_tells_a_sector_from_the_words_of_a_name_only():
    assert sector_of("Brightwater Therapeutics") == "Health care"
    assert sector_of("First Brightwater Bancorp") == "Financials"
    assert sector_of("Brightwater") == ""


def test_the_shipped_list_has_each_company_once_and_every_parent():
    companies = load_companies()
    slugs = Counter(company.slug for company in companies)

    assert len(companies) > 35_000
    assert [slug for slug, count in slugs.items() if count > 1] == []
    assert [company.slug for company in companies if company.parent and company.parent not in slugs] == []
    assert [company.slug for company in companies if company.parent == company.slug] == []


def test_the_shipped_list_holds_the_written_files():
    slugs = {company.slug for company in load_companies()}

    missing = [row.name for row in written_rows(DATA) if row.slug not in slugs]

    assert missing == []


def test_the_shipped_list_dates_its_former_names():
    former = [alias for company in load_companies() for alias in company.aliases if alias.kind == "former"]

    assert len(former) > 420
    assert sum(alias.until is not None for alias in former) > 0.95 * len(former)


def test_further_names_belong_to_no_other_written_company():
    owners: dict[str, str] = {}
    for row in read_rows(DATA / "companies_curated.csv"):
        owners[form_key(row["name"])] = row["name"]

    wrong = [
        (cells["name"], alias)
        for cells in read_rows(DATA / "companies_names.csv")
        for alias in cells["aliases"].split("|")
        if alias and owners.get(form_key(alias), cells["name"]) != cells["name"]
    ]

    assert wrong == []


def test_the_thousand_that_news_names_most_have_country_and_sector():
    """The file written by hand is longer than the thousand, and holds them all; each of its rows is whole."""
    rows = list(read_rows(DATA / "companies_curated.csv"))
    by_name = {row["name"]: row for row in rows}

    assert len(rows) > 3_500
    assert [row["name"] for row in rows if len(row["country"]) != 2 or not row["sector"]] == []
    for name in ("Xiaomi", "BYD", "Geely", "Nio", "XPeng", "Foxconn", "Reliance Industries", "Tata Motors"):
        assert name in by_name
    children = {
        "Instagram": "meta-platforms",
        "Volvo Cars": "geely",
        "Audi": "volkswagen",
        "Tata Motors": "tata-group",
        "Genentech": "roche",
        "British Airways": "iag",
        "Siemens Healthineers": "siemens",
        "Lazada": "alibaba",
    }
    assert {name: by_name[name]["parent"] for name in children} == children


def test_no_two_companies_of_the_shipped_list_bear_one_name_but_for_true_namesakes():
    assert set(shared_names(load_companies())) <= NAMESAKES


def test_no_name_of_the_shipped_list_is_a_place_as_well_but_for_two():
    places = {name for place in load_places() for name in (place.name, *place.aliases, *place.demonyms)}

    assert {text for _, text in names_of_other_things(load_companies(), places)} <= {"Toyota", "Carrefour"}


def test_tells_names_that_share_nothing_with_their_companys_own():
    odd = CompanyEntry(slug="dominos", name="Domino's", aliases=(Alias(text="Domino's"), Alias(text="Pizza Inn")))
    short = CompanyEntry(slug="ibm", name="IBM", aliases=(Alias(text="International Business Machines"),))

    assert list(unlike_names([odd, short])) == [("dominos", "Pizza Inn")]
