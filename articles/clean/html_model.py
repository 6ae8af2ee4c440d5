"""The model that tells article from furniture: a weight for each feature of html_features.py, kept as data.

It is a logistic regression trained on pages with known text by tests/evaluation/train_html_model.py, which also
cross-validates it by publisher: no page is judged by weights that have seen its site.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from math import exp
from pathlib import Path

WEIGHTS = Path(__file__).parent / "data" / "html_model.csv"
THRESHOLD = 0.4  # where the mean precision and the mean recall of cross-validation meet


@cache
def load_weights() -> dict[str, float]:
    """{feature: weight} from the data file."""
    lines = [line for line in WEIGHTS.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return {row["feature"]: float(row["weight"]) for row in csv.DictReader(lines)}


def probability(features: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """How likely the block with these features is part of the article, from 0 to 1."""
    weight = weights.get
    total = 0.0
    for name, value in features.items():
        total += weight(name, 0.0) * value
    return 1 / (1 + exp(-max(-30.0, min(30.0, total))))
