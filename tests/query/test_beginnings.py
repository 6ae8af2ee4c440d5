"""Words passed over by their first letters have nothing that was asked for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.query.beginnings import Beginnings
from articles.query.words import placed_surfaces

PIECES = [
    "U.S.",
    "us",
    "AT&T",
    "and",
    "e-commerce",
    "don't",
    "Xiaomi's-ev",
    "café",
    "ét́e",
    "Škoda",
    "日本abc",
    "1,000",
    "1.4",
    "5G",
    "Tariffs",
    "using",
    "dying",
    "skies",
    "hoping",
    "possibly",
    "possibility",
    "rational",
    "foo_bar",
    "A.B.C.D.E.F.G.H.I.J.K.L",
    "½",
    "Straße",
    "ﬁne",
    "o’clock",
    "well-known",
    "a",
    "&",
    "’s",
]
TEXTS = st.lists(
    st.tuples(st.sampled_from(PIECES), st.sampled_from([" ", "", "-", "'", ".", "’", "_", "\n", '"', "("])), max_size=12
).map(lambda pieces: "".join(piece + joint for piece, joint in pieces))
ENDINGS = st.sampled_from(
    [
        "s",
        "ies",
        "ied",
        "eed",
        "ing",
        "ational",
        "biliti",
        "bli",
        "li",
        "y",
        "iciti",
        "alism",
        "ousness",
        "ful",
        "ement",
        "ion",
        "l",
        "e",
        "ly",
    ]
)
WORDS = st.tuples(st.text("abeilsty", max_size=5), st.lists(ENDINGS, max_size=3)).map(
    lambda parts: parts[0] + "".join(parts[1])
)


def standing(text):
    """(character of the run of characters that is a word, lexeme) of all that stands in a text."""
    return {(at, lexeme) for _, at, surface in placed_surfaces(text) for lexeme in surface.lexemes}


def chunk(text, at):
    """The first character of what stands between two spaces."""
    return text.rfind(" ", 0, at) + 1


@given(TEXTS | WORDS | st.text(max_size=40))
def test_every_word_with_the_lexeme_may_be_one(text):
    for at, lexeme in standing(text):
        asked = (Beginnings([lexeme]), Beginnings((), [lexeme[: len(lexeme) // 2 + 1]]))
        for beginnings in asked[: 1 + lexeme.startswith("=")]:
            places = beginnings.places(text)
            assert places == sorted(places)
            assert chunk(text, at) in {chunk(text, place) for place in places}


@pytest.mark.parametrize(("lexemes", "count"), [(["tariff"], 2), (["=tariff", "steel"], 3), (["=日"], 0), ([], 0)])
def test_nearly_all_of_a_text_is_passed_over(lexemes, count):
    assert (
        len(
            Beginnings(lexemes).places("The tariffs on steel, the government says, are no tariff. " + "So it is. " * 99)
        )
        == count
    )
