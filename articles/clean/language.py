"""The language a text is written in."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Final

from py3langid.langid import MODEL_FILE, LanguageIdentifier

_SAMPLE: Final = 2000  # characters that are looked at
_SHORT: Final = 60  # characters: less tells too little
_UNSURE: Final = 0.9  # probability under which a guess is not given
# Cheap, and right on nearly every page.
_ENGLISH: Final[frozenset[str]] = frozenset(
    tomllib.loads((Path(__file__).parent / "data" / "language.toml").read_text(encoding="utf-8"))["english"]
)
_ENGLISH_SHARE: Final = 0.1  # of all words


def detect_language(text: str) -> str:
    """The ISO 639-1 code of the language `text` is in; '' where it is too short or the guess too unsure."""
    sample = text[:_SAMPLE].lower()
    words = sample.split()
    if len(sample.strip()) < _SHORT or not words:
        return ""
    if len([word for word in words if word in _ENGLISH]) > len(words) * _ENGLISH_SHARE:
        return "en"
    language, probability = _identifier().classify(sample)
    return str(language) if probability >= _UNSURE else ""


@cache
def _identifier() -> LanguageIdentifier:
    """The model, loaded once on first use (half a second)."""
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
