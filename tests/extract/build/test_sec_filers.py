"""The register of filers: which companies and which of their former names are taken."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from articles.extract.build.companies import Row, merge
from articles.extract.build.sec_filers import filers

FIELDS = ("cik", "name", "entityType", "sic", "tickers", "exchanges", "business_stateOrCountryDescription")
ORDINARY = {"salt": 9_000, "water": 9_000}


@pytest.fixture
def read(tmp_path: Path):
    """Writes a register with one filer and its former names, and reads it."""

    def write_and_read(*former: tuple[str, str], **cells: str) -> list[Row]:
        entry = {"cik": "12", "name": "Lanternfish Corp", "entityType": "operating", "sic": "7372"}
        entry |= {"tickers": "LNTN", "exchanges": "Nasdaq", "business_stateOrCountryDescription": "CA", **cells}
        tables = {
            "company_metadata.csv": (FIELDS, [entry]),
            "company_former_names.csv": (
                ("cik", "former_name", "from_date", "to_date"),
                [{"cik": "12", "former_name": name, "from_date": "", "to_date": day} for name, day in former],
            ),
        }
        for name, (fields, rows) in tables.items():
            with (tmp_path / name).open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, fields)
                writer.writeheader()
                writer.writerows(rows)
        return list(filers(tmp_path, lambda word: ORDINARY.get(word, 0)))

    return write_and_read


def test_gives_a_company_the_names_it_filed_under_before_latest_first(read):
    rows = read(("GLOWLIGHT DEVICES INC", "1996-01-01T"), ("GLOWLIGHT DEVICES INC", "1998-01-01T"), ("Finray", "2004"))

    assert [row.former for row in rows] == [["Finray:2004", "Glowlight Devices:1998"]]


@pytest.mark.parametrize(
    "name", ["LANTERNFISH INC", "Lanternfish Spinco, Inc.", "1847432 Alberta ULC", "FISHER GEO A &", "ABC"]
)
def test_takes_no_former_name_that_papers_would_not_print(read, name):
    assert read((name, "1999"))[0].former == []


def test_asks_for_evidence_of_a_former_name_of_ordinary_words(read):
    row = read(("SALT WATER FISHERY CO", "1999"), ("Salt Water Inc", "1997"))[0]

    assert "Salt Water Fishery:1999" in row.former
    assert row.ambiguous == []
    assert "Salt Water Inc:1997" in row.former


@pytest.mark.parametrize(
    "cells",
    [
        {"entityType": "investment"},
        {"sic": "6770"},
        {"exchanges": "OTC", "cik": "1500000"},
        {"exchanges": ""},
        {"name": "Lanternfish Income Fund"},
    ],
)
def test_leaves_out_funds_shells_and_what_is_newly_traded_over_the_counter(read, cells):
    assert read(**cells) == []


def test_keeps_old_filers_traded_over_the_counter_without_their_ticker(read):
    row = read(exchanges="OTC")[0]

    assert (row.name, row.ticker, row.sector, row.country) == ("Lanternfish", "", "Technology", "US")


def test_a_known_company_takes_former_names_that_no_other_has():
    known, other = Row(name="Lanternfish", ticker="LNTN", exchange="NASDAQ"), Row(name="Glowlight Devices")
    register = Row(
        name="Lanternfish Labs",
        ticker="LNTN",
        exchange="NASDAQ",
        former=["Glowlight Devices:1998", "Finray:2004", "Salt:1990"],
        ambiguous=["Salt"],
    )

    merged = merge([known, other], [register])

    assert [row.name for row in merged] == ["Lanternfish", "Glowlight Devices"]
    assert known.former == ["Finray:2004", "Salt:1990"]
    assert known.ambiguous == ["Salt"]


def test_a_company_that_agrees_by_a_second_name_alone_gives_no_former_names():
    known = Row(name="Lanternfish", aliases=["Finray"])

    merge([known], [Row(name="Finray", ticker="FIN", exchange="NYSE", former=["Glowlight Devices:1998"])])

    assert known.former == []
