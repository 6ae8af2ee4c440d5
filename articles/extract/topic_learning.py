"""Linear classifiers that learn topics from articles already tagged: one for each topic, over the stems of its words.

A text is a vector of TF-IDF weights (sublinear term frequency, unit length) of the stems of its title and text; those
of the title count once more as terms of their own. For each topic a linear support vector machine is fitted; as
Joachims found ("Text Categorization with Support Vector Machines", 1998), no choice of terms is needed before.

The margin from which a topic is given, and the sigmoid that turns margins into confidences (Platt 1999), are set on
margins of texts that the fold's classifier has not seen, never on the texts that are measured. The rule is SCutFBR
(Yang, "A Study of Thresholding Strategies for Text Categorization", 2001): the margin with the best F1, or, where even
that F1 is poor, the highest margin met, so that a topic of which little is known is seldom given wrongly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold
from sklearn.svm import LinearSVC

from articles.query.words import EXACT, slots_of

FOLDS = 5
FEWEST_TEXTS = 2  # that hold a term; what stands in one text only teaches nothing about others
POOR_F1 = 0.2  # below which SCutFBR distrusts a threshold; of the values that Yang tried
UNSEEN_MARGIN = -1.0  # of texts held out where none is left that has the topic: clearly outside
IN_TITLE = "title:"

Margins = npt.NDArray[np.float64]
Labels = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnedText:
    """What the classifiers read of an article."""

    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicClassifier:
    """What was learned of one topic: a weight for each term, and how to read the margins they add up to.

    The topic is given where the margin is above `threshold`; its confidence is the sigmoid of `slope` * margin +
    `offset`.
    """

    weights: Margins
    intercept: float
    threshold: float
    slope: float
    offset: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fold:
    """Rows that a trial classifier is fitted on, and those held out from it."""

    seen: npt.NDArray[np.intp]
    held_out: npt.NDArray[np.intp]
    seen_vectors: Any
    held_out_vectors: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A topic that the classifier gives a text, and how sure it is, from 0 to 1."""

    slug: str
    confidence: float


class TopicModel:
    """The classifiers of all topics and the terms they share."""

    def __init__(self, *, vectorizer: TfidfVectorizer, classifiers: Mapping[str, TopicClassifier]) -> None:
        """Join a fitted vectorizer and `{slug: classifier}`."""
        self._vectorizer = vectorizer
        self.classifiers = dict(classifiers)

    def suggest(self, texts: Sequence[LearnedText]) -> list[tuple[Suggestion, ...]]:
        """For each text the topics it should carry, surest first; none where it has no term that was learned."""
        if not texts:
            return []
        vectors = self._vectorizer.transform(texts)
        is_known = vectors.getnnz(axis=1) > 0
        found: list[list[Suggestion]] = [[] for _ in texts]
        for slug, classifier in self.classifiers.items():
            margins = vectors @ classifier.weights + classifier.intercept
            for row in np.flatnonzero((margins > classifier.threshold) & is_known):
                confidence = _sigmoid(classifier.slope * float(margins[row]) + classifier.offset)
                found[row].append(Suggestion(slug=slug, confidence=confidence))
        return [tuple(sorted(each, key=lambda one: (-one.confidence, one.slug))) for each in found]


def learn(texts: Sequence[LearnedText], topics: Mapping[str, Sequence[bool]]) -> TopicModel:
    """Learn from `{slug: whether each text has the topic}`. The same texts always give the same model.

    Raises ValueError where there are no two texts, or where a topic has all of them or none: nothing tells it from
    the others then.
    """
    labels = {slug: np.asarray(has_topic, dtype=np.bool_) for slug, has_topic in topics.items()}
    for slug, has_topic in labels.items():
        if len(has_topic) != len(texts):
            raise ValueError(f"{slug}: {len(has_topic)} labels for {len(texts)} texts")
        if not 0 < has_topic.sum() < len(texts):
            raise ValueError(f"{slug}: needs texts with the topic and texts without")
    vectorizer = TfidfVectorizer(analyzer=terms_of, sublinear_tf=True, min_df=min(FEWEST_TEXTS, len(texts) // 2))
    vectors = vectorizer.fit_transform(texts)
    folds = _folds(vectors)
    classifiers = {slug: _learn_topic(vectors, folds, has_topic) for slug, has_topic in labels.items()}
    return TopicModel(vectorizer=vectorizer, classifiers=classifiers)


def terms_of(text: LearnedText) -> list[str]:
    """The stems of title and text in their order, then those of the title marked as such."""
    title = _stems(text.title)
    return [*title, *_stems(text.text), *(IN_TITLE + stem for stem in title)]


def _stems(text: str) -> list[str]:
    return [
        next(lexeme for lexeme in slot if not lexeme.startswith(EXACT)) for slots in slots_of(text) for slot in slots
    ]


def _folds(vectors: Any) -> tuple[_Fold, ...]:
    split = KFold(n_splits=min(FOLDS, vectors.shape[0]), shuffle=True, random_state=0)
    return tuple(
        _Fold(seen=seen, held_out=held_out, seen_vectors=vectors[seen], held_out_vectors=vectors[held_out])
        for seen, held_out in split.split(vectors)
    )


def _learn_topic(vectors: Any, folds: Sequence[_Fold], has_topic: Labels) -> TopicClassifier:
    machine = _fit(vectors, has_topic)
    margins = _held_out_margins(folds, has_topic)
    sigmoid = LogisticRegression(solver="newton-cholesky").fit(margins.reshape(-1, 1), has_topic)
    return TopicClassifier(
        weights=machine.coef_[0],
        intercept=float(machine.intercept_[0]),
        threshold=_threshold(margins, has_topic),
        slope=max(float(sigmoid.coef_[0, 0]), 0.0),
        offset=float(sigmoid.intercept_[0]),
    )


def _fit(vectors: Any, has_topic: Labels) -> LinearSVC:
    return LinearSVC(random_state=0, tol=1e-3).fit(vectors, has_topic)


def _held_out_margins(folds: Sequence[_Fold], has_topic: Labels) -> Margins:
    """The margin of each text under a classifier that was fitted without its fold."""
    margins = np.full(len(has_topic), UNSEEN_MARGIN)
    for fold in folds:
        seen = has_topic[fold.seen]
        if 0 < seen.sum() < len(seen):
            margins[fold.held_out] = _fit(fold.seen_vectors, seen).decision_function(fold.held_out_vectors)
    return margins


def _threshold(margins: Margins, has_topic: Labels) -> float:
    """The margin above which a topic is given, by SCutFBR."""
    order = np.argsort(-margins, kind="stable")
    ranked = margins[order]
    right = np.cumsum(has_topic[order])
    f1 = 2 * right / (np.arange(1, len(ranked) + 1) + has_topic.sum())
    last = int(f1.argmax())
    if f1[last] < POOR_F1:
        return max(float(ranked[0]), 0.0)
    return float(ranked[last : last + 2].mean())  # midway to the first that stays outside


def _sigmoid(value: float) -> float:
    return float(1 / (1 + np.exp(-value)))
