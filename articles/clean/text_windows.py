"""What stands around each line: values beside it, sums and maxima near it, for a whole page at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.floating[Any]]


def put_neighbours(values: Matrix, reach: int, out: Matrix) -> None:
    """For each column of `values` the values up to `reach` lines before and behind, side by side; 0 beyond the page."""
    count, columns = values.shape
    padded = np.zeros((count + 2 * reach, columns))
    padded[reach : reach + count] = values
    width = padded.itemsize
    around: Matrix = np.ndarray(
        (count, columns, 2 * reach + 1), padded.dtype, padded, strides=(columns * width, width, columns * width)
    )
    spread = out.reshape(count, columns, 2 * reach)
    spread[:, :, :reach] = around[:, :, :reach]
    spread[:, :, reach:] = around[:, :, reach + 1 :]


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


def window_sums(values: Sequence[Matrix], reaches: Sequence[int]) -> list[Matrix]:
    """For each reach a row for each of `values`: the sums of every element and its neighbours on either side."""
    count, most = len(values[0]), max(reaches)
    padded = np.zeros((len(values), count + 2 * most + 1))
    for row, own in zip(padded, values, strict=True):
        row[most + 1 : most + 1 + count] = own
    total = padded.cumsum(axis=1)
    return [
        total[:, most + reach + 1 : most + reach + 1 + count] - total[:, most - reach : most - reach + count]
        for reach in reaches
    ]
