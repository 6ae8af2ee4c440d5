"""Linear classifiers that learn topics from articles already tagged: one for each topic, over the stems of its words.

For each topic a linear support vector machine is fitted; as Joachims found ("Text Categorization with Support Vector
Machines", 1998), no choice of terms is needed before.

The margin from which a topic is given, and the sigmoid that turns margins into confidences (Platt 1999), are set on
margins of texts that the fold's classifier has not seen, never on the texts that are measured. The rule is SCutFBR
(Yang, "A Study of Thresholding Strategies for Text Categorization", 2001): the margin with the best F1, or, where even
that F1 is poor, the highest margin met, so that a topic of which little is known is seldom given wrongly.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold
from sklearn.svm import LinearSVC

from articles.extract.topic_model import LearnedText, Numbers, TopicClassifier, TopicModel, Verdict, sigmoid, terms_of

FOLDS = 5
FEWEST_TEXTS = 2  # that hold a term; what stands in one text only teaches nothing about others
POOR_F1 = 0.2  # below which SCutFBR distrusts a threshold; of the values that Yang tried
UNSEEN_MARGIN = -1.0  # of texts held out where none is left that has the topic: clearly outside

Labels: TypeAlias = npt.NDArray[np.bool_]
Rows: TypeAlias = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """How a topic's classifiers did on the texts they had not seen, thresholds set without the texts measured too.

    `verdicts` say of each text, in the order of training, what a classifier that had not seen it holds; a text of
    which nobody knows whether it has the topic was seen by none.
    """

    precision: float
    recall: float
    verdicts: tuple[Verdict, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Training:
    """A model and the trial of each topic."""

    model: TopicModel
    trials: dict[str, Trial]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fold:
    """Rows that a trial classifier is fitted on, and those held out from it."""

    seen: Rows
    held_out: Rows


def learn(texts: Sequence[LearnedText], topics: Mapping[str, Sequence[bool | None]]) -> TopicModel:
    """The model of `train`."""
    return train(texts, topics).model


def train(
    texts: Sequence[LearnedText],
    topics: Mapping[str, Sequence[bool | None]],
    *,
    most_terms: int | None = None,
    note: Callable[[int, int], None] = lambda done, total: None,
) -> Training:
    """Learn from `{slug: whether each text has the topic}`, None where that is not known.

    The same texts always give the same model. `most_terms` bounds the terms, the most frequent being kept. `note` is
    told after each topic how many are learned, and of how many; what it raises ends the training. Raises
    ValueError where there are no two texts, or where nothing tells a topic from the others: all have it, or none.
    """
    for slug, has_topic in topics.items():
        if len(has_topic) != len(texts):
            raise ValueError(f"{slug}: {len(has_topic)} labels for {len(texts)} texts")
        if not {True, False} <= set(has_topic):
            raise ValueError(f"{slug}: needs texts with the topic and texts without")
    vectorizer = TfidfVectorizer(
        analyzer=terms_of, sublinear_tf=True, min_df=min(FEWEST_TEXTS, len(texts) // 2), max_features=most_terms
    )
    vectors = vectorizer.fit_transform(texts)
    folds = _folds(vectors)
    learned = {}
    for count, (slug, has_topic) in enumerate(topics.items(), start=1):
        learned[slug] = _learn_topic(vectors, folds, has_topic)
        note(count, len(topics))
    model = TopicModel(
        terms=vectorizer.get_feature_names_out().tolist(),
        idf=vectorizer.idf_,
        classifiers={slug: classifier for slug, (classifier, _) in learned.items()},
    )
    return Training(model=model, trials={slug: trial for slug, (_, trial) in learned.items()})


def _folds(vectors: Any) -> tuple[_Fold, ...]:
    split = KFold(n_splits=min(FOLDS, vectors.shape[0]), shuffle=True, random_state=0)
    return tuple(_Fold(seen=seen, held_out=held_out) for seen, held_out in split.split(vectors))


def _learn_topic(vectors: Any, folds: Sequence[_Fold], told: Sequence[bool | None]) -> tuple[TopicClassifier, Trial]:
    has_topic = np.array([one is True for one in told])
    known = np.array([one is not None for one in told])
    machine = _fit(vectors[known], has_topic[known])
    margins = _held_out_margins(vectors, folds, has_topic, known)
    line = LogisticRegression(solver="newton-cholesky").fit(margins[known].reshape(-1, 1), has_topic[known])
    slope, offset = max(float(line.coef_[0, 0]), 0.0), float(line.intercept_[0])
    threshold = _threshold(margins[known], has_topic[known])
    precision, recall = _measured(margins, folds, has_topic, known)
    classifier = TopicClassifier(
        weights=machine.coef_[0],
        intercept=float(machine.intercept_[0]),
        threshold=threshold,
        slope=slope,
        offset=offset,
    )
    confidences = sigmoid(slope * margins + offset)
    verdicts = map(Verdict, confidences.tolist(), (margins > threshold).tolist())
    return classifier, Trial(precision=precision, recall=recall, verdicts=tuple(verdicts))


def _fit(vectors: Any, has_topic: Labels) -> LinearSVC:
    return LinearSVC(random_state=0, tol=1e-3).fit(vectors, has_topic)


def _held_out_margins(vectors: Any, folds: Sequence[_Fold], has_topic: Labels, known: Labels) -> Numbers:
    """The margin of each text under a classifier that was fitted without its fold."""
    margins = np.full(len(has_topic), UNSEEN_MARGIN)
    for fold in folds:
        seen = fold.seen[known[fold.seen]]
        if 0 < has_topic[seen].sum() < len(seen):
            margins[fold.held_out] = _fit(vectors[seen], has_topic[seen]).decision_function(vectors[fold.held_out])
    return margins


def _measured(margins: Numbers, folds: Sequence[_Fold], has_topic: Labels, known: Labels) -> tuple[float, float]:
    """Precision and recall over all folds, each with a threshold from the others."""
    given = np.zeros(len(has_topic), dtype=np.bool_)
    for fold in folds:
        others = fold.seen[known[fold.seen]]
        if has_topic[others].any():
            given[fold.held_out] = margins[fold.held_out] > _threshold(margins[others], has_topic[others])
    right = float((given & has_topic & known).sum())
    return right / max(float((given & known).sum()), 1.0), right / max(float((has_topic & known).sum()), 1.0)


def _threshold(margins: Numbers, has_topic: Labels) -> float:
    """The margin above which a topic is given, by SCutFBR."""
    order = np.argsort(-margins, kind="stable")
    ranked = margins[order]
    right = np.cumsum(has_topic[order])
    f1 = 2 * right / (np.arange(1, len(ranked) + 1) + has_topic.sum())
    last = int(f1.argmax())
    if f1[last] < POOR_F1:
        return max(float(ranked[0]), 0.0)
    return float(ranked[last : last + 2].mean())  # midway to the first that stays outside
