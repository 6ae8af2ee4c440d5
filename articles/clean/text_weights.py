"""The learned weights of the line model and the headline model, from their data file."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.floating[Any]]

WEIGHTS_PATH: Final = Path(__file__).parent / "data" / "line_weights.csv"


@cache
def read_weights() -> dict[tuple[str, str], float]:
    """The rows of the data file: {(regression, feature): weight}."""
    with WEIGHTS_PATH.open(encoding="utf-8") as file:
        rows = list(csv.reader(line for line in file if not line.startswith("#")))
    return {(row[0], row[1]): float(row[2]) for row in rows[1:]}


def weights_of(regression: str, names: Sequence[str]) -> Vector:
    """The weights of one regression for features by name; a feature the file does not know weighs 0."""
    known = read_weights()
    return np.array([known.get((regression, name), 0.0) for name in names])
