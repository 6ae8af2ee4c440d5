"""The language of a text, and silence where it cannot be told."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from articles.clean.language import classify, detect_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The company said on Monday that the sale of its shares had been agreed with the banks.", "en"),
        ("Die Preise steigen weiter, sagte der Minister am Montag in Berlin, und die Märkte fielen.", "de"),
        ("Les prix du pétrole ont monté lundi, selon les analystes de la banque centrale européenne.", "fr"),
        ("Los precios suben en la ciudad de Madrid y en toda España según el informe del banco.", "es"),
        ("Компания сообщила в понедельник, что продажа её акций согласована с банками страны.", "ru"),
        ("Intel", ""),
        ("", ""),
        ("12 34 56 78 " * 20, ""),
    ],
)
def test_the_language_is_told_or_left_open(text, language):
    assert detect_language(text) == language


@settings(deadline=None, max_examples=50)
@given(st.text(max_size=300))
def test_any_text_gets_a_code_or_nothing(text):
    assert len(detect_language(text)) in (0, 2, 3)


@pytest.fixture(scope="module")
def library():
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


WORDS = st.sampled_from(
    [
        "der",
        "die",
        "les",
        "une",
        "компания",
        "цены",
        "на",
        "el",
        "los",
        "市場",
        "株価",
        "και",
        "של",
        "في",
        "a",
        "the",
        "ist",
        "und",
        "12",
        "%",
    ]
)


@settings(deadline=None, max_examples=100)
@given(st.text(min_size=3, max_size=300) | st.lists(WORDS, min_size=1, max_size=60).map(" ".join))
def test_the_walk_over_all_positions_at_once_says_what_the_library_says(library, text):
    text = text.lower()
    language, probability = classify(text)
    expected, as_likely = library.classify(text)
    assert probability == pytest.approx(as_likely, abs=1e-3) or not language
    assert language == expected or as_likely < 0.5
