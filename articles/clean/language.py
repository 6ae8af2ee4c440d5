"""The language a text is written in."""

from __future__ import annotations

import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from math import sqrt
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from py3langid.langid import MODEL_FILE, LanguageIdentifier

_SAMPLE: Final = 2000  # characters that are looked at
_SHORT: Final = 60  # characters: less tells too little
_UNSURE: Final = 0.9  # probability under which a guess is not given
# Cheap, and right on nearly every page.
_ENGLISH: Final[frozenset[str]] = frozenset(
    tomllib.loads((Path(__file__).parent / "data" / "language.toml").read_text(encoding="utf-8"))["english"]
)
_ENGLISH_SHARE: Final = 0.1  # of all words
_REACH: Final = 6  # bytes of the longest sequence that py3langid's model knows
_ROW: Final = 256  # next states of one state: one for each byte


@dataclass(frozen=True, slots=True, kw_only=True)
class _Model:
    """py3langid's model: an automaton over bytes whose states stand for sequences, and what each says of languages."""

    languages: tuple[str, ...]
    moves: NDArray[Any]  # the state after each byte, 256 beside one another for each row
    rows: NDArray[np.intp]  # where in `moves` the row of each state begins
    pairs: NDArray[Any]  # the state after the first two bytes, 256 beside one another for each first one
    features: NDArray[np.intp]  # what a state is counted as; -1 for nothing
    odds: NDArray[np.float32]  # log odds of each language, a row for each feature
    prior: NDArray[np.float32]
    same: tuple[tuple[int, int], ...]  # columns of one language


def detect_language(text: str) -> str:
    """The ISO 639-1 code of the language `text` is in; '' where it is too short or the guess too unsure."""
    sample = text[:_SAMPLE].lower()
    words = sample.split()
    if len(sample.strip()) < _SHORT or not words:
        return ""
    if len([word for word in words if word in _ENGLISH]) > len(words) * _ENGLISH_SHARE:
        return "en"
    language, probability = classify(sample)
    return language if probability >= _UNSURE else ""


def classify(text: str) -> tuple[str, float]:
    """The likeliest language of a text, and how likely it is.

    What `LanguageIdentifier.classify` says, in a quarter of its time: a state of the automaton depends on the last few
    bytes alone, so all positions of the text take these few steps at once.
    """
    model = _model()
    content = unicodedata.normalize("NFC", text).encode("utf-8", "surrogatepass")
    features, counts = _counted(model.features.take(_states(model, np.frombuffer(content, dtype=np.uint8))))
    scores = np.log1p(counts) @ model.odds[features] + model.prior if len(features) else model.prior * 0
    scores = scores / sqrt(len(content) or 1)
    odds = np.exp(scores - scores.max())
    odds /= odds.sum()
    for first, second in model.same:
        odds[first] += odds[second]
        odds[second] = 0.0
    best = int(odds.argmax())
    return model.languages[best], float(odds[best])


def _counted(found: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
    """The features among `found`, and how often each stands there."""
    found = np.sort(found[found >= 0])
    if not len(found):
        return found, np.zeros(0, dtype=np.float32)
    firsts = np.concatenate(([0], (found[1:] != found[:-1]).nonzero()[0] + 1, [len(found)]))
    return found[firsts[:-1]], (firsts[1:] - firsts[:-1]).astype(np.float32)


def _states(model: _Model, content: NDArray[Any]) -> NDArray[Any]:
    """The automaton's state behind each byte."""
    content = content.astype(np.intp)  # as what is taken by number has to be
    count = len(content)
    states = np.zeros(count, dtype=model.moves.dtype)
    steps = min(_REACH, count)
    if count >= _REACH:
        # The first two steps are taken at once; the byte before these positions has one of them to take.
        steps -= 2
        pairs = content[: count - _REACH + 1] * 256 + content[1 : count - _REACH + 2]
        states[_REACH - 1 :] = model.pairs.take(pairs)
        states[_REACH - 2] = model.moves[model.rows[0] + content[0]]
    for back in range(steps - 1, -1, -1):
        states[back:] = model.moves.take(model.rows.take(states[back:]) + content[: count - back])
    return states


@cache
def _model() -> _Model:
    """The model, loaded once on first use (half a second)."""
    loaded = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    moves = np.asarray(loaded.tk_nextmove)
    rows = np.asarray(loaded.tk_row, dtype=np.intp) * _ROW
    first = moves[rows[0] : rows[0] + _ROW]
    return _Model(
        languages=tuple(loaded.nb_classes),
        moves=moves,
        rows=rows,
        pairs=moves.take(rows.take(first)[:, None] + np.arange(_ROW)).ravel(),
        features=np.asarray(loaded.tk_output, dtype=np.intp),
        odds=loaded.nb_ptc.astype(np.float32),
        prior=loaded.nb_pc.astype(np.float32),
        same=tuple(loaded._alias_pairs),
    )
