"""Which lines of a scraped page are its story: a small linear model over line features, decoded as best segments.

Two logistic regressions, the second of which also sees what the first made of a line's neighbours. `train_lines` makes
their weights; they are kept in data/line_weights.csv.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Final

import numpy as np

from articles.clean.text_features import FEATURE_NAMES, measure_lines, shared_words
from articles.clean.text_runs import RUN_NAMES, put_list_features
from articles.clean.text_weights import Vector, weights_of
from articles.clean.text_windows import Matrix, betweens, put_neighbours, window_sums

_REACH: Final = 3  # lines on either side whose verdicts are told one by one
_AROUND: Final = tuple(np.array([[2.0 * reach + 1], [1.0]]) for reach in (5, 10, 25))  # lines, and shares of the text
BESIDE_NAMES: Final = (
    *(f"story_{offset:+d}" for offset in (-3, -2, -1, 1, 2, 3)),
    "story_around_5", "story_mass_5", "story_around_10", "story_mass_10", "story_around_25", "story_mass_25",
    "story_before", "story_after", "story_begins", "story_ends", "story_log_odds",
    "story_between_3", "story_between_8", "story_between_16", "story_words_12", "shared_words", "shared_words_around",
    *RUN_NAMES,
)  # fmt: skip
SECOND_NAMES: Final = (*FEATURE_NAMES, *BESIDE_NAMES)
_BIAS: Final = 0.9  # recall is dearer than precision: a lost sentence cannot be found again
_SWITCH: Final = 0.6  # cost, in log-odds of a 16-word line, of beginning or ending a segment


@cache
def load_weights() -> tuple[Vector, Vector]:
    """The weights of both regressions, in the order of FEATURE_NAMES and SECOND_NAMES."""
    return weights_of("1", FEATURE_NAMES), weights_of("2", SECOND_NAMES)


def score_with(lines: Sequence[str], first: Vector, second: Vector) -> Vector:
    """The log-odds of each line by the weights given."""
    if not lines:
        return np.zeros(0)
    features = measure_lines(lines)
    odds: Vector = second_features(lines, features, features @ first, line_weights(lines)) @ second
    return odds


def line_weights(lines: Sequence[str]) -> Vector:
    """Roughly the words of each line."""
    return np.array([line.count(" ") + 1 for line in lines], dtype=np.float64)


def second_features(lines: Sequence[str], features: Matrix, log_odds: Vector, words: Vector) -> Matrix:
    """The features of the second regression: the first one's, and its verdicts around each line."""
    log_odds = np.minimum(np.maximum(log_odds, -9.2), 9.2)
    story = 1 / (1 + np.exp(-log_odds))
    mass = story * np.minimum(words, 60)
    total = mass.sum() or 1.0
    mass /= total
    count, known = features.shape
    rows: Matrix = np.empty((count, known + len(BESIDE_NAMES)))
    rows[:, :known] = features
    put_neighbours(story[:, None], _REACH, rows[:, known : known + 2 * _REACH])
    columns = rows[:, known + 2 * _REACH :].T
    *sums, near = window_sums((story, mass), (5, 10, 25, 12))
    for index, (lines_around, around) in enumerate(zip(_AROUND, sums, strict=True)):
        columns[2 * index : 2 * index + 2] = around / lines_around
    columns[6] = before = mass.cumsum()
    columns[7] = 1 - before
    columns[8:10] = columns[6:8] < 0.05
    columns[10] = log_odds / 5
    columns[11], columns[12], columns[13] = betweens(story, (3, 8, 16))
    columns[14] = np.minimum(near[1] * total, 400) / 400
    columns[15] = shared = shared_words(lines, story)
    columns[16] = window_sums((shared,), (3,))[0][0] / 7
    put_list_features(lines, story, columns[17 : 17 + len(RUN_NAMES)])
    return rows


def best_segments(scores: Vector, words: Vector) -> list[bool]:
    """Which lines to keep: the segments of the greatest summed score, less a cost for each begun or ended."""
    weighed = ((scores + _BIAS) * np.sqrt(words) / 4).tolist()
    keep, drop = -_SWITCH, 0.0
    steps: list[tuple[bool, bool]] = []
    for index, score in enumerate(weighed):
        keeps_on = index > 0 and keep >= drop - _SWITCH
        begins = keep if keeps_on else drop - _SWITCH
        drops_on = drop >= keep - _SWITCH or index == 0
        drop = drop if drops_on else keep - _SWITCH
        keep = begins + score
        steps.append((keeps_on, drops_on))
    state = keep > drop
    kept: list[bool] = []
    for keeps_on, drops_on in reversed(steps):
        kept.append(state)
        state = keeps_on if state else not drops_on
    return kept[::-1]
