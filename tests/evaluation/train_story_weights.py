"""Train the weights of articles/similar/story_scores.py on the tuning half of the judged pairs.

usage: python -m tests.evaluation.train_story_weights REUTERS [--write]

Logistic regression with a quadratic penalty. Prints precision at several recalls of the tuning half, cross-validated;
the held-out half is `manage.py evaluate_stories`' alone.
"""

import argparse
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict

from articles.extract.vocabulary import load_vocabulary
from articles.management.duplicates.stories import read_stories
from articles.management.stories.evaluation import TUNING, read_judged, tellings_of
from articles.similar.story_scores import pair_features

ROOT = Path(__file__).parents[2]
JUDGED = ROOT / "tests" / "data" / "stories" / "reuters_pairs.csv"
TARGET = ROOT / "articles" / "similar" / "data" / "story_weights.csv"
PENALTY = 2.0
FOLDS = 10
SEEDS = 5
HEAD = """# Weights of the score that two articles tell of one event (articles/similar/story_scores.py), made by
# tests/evaluation/train_story_weights.py; only these numbers are kept of the texts. Date: {date}.
# Source: {pairs} pairs of Reuters-21578 judged by hand, those for tuning in tests/data/stories/reuters_pairs.csv.
feature,weight
"""


def precision_at(scores, truth, recall):
    """The best precision at this recall or a higher one."""
    hits = np.cumsum(truth[np.argsort(-scores)])
    return max(hits[k] / (k + 1) for k in range(len(hits)) if hits[k] >= recall * hits[-1])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    pairs = read_judged(JUDGED)[TUNING]
    wanted = {number for pair in pairs for number in (pair.lower, pair.higher)}
    stories = [story for story in read_stories(arguments.folder) if story.number in wanted]
    tellings = tellings_of(stories, load_vocabulary())
    rows = [pair_features(tellings[pair.lower], tellings[pair.higher]) for pair in pairs]
    truth = np.array([pair.is_same for pair in pairs])
    names = list(rows[0])
    values = np.array([[row[name] for name in names] for row in rows])
    spread = values.std(0)
    total = np.zeros(len(pairs))
    for seed in range(SEEDS):
        order = np.random.default_rng(seed).permutation(len(pairs))
        scores = cross_val_predict(model(), values[order] / spread, truth[order], cv=FOLDS, method="predict_proba")[
            :, 1
        ]
        total[order] += scores / SEEDS
    for recall in (0.5, 0.6, 0.7, 0.8):
        print(f"precision {precision_at(total, truth, recall):.3f} at recall {recall}")
    for threshold in (0.5, 0.6, 0.7, 0.8):
        chosen = total >= threshold
        print(f"from {threshold}: {truth[chosen].mean():.3f}, recall {truth[chosen].sum() / truth.sum():.3f}")
    fitted = model().fit(values / spread, truth)
    weights = {"bias": fitted.intercept_[0], **dict(zip(names, fitted.coef_[0] / spread, strict=True))}
    text = "".join(f"{name},{weight:.4f}\n" for name, weight in weights.items())
    print(text)
    if arguments.write:
        head = HEAD.format(date=datetime.now(tz=UTC).date().isoformat(), pairs=len(pairs))
        TARGET.write_text(head + text, encoding="utf-8")


def model():
    return LogisticRegression(C=1 / PENALTY, max_iter=5_000)


if __name__ == "__main__":
    main()
