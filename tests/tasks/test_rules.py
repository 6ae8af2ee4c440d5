"""The rules that a process keeps."""

from __future__ import annotations

import gc
from weakref import ref

import pytest

from articles.pipeline import stored_rules


class Loop:
    """What only the collector of garbage can free."""

    def __init__(self) -> None:
        self.own = self


@pytest.mark.django_db
def test_garbage_is_not_kept_for_good_when_rules_are_made_anew():
    gc.disable()  # so that nothing but the making of rules collects it
    try:
        left = ref(Loop())
        stored_rules()
        gc.collect()
        assert left() is None
    finally:
        gc.enable()
