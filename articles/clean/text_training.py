"""Training of the line model, and its measure: pages as lists of lines, truth as the body's text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

import numpy as np

from articles.clean.text_features import FEATURE_NAMES, measure_lines
from articles.clean.text_model import SECOND_NAMES, line_weights, second_features
from articles.clean.text_story import FoundStory
from articles.clean.text_title import title_candidates
from articles.clean.text_title_features import TITLE_NAMES, title_features
from articles.clean.text_weights import Vector
from articles.clean.text_windows import Matrix

_WORD: Final = re.compile(r"\w+")
_SHINGLE: Final = 4  # words
_COVERED: Final = 0.6  # of a line's shingles must stand in the truth
_PAGE_WEIGHT: Final = 50.0  # every page counts alike, however long
_INNER_FOLDS: Final = 3
_COPIES: Final = 3
_COPY_WEIGHT: Final = 0.25
_FEWEST_STORY_LINES: Final = 3
_ROUNDS: Final = 30
_RIDGE: Final = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledPage:
    """A page's lines, which of them are its story (0 or 1), and the site it is from."""

    lines: tuple[str, ...]
    labels: Vector
    site: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TitlePage:
    """A page's lines, what the line model made of them, and its headline."""

    lines: tuple[str, ...]
    found: FoundStory
    title: str
    url: str = ""


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
    """The weights of both regressions. The second learns from verdicts the first gives on sites it has not seen.

    Each page is also learned from in altered copies: its story among another page's furniture, or with less around it.
    """
    folds = fold_of_sites([page.site for page in pages], _INNER_FOLDS)
    copies = [
        (copy, fold)
        for fold in range(_INNER_FOLDS)
        for copy in altered([page for page, own in zip(pages, folds, strict=True) if own == fold], seed=fold)
    ]
    folds = folds + [fold for _, fold in copies]
    shares = [1.0] * len(pages) + [_COPY_WEIGHT] * len(copies)
    everything = [*pages, *(copy for copy, _ in copies)]
    features = [measure_lines(page.lines) for page in everything]
    words = [line_weights(page.lines) for page in everything]
    weights = [
        np.sqrt(word) * share * _PAGE_WEIGHT / np.sqrt(word).sum() for word, share in zip(words, shares, strict=True)
    ]
    labels = [page.labels for page in everything]
    verdicts: list[Vector] = [np.zeros(0)] * len(everything)
    for fold in range(_INNER_FOLDS):
        first = _fit(*_stack(features, labels, weights, [index for index, own in enumerate(folds) if own != fold]))
        for index in (index for index, own in enumerate(folds) if own == fold):
            verdicts[index] = features[index] @ first
    wider = [
        second_features(page.lines, own, verdict, word)
        for page, own, verdict, word in zip(everything, features, verdicts, words, strict=True)
    ]
    chosen = range(len(everything))
    return _fit(*_stack(features, labels, weights, chosen)), _fit(*_stack(wider, labels, weights, chosen))


def altered(pages: Sequence[LabelledPage], *, seed: int) -> list[LabelledPage]:
    """Copies of pages whose story stands elsewhere on the page and among other furniture, the same for one `seed`."""
    random = Random(seed)  # noqa: S311 - nothing here is secret
    whole = [page for page in pages if page.labels.sum() >= _FEWEST_STORY_LINES]
    copies: list[LabelledPage] = []
    for page in whole:
        for _ in range(_COPIES):
            other = random.choice(whole)
            copies.append(_altered(page, other, random))
    return copies


def _altered(page: LabelledPage, other: LabelledPage, random: Random) -> LabelledPage:
    begin, end = _story_span(page)
    other_begin, other_end = _story_span(other)
    way = random.random()
    head, tail = list(page.lines[:begin]), list(page.lines[end:])
    if way < 0.3:
        tail = list(other.lines[other_end:])
    elif way < 0.45:
        head, tail = head[-1:], list(other.lines[other_end : other_end + random.randint(0, 12)])
    elif way < 0.7:
        head = list(other.lines[: max(0, other_begin - 8)]) + head[-random.randint(2, 8) :]
    else:
        kept = random.randint(0, 30)
        head, tail = head[len(head) - min(kept, len(head)) :], tail[: random.randint(0, 60)]
    labels = np.concatenate([np.zeros(len(head)), page.labels[begin:end], np.zeros(len(tail))])
    return LabelledPage(lines=(*head, *page.lines[begin:end], *tail), labels=labels, site=page.site)


def _story_span(page: LabelledPage) -> tuple[int, int]:
    lines = np.flatnonzero(page.labels)
    return int(lines[0]), int(lines[-1]) + 1


def train_title(pages: Sequence[TitlePage]) -> Vector:
    """The weights of the headline's regression, from pages whose headline is among the candidates."""
    features: list[Matrix] = []
    labels: list[Vector] = []
    for page in pages:
        candidates = title_candidates(page.lines, page.found.allowed, page.found.story)
        answers = np.array([_same_words(page.lines[index], page.title) for index in candidates], dtype=np.float64)
        for url in ("", page.url) if answers.any() else ():
            features.append(title_features(page.lines, candidates, page.found.about, page.found.story, url=url))
            labels.append(answers)
    weights = [np.where(label > 0, 1 / label.sum(), 2 / len(label)) for label in labels]
    return _fit(np.vstack(features), np.concatenate(labels), np.concatenate(weights))


def _same_words(line: str, title: str) -> bool:
    return _WORD.findall(line.lower()) == _WORD.findall(title.lower())


def fold_of_sites(sites: Sequence[str], count: int) -> list[int]:
    """A fold for each page, so that the pages of one site share it: sites by name, dealt round."""
    order = {site: index % count for index, site in enumerate(sorted(set(sites)))}
    return [order[site] for site in sites]


def weight_rows(first: Vector, second: Vector, title: Vector) -> list[tuple[str, str, str]]:
    """The rows of the data file: regression, feature, weight."""
    return [
        (regression, name, f"{weight:.4f}")
        for regression, names, weights in (
            ("1", FEATURE_NAMES, first),
            ("2", SECOND_NAMES, second),
            ("t", TITLE_NAMES, title),
        )
        for name, weight in zip(names, weights, strict=True)
    ]


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
