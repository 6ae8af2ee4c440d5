"""What a process keeps of late searches, bounded in memory, and what changed between versions of the entries."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import Generic, Protocol, TypeVar

import numpy as np
from django.conf import settings

from articles.search.live.growing import Array

_MOST_IDS = 50_000  # of changed articles that are remembered
_MOST_STEPS = 5_000
_MOST_AT_ONCE = 5_000  # articles; where more changed, matching all anew is quicker


class _Sized(Protocol):
    @property
    def nbytes(self) -> int: ...


_Key = TypeVar("_Key")
_Value = TypeVar("_Value", bound=_Sized)


class Kept(Generic[_Key, _Value]):
    """Values by key, those used last; together they take at most `share` of what the setting SEARCH_CACHE allows."""

    def __init__(self, share: float) -> None:
        self._share = share
        self._lock = threading.Lock()
        self._kept: OrderedDict[_Key, _Value] = OrderedDict()
        self._size = 0

    def get(self, key: _Key) -> _Value | None:
        """What is kept under a key."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def keep(self, key: _Key, value: _Value) -> None:
        """Keep a value in place of the one before, and let go of those used longest ago where there are too many."""
        most = settings.SEARCH_CACHE * 1024**2 * self._share
        if value.nbytes > most / 4:
            return
        with self._lock:
            before = self._kept.pop(key, None)
            self._size += value.nbytes - (0 if before is None else before.nbytes)
            self._kept[key] = value
            while self._size > most:
                _, gone = self._kept.popitem(last=False)
                self._size -= gone.nbytes

    def clear(self) -> None:
        """Keep nothing."""
        with self._lock:
            self._kept.clear()
            self._size = 0


class History:
    """Which articles changed from one version of the entries to the next, as far back as some thousands of them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._steps: OrderedDict[int, Array] = OrderedDict()
        self._size = 0

    def add(self, version: int, ids: Array) -> None:
        """Version `version` is the one before it with these articles changed."""
        if len(ids) > _MOST_AT_ONCE:
            return
        with self._lock:
            self._steps[version] = ids
            self._size += len(ids)
            while self._size > _MOST_IDS or len(self._steps) > _MOST_STEPS:
                _, gone = self._steps.popitem(last=False)
                self._size -= len(gone)

    def between(self, earlier: int, later: int) -> Array | None:
        """The articles that changed after `earlier` up to `later`; None where that is not remembered, or too many."""
        if not 0 <= later - earlier <= _MOST_STEPS:
            return None
        with self._lock:
            steps = [self._steps.get(version) for version in range(earlier + 1, later + 1)]
        known = [ids for ids in steps if ids is not None]
        if len(known) < len(steps):
            return None
        changed = np.unique(np.concatenate(known)) if known else np.zeros(0, np.int32)
        return changed if len(changed) <= _MOST_AT_ONCE else None
