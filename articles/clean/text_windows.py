"""What stands around each line: values beside it, sums and maxima near it, for a whole page at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.floating[Any]]


def put_neighbours(values: Matrix, offsets: Sequence[int], out: Matrix) -> None:
    """For each column of `values` the values at `offsets` lines away, side by side; 0 beyond the page."""
    count, reach = len(values), max(offsets)
    padded = np.zeros((count + 2 * reach, values.shape[1]))
    padded[reach : reach + count] = values
    for index, offset in enumerate(offsets):
        out[:, index :: len(offsets)] = padded[reach + offset : reach + offset + count]


def betweens(values: Matrix, reaches: Sequence[int]) -> list[Matrix]:
    """For each reach and element the smaller of the greatest values within the reach before and after it."""
    count, most = len(values), max(reaches)
    windows = np.zeros(count + 2 * most)
    windows[most : most + count] = values
    found: list[Matrix] = []
    width = 1
    for reach in reaches:  # the greatest of `width` elements each, widened by overlap
        while width < reach:
            step = min(width, reach - width)
            windows = np.maximum(windows[:-step], windows[step:])
            width += step
        begin = most - reach
        found.append(np.minimum(windows[begin : begin + count], windows[most + 1 : most + 1 + count]))
    return found


def window_sums(values: Matrix, reaches: Sequence[int]) -> list[Matrix]:
    """For each reach the sums, column by column, of each row and its neighbours on either side."""
    count, most = len(values), max(reaches)
    padded = np.zeros((count + 2 * most + 1, values.shape[1]))
    padded[most + 1 : most + 1 + count] = values
    total = padded.cumsum(axis=0)
    return [
        total[most + reach + 1 : most + reach + 1 + count] - total[most - reach : most - reach + count]
        for reach in reaches
    ]
