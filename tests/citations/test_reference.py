"""The parts of authors' names."""

from __future__ import annotations

import pytest

from articles.citations.reference import Name, split_name


@pytest.mark.parametrize(
    ("byline", "name"),
    [
        ("Jane Doe", Name(given="Jane", family="Doe")),
        ("Jane Q. Doe", Name(given="Jane Q.", family="Doe")),
        ("Hans van der Berg", Name(given="Hans", particle="van der", family="Berg")),
        ("Martin King Jr.", Name(given="Martin", family="King", suffix="Jr.")),
        ("Martin King, Jr.", Name(given="Martin", family="King", suffix="Jr.")),
        ("De Jong", Name(given="De", family="Jong")),
    ],
)
def test_a_person_has_a_family_name(byline, name):
    assert split_name(byline) == name


@pytest.mark.parametrize(
    "byline",
    [
        "Reuters Staff",
        "PTI",
        "Madonna",
        "The Editorial Board",
        "ET Online",
        "jane@paper.example",
        "AFP News Desk",
        "",
        "One Two Three Four Five Six Seven",
    ],
)  # fmt: skip
def test_what_is_no_persons_name_stays_whole(byline):
    assert split_name(byline) == Name(literal=byline)


def test_initials_are_of_every_given_name():
    assert split_name("Jean-Pierre Quentin Roux").initials == "J.-P. Q."
