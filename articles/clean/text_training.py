"""Training of the line model, and its measure: pages as lists of lines, truth as the body's text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from articles.clean.text_features import FEATURE_NAMES, Matrix, measure_lines
from articles.clean.text_model import SECOND_NAMES, Vector, line_weights, second_features

_WORD: Final = re.compile(r"\w+")
_SHINGLE: Final = 4  # words
_COVERED: Final = 0.6  # of a line's shingles must stand in the truth
_PAGE_WEIGHT: Final = 50.0  # every page counts alike, however long
_INNER_FOLDS: Final = 3
_ROUNDS: Final = 30
_RIDGE: Final = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledPage:
    """A page's lines, which of them are its story (0 or 1), and the site it is from."""

    lines: tuple[str, ...]
    labels: Vector
    site: str


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """The four-word shingles of a text, as a multiset: words are runs of word characters, case kept."""
    words = _WORD.findall(text)
    if not words:
        return Counter()
    return Counter(tuple(words[index : index + _SHINGLE]) for index in range(max(1, len(words) - _SHINGLE + 1)))


def label_lines(lines: Sequence[str], body: str) -> Vector:
    """Which lines belong to the body: those whose shingles it holds; shorter ones where both neighbours belong."""
    left = shingles(body)
    joined = f" {' '.join(_WORD.findall(body))} "
    labels: list[int | None] = []
    for line in lines:
        words = _WORD.findall(line)
        if len(words) < _SHINGLE:
            labels.append(None if words and f" {' '.join(words)} " in joined else 0)
            continue
        own = shingles(line)
        hits = own & left
        belongs = sum(hits.values()) >= _COVERED * sum(own.values())
        if belongs:
            left -= hits
        labels.append(int(belongs))
    return np.array([_between(labels, index) for index in range(len(labels))], dtype=np.float64)


def _between(labels: Sequence[int | None], index: int) -> int:
    own = labels[index]
    if own is not None:
        return own
    before = next((label for label in reversed(labels[:index]) if label is not None), 0)
    after = next((label for label in labels[index + 1 :] if label is not None), 0)
    return int(before == after == 1)


def train(pages: Sequence[LabelledPage]) -> tuple[Vector, Vector]:
    """The weights of both regressions. The second learns from verdicts the first gives on sites it has not seen."""
    features = [measure_lines(page.lines) for page in pages]
    words = [line_weights(page.lines) for page in pages]
    weights = [np.sqrt(word) * _PAGE_WEIGHT / np.sqrt(word).sum() for word in words]
    labels = [page.labels for page in pages]
    folds = fold_of_sites([page.site for page in pages], _INNER_FOLDS)
    verdicts: list[Vector] = [np.zeros(0)] * len(pages)
    for fold in range(_INNER_FOLDS):
        seen = [index for index in range(len(pages)) if folds[index] != fold]
        first = _fit(*_stack(features, labels, weights, seen))
        for index in range(len(pages)):
            if folds[index] == fold:
                verdicts[index] = features[index] @ first
    everything = range(len(pages))
    wider = [second_features(features[index], verdicts[index], words[index]) for index in everything]
    first = _fit(*_stack(features, labels, weights, everything))
    second = _fit(*_stack(wider, labels, weights, everything))
    return first, second


def fold_of_sites(sites: Sequence[str], count: int) -> list[int]:
    """A fold for each page, so that the pages of one site share it: sites by name, dealt round."""
    order = {site: index % count for index, site in enumerate(sorted(set(sites)))}
    return [order[site] for site in sites]


def weight_rows(first: Vector, second: Vector) -> list[tuple[str, str, str]]:
    """The rows of the data file: regression, feature, weight."""
    rows = [("1", name, f"{weight:.4f}") for name, weight in zip(FEATURE_NAMES, first, strict=True)]
    return rows + [("2", name, f"{weight:.4f}") for name, weight in zip(SECOND_NAMES, second, strict=True)]


def _stack(
    features: Sequence[Matrix], labels: Sequence[Vector], weights: Sequence[Vector], chosen: Sequence[int]
) -> tuple[Matrix, Vector, Vector]:
    return (
        np.vstack([features[index] for index in chosen]),
        np.concatenate([labels[index] for index in chosen]),
        np.concatenate([weights[index] for index in chosen]),
    )


def _fit(features: Matrix, labels: Vector, weights: Vector) -> Vector:
    """Ridge logistic regression by Newton's method."""
    columns = features.shape[1]
    found: Vector = np.zeros(columns)
    for _ in range(_ROUNDS):
        story = 1 / (1 + np.exp(-np.clip(features @ found, -30, 30)))
        gradient = features.T @ (weights * (story - labels)) + _RIDGE * found
        curvature = (features * (weights * story * (1 - story))[:, None]).T @ features + _RIDGE * np.eye(columns)
        step = np.linalg.solve(curvature, gradient)
        found = found - step
        if np.abs(step).max() < 1e-4:
            break
    return found
