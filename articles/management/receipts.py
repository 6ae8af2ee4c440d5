"""Receipts of an ingest: a line for each capture, and the summary."""

from __future__ import annotations

from collections import Counter
from typing import Any

from articles.capture.found import Link, Skipped
from articles.management.capture_command import shown
from articles.store.captures import Outcome
from articles.store.receipts import Receipt, Result

SKIPPED = "skipped"
LINK = "link"


class Tally:
    """Counts what became of captures."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.articles = 0
        self.not_tried = 0

    def add(self, result: Result) -> None:
        """Count one result."""
        self.counts[status_of(result)] += 1
        if isinstance(result, Receipt):
            self.articles += result.article_count
            self.not_tried += result.was_rejected_before

    @property
    def is_all_well(self) -> bool:
        """Whether nothing was rejected."""
        return not self.counts[Outcome.REJECTED]

    def summary(self) -> str:
        """'3 new, 0 completed, 0 duplicates, 0 rejected, 1 skipped (6 articles)'."""
        counts = self.counts
        duplicates = "duplicate" if counts[Outcome.DUPLICATE] == 1 else "duplicates"
        parts = [
            f"{counts[Outcome.NEW]} new",
            *([f"{counts[Outcome.UPDATED]} updated"] if counts[Outcome.UPDATED] else []),
            f"{counts[Outcome.COMPLETED]} completed",
            f"{counts[Outcome.DUPLICATE]} {duplicates}",
            f"{counts[Outcome.REJECTED]} rejected",
        ]
        if counts[SKIPPED]:
            parts.append(f"{counts[SKIPPED]} skipped")
        if counts[LINK]:
            parts.append(f"{counts[LINK]} {LINK if counts[LINK] == 1 else 'links'} to fetch")
        return f"{', '.join(parts)} ({self.articles} article{'' if self.articles == 1 else 's'})"

    def way_on(self) -> str:
        """How to have captures tried again that were rejected before; empty where there are none."""
        if not self.not_tried:
            return ""
        count = "1 capture was" if self.not_tried == 1 else f"{self.not_tried:,} captures were"
        return (
            f"{count} rejected before, and not tried again: `manage.py reprocess --rejected` processes what was "
            "rejected with the present rules."
        )


def status_of(result: Result) -> str:
    """'new', 'updated', 'completed', 'duplicate', 'rejected', 'skipped' or 'link'."""
    if isinstance(result, Receipt):
        return result.outcome.value
    if isinstance(result, Link):
        return LINK
    return SKIPPED if isinstance(result, Skipped) else Outcome.REJECTED.value


def receipt_as_text(result: Result) -> str:
    """A receipt as a line for people."""
    status = status_of(result)
    if isinstance(result, Receipt) and status in (Outcome.NEW, Outcome.UPDATED, Outcome.COMPLETED):
        if result.is_pending:
            return f"{status:<10} {shown(result.name)} (stored; a worker processes it)"
        word = "article" if result.article_count == 1 else "articles"
        ids = f": {', '.join(map(str, result.article_ids))}" if result.article_ids else ""
        return f"{status:<10} {shown(result.name)} ({result.article_count} {word}{ids})"
    if isinstance(result, Link):
        return f"{status:<10} {shown(result.name)}: {shown(result.url)}"
    before = " (as before)" if isinstance(result, Receipt) and result.was_rejected_before else ""
    return f"{status:<10} {shown(result.name)}{f': {result.reason}' if result.reason else ''}{before}"


def receipt_as_json(result: Result) -> dict[str, Any]:
    """A receipt as a JSON object."""
    if isinstance(result, Link):
        return {"capture": result.name, "status": LINK, "reason": "", "url": result.url, "title": result.title}
    told: dict[str, Any] = {"capture": result.name, "status": status_of(result), "reason": result.reason}
    if isinstance(result, Receipt):
        told |= {
            "sha256": result.sha256,
            "capture_id": result.capture_id,
            "articles": list(result.article_ids),
            "article_count": result.article_count,
            **({"pending": True} if result.is_pending else {}),
            **({"rejected_before": True} if result.was_rejected_before else {}),
        }
    return told
