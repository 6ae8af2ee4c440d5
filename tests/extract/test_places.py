"""Places: countries, demonyms, large cities."""

from __future__ import annotations

import pytest

from articles.extract.vocabulary import load_places
from tests.extract.test_companies import draft, extractor


def places(text: str) -> set[str]:
    return {finding.slug for finding in extractor().extract(draft(text)).places}


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        ("Chinese makers sell in the U.S. and the UK.", {"china", "united-states", "united-kingdom"}),
        ("Talks between the EU and US failed.", {"european-union", "united-states"}),
        ("A flight from Vienna to Taipei.", {"vienna", "taipei"}),
        ("Tariffs on Turkey and Ukraine.", {"turkey", "ukraine"}),
        ("He moved to Georgia, where it is warm.", {"georgia"}),
        ("A trip across South Korea.", {"south-korea"}),
    ],
)
def test_finds_places(text, slugs):
    assert places(text) == slugs


@pytest.mark.parametrize(
    "text",
    [
        "They ate turkey and said nice things while reading.",
        "Bank of America and Air India agreed.",
        "Paris Hilton laughed.",
        "Jordan Peterson wrote a book.",
        "It has a Mali-G720 chip.",
        "Nice weather for ducks.",
        "us and them",
    ],
)
def test_finds_no_place_in_other_words(text):
    assert places(text) == set()


def test_the_list_has_countries_and_cities():
    listed = load_places()
    assert sum(place.kind == "country" for place in listed) > 190
    assert sum(place.kind == "city" for place in listed) > 1_000
    assert len({place.slug for place in listed}) == len(listed)


@pytest.mark.parametrize("text", ["A plant in New Mexico rose.", "New South Wales met.", "Snow fell on New England."])
def test_a_place_named_after_another_is_not_that_other(text):
    assert places(text) == set()
