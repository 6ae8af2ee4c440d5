"""Arrays that grow at their end without disturbing those who hold a beginning of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
_ROOM = 1.1  # of what is needed, so that not every change copies everything


class Growing:
    """Numbers, of which holders use a beginning each; what lies before a holder's end never changes.

    Numbers are kept in the smallest unsigned type that holds them, unless they came as another type than int32.
    """

    __slots__ = ("_array", "_used")

    def __init__(self, values: Array) -> None:
        self._array = narrowed(values)
        self._used = len(values)

    def first(self, length: int) -> Array:
        """The first `length` numbers, not to be written to."""
        found = self._array[:length]
        found.flags.writeable = False
        return found

    def extended(self, length: int, values: Array) -> Growing:
        """One whose first `length` numbers are the present ones and the next are `values`; to be called by one thread.

        It is this one where the room behind `length` is free, else a copy.
        """
        values = narrowed(values)
        kind = np.promote_types(self._array.dtype, values.dtype) if len(values) else self._array.dtype
        end = length + len(values)
        if self._used != length or kind != self._array.dtype or end > len(self._array):
            grown = Growing.__new__(Growing)
            grown._array = np.empty(int(end * _ROOM) + 64, dtype=kind)
            grown._array[:length] = self._array[:length]
            grown._array[length:end] = values
            grown._used = end
            return grown
        self._array[length:end] = values
        self._used = end
        return self

    @property
    def nbytes(self) -> int:
        """The memory it takes, in bytes."""
        return int(self._array.nbytes)


def narrowed(values: Array) -> Array:
    """Numbers from 0 as the smallest unsigned type that holds them; numbers of other types than int32 as they are."""
    if values.dtype != np.int32:
        return values
    return values.astype(np.min_scalar_type(int(values.max(initial=0))))
