"""What became of captures that came in, as their sender is told."""

from __future__ import annotations

from dataclasses import dataclass

from articles.capture.found import Link, Skipped
from articles.documents import Rejection
from articles.store.articles import Saved
from articles.store.captures import Outcome, Recorded


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What became of one capture. `name` is the path as given; `articles` are ids, or counted only in a dry run."""

    name: str
    outcome: Outcome
    sha256: str
    capture_id: int | None = None
    article_ids: tuple[int, ...] = ()
    article_count: int = 0
    reason: str = ""
    is_pending: bool = False  # stored, and waiting for a worker to make articles of it
    was_rejected_before: bool = False  # and not tried again


Result = Receipt | Rejection | Skipped | Link


def receipt_of(recorded: Recorded, made: Saved | Rejection | None) -> Receipt:
    """The receipt for a recorded capture, `made` being what processing made of it, where it was due."""
    outcome, reason = recorded.outcome, recorded.reason
    article_ids: tuple[int, ...] = ()
    if isinstance(made, Rejection):
        outcome, reason = Outcome.REJECTED, made.reason
    elif made is not None and made.is_done_elsewhere:
        outcome = Outcome.DUPLICATE
    elif made is not None:
        outcome, reason = _outcome_of(made, outcome)
        article_ids = made.article_ids
    return Receipt(
        name=recorded.name,
        outcome=outcome,
        sha256=recorded.sha256,
        capture_id=recorded.capture_id,
        article_ids=article_ids,
        article_count=len(article_ids),
        reason=reason,
        was_rejected_before=made is None and outcome == Outcome.REJECTED and recorded.capture_id is not None,
    )


def _outcome_of(made: Saved, outcome: Outcome) -> tuple[Outcome, str]:
    """What to call a processed capture, and why: new, or one more of a page that the archive has."""
    if outcome == Outcome.REJECTED:
        return Outcome.COMPLETED, ""
    if outcome != Outcome.NEW or made.created or not made.recaptured:
        return outcome, ""
    listed = ", ".join(map(str, made.recaptured))
    if set(made.recaptured) <= set(made.repeated):
        return Outcome.DUPLICATE, f"the page was captured before with the same text: article {listed}"
    return Outcome.UPDATED, f"a new version of article {listed}"
