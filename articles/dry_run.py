"""What taking captures in would say of each, found out by doing it and taking it back."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from time import monotonic
from typing import Final

from django.db import transaction

from articles import pipeline
from articles.capture.found import Found
from articles.documents import RawCapture
from articles.store.captures import Outcome
from articles.store.intake import handed_through
from articles.store.receipts import Receipt, Result
from articles.store.vocabulary import load_vocabulary

HELD_FOR: Final = 20.0  # seconds that others may have to wait for what a dry run has locked


def preview(
    found: Iterable[Found], *, held_for: float = HELD_FOR, now: Callable[[], float] = monotonic
) -> Iterator[Result]:
    """What `ingest` would say of each, in transactions that are rolled back.

    What is taken in locks sources, people and words against whoever takes in the same, so a transaction ends after
    `held_for` seconds, and nothing is handed over within one, since whoever reads it may take their time. Of what came
    before its own transaction a capture is compared with the bytes alone: another capture of a page is new there.
    """
    waiting = iter(found)
    kept: set[str] = set()  # hashes of what would be in the archive by now
    rules: pipeline.Rules | None = None
    is_done = False
    while not is_done:
        results: list[Result] = []
        with transaction.atomic():
            if rules is None:
                rules = pipeline.archive_rules()
            else:
                load_vocabulary()  # that of the transaction before went with it where the archive has none yet
            ends = now() + held_for
            is_done = True
            for one in waiting:
                results.extend(_tried(one, rules, kept))
                if now() >= ends:
                    is_done = False
                    break
            transaction.set_rollback(True)
        yield from results


def _tried(one: Found, rules: pipeline.Rules, kept: set[str]) -> Iterator[Result]:
    if not isinstance(one, RawCapture):
        yield from handed_through([one], ())
        return
    sha256 = hashlib.sha256(one.content).hexdigest()
    receipt = replace(pipeline.ingest_capture(one, rules=rules), capture_id=None, article_ids=())
    if sha256 in kept and receipt.outcome == Outcome.NEW:
        receipt = Receipt(name=receipt.name, outcome=Outcome.DUPLICATE, sha256=sha256)
    if receipt.outcome != Outcome.REJECTED:
        kept.add(sha256)
    yield receipt
