"""The search vector as PostgreSQL reads it."""

from __future__ import annotations

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.index.vector import build_vector, quote_lexeme, render_vector
from articles.query import postings as module
from articles.query.postings import (
    LARGEST_VECTOR,
    LAST_POSITION,
    LONGEST_LEAD,
    POSITIONS_PER_LEXEME,
    document_postings,
    end_of_lead,
    size_of_vector,
)


def as_read(literal):
    with connection.cursor() as cursor:
        cursor.execute("SELECT lexeme, positions, weights FROM unnest(%s::tsvector)", [literal])
        return {lexeme: list(zip(positions, weights, strict=True)) for lexeme, positions, weights in cursor.fetchall()}


def as_meant(postings):
    return {lexeme: [(posting >> 2, "DCBA"[posting & 3]) for posting in found] for lexeme, found in postings.items()}


def test_both_forms_stand_at_the_weight_of_their_place():
    assert build_vector(title="Tariffs", text="Xiaomi rose", authors=("Lei",)) == (
        "=tariffs:1A tariff:1A =lei:22C lei:22C =xiaomi:43B xiaomi:43B =rose:44B rose:44B"
    )


def test_the_lead_is_the_first_paragraphs_and_never_cuts_a_word():
    assert end_of_lead("Short.\n\nSecond.") == len("Short.\n\nSecond.")
    two = "A first paragraph. " * 9 + "\n\nA second."
    assert end_of_lead(two) == two.index("\n")
    long = "wordy " * 500
    assert long[end_of_lead(long)] == " "
    assert end_of_lead(long) <= LONGEST_LEAD
    assert end_of_lead("x" * 2_000) == 2_000


def test_an_empty_document_has_an_empty_vector():
    assert build_vector(title="", text="") == ""


def test_quotes_and_backslashes_are_doubled():
    assert quote_lexeme("a'b\\c") == r"'a''b\\c'"


ANY_TEXT = st.text(st.characters(), max_size=60)  # lone surrogates and NUL too


@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(ANY_TEXT, st.text(max_size=400), st.lists(ANY_TEXT, max_size=3))
def test_postgresql_reads_what_was_meant(title, text, authors):
    meant = document_postings(title=title, text=text, authors=authors)
    assert as_read(render_vector(meant)) == as_meant(meant)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("title", "text"),
    [
        (lambda n: "the", lambda n: "the " * 20_000),
        (lambda n: "x", lambda n: " ".join(f"{number:x}" for number in range(5_000 * n))),
        (lambda n: "x", lambda n: " ".join(f"{number}-a-b" for number in range(3_000 * n))),
        (lambda n: "x", lambda n: "\ufdfa " * 20_000),
        (lambda n: "x" * 100_000 * n, lambda n: "y" * 100_000 * n),
        (lambda n: "word " * 20_000 * n, lambda n: "word " * 10),
    ],
    ids=["one word", "other words", "parts of words", "a letter of many", "no spaces", "a long title"],
)
def test_limits_hold_and_nothing_is_lost_on_the_way(title, text, is_long, monkeypatch):
    """A vector of the full size takes PostgreSQL and the matcher seconds each, a tenth of it as much less."""
    times = 20 if is_long else 1
    largest = LARGEST_VECTOR if is_long else LARGEST_VECTOR // 10
    monkeypatch.setattr(module, "LARGEST_VECTOR", largest)
    postings = document_postings(title=title(times), text=text(times))
    read = as_read(render_vector(postings))
    assert read == as_meant(postings)
    assert size_of_vector(postings) <= largest
    assert max(len(found) for found in postings.values()) <= POSITIONS_PER_LEXEME
    assert max(posting >> 2 for found in postings.values() for posting in found) <= LAST_POSITION
