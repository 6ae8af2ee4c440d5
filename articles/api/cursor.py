"""Reading a whole result set in portions: each begins behind the last article of the one before.

Numbered pages slow down and shift where articles arrive meanwhile; a cursor does neither. It names the date and the id
of the last article, and the order is always by date, the newest first and the undated last.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import UTC, datetime

from articles.search.filters import EntryFilterSet
from articles.search.live.snapshot import one_snapshot
from articles.search.selecting import selection

MOST = 200  # articles a portion


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in the order by date: behind this article."""

    published_at: datetime | None
    article_id: int

    def __str__(self) -> str:
        moment = self.published_at.astimezone(UTC).isoformat() if self.published_at else ""
        return base64.urlsafe_b64encode(f"{moment} {self.article_id}".encode()).decode().rstrip("=")


def read_cursor(text: str) -> Cursor | None:
    """The place that a cursor names; None where it names none."""
    try:
        plain = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode("ascii")
        moment, space, number = plain.rpartition(" ")
        published_at = datetime.fromisoformat(moment) if moment else None
        article_id = int(number)
    except (ValueError, binascii.Error):
        return None
    if not space or (published_at is not None and published_at.tzinfo is None) or not 0 <= article_id < 2**31:
        return None
    return Cursor(published_at, article_id)


def portion(filterset: EntryFilterSet, *, after: Cursor | None, most: int) -> tuple[list[int], Cursor | None]:
    """The ids of the next `most` articles of a search, and the cursor behind them; None where there are no more."""
    with one_snapshot():
        selected = selection(filterset)
        if after is not None:
            selected = selected.behind(after.published_at, after.article_id)
        slots = selected.by_date(0, most + 1)
    ids = selected.ids(slots)
    last = Cursor(selected.moment(slots[most - 1]), ids[most - 1]) if len(ids) > most else None
    return ids[:most], last
