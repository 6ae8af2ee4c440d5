from __future__ import annotations

import contextlib
import signal
import weakref
from io import StringIO

import pytest
from django.core.management import call_command

from newsarchive import preparation


@pytest.fixture
def signals():
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in handlers.items():
        signal.signal(number, handler)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_ctrl_c_that_a_finalizer_swallows_still_ends_the_start(monkeypatch, signals):
    class Garbage:
        pass

    def migrate(_say):
        garbage = Garbage()
        weakref.finalize(garbage, signal.raise_signal, signal.SIGINT)
        with contextlib.suppress(KeyboardInterrupt):
            del garbage

    def forbidden(_say):
        pytest.fail("the start went on")

    monkeypatch.setattr(preparation, "alone", contextlib.nullcontext)
    monkeypatch.setattr(preparation, "migrate", migrate)
    monkeypatch.setattr(preparation, "make_curator", forbidden)
    said = StringIO()

    with pytest.raises(SystemExit) as end:
        call_command("serve", "--prepare-only", stdout=said)

    assert end.value.code == 130
    assert "The next start goes on from here" in said.getvalue()
