"""Letters beyond ASCII, in the server that the tests run on: the archive's own, or the one that DATABASE_URL names."""

from __future__ import annotations

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db


def ask(expression: str, *values: str):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {expression}", values)
        return cursor.fetchone()[0]


@pytest.mark.parametrize(
    ("given", "lower"),
    [("ÉCOLE", "école"), ("ŁÓDŹ", "łódź"), ("ПРИВЕТ", "привет"), ("STRASSE", "strasse"), ("Straße", "straße")],
)
def test_lower_knows_them(given, lower):
    assert ask("lower(%s)", given) == lower


@pytest.mark.parametrize(("word", "count"), [("É", 2), ("ß", 2), ("Ł", 2), ("Я", 2), ("Łódź", 5), ("Привет", 7)])
def test_trigrams_are_made_of_them(word, count):
    assert len(ask("show_trgm(%s)", word)) == count


def test_trigrams_of_capitals_and_small_letters_are_the_same():
    assert ask("similarity(%s, %s)", "ÉCOLE ŁÓDŹ ПРИВЕТ", "école łódź привет") == 1


@pytest.mark.parametrize("configuration", ["simple", "english"])
def test_the_parser_takes_them_for_letters_of_words(configuration):
    vector = ask("to_tsvector(%s::regconfig, %s)::text", configuration, "Łódź École Привет Straße")
    assert vector.split() == ["'straße':4", "'école':2", "'łódź':1", "'привет':3"]


def test_unaccent_takes_their_accents_off():
    assert ask("unaccent(%s)", "Łódź École Straße") == "Lodz Ecole Strasse"


def test_the_database_is_in_utf8():
    assert ask("current_setting('server_encoding')") == "UTF8"
