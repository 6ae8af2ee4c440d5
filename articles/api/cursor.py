"""Reading a whole result set in portions: each begins behind the last article of the one before.

Numbered pages slow down and shift where articles arrive meanwhile; a cursor does neither. It names the date and the id
of the last article, and the order is always by date, the newest first and the undated last.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import F, Q

from articles.search.filters import EntryFilterSet

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
    entries = filterset.entries()
    if after is not None:
        entries = entries.filter(_behind(after))
    rows = list(
        entries.order_by(F("published_at").desc(nulls_last=True), F("article_id").desc()).values_list(
            "article_id", "published_at"
        )[: most + 1]
    )
    last = Cursor(rows[most - 1][1], rows[most - 1][0]) if len(rows) > most else None
    return [pk for pk, _ in rows[:most]], last


def _behind(cursor: Cursor) -> Q:
    older = Q(pk__lt=cursor.article_id)
    if cursor.published_at is None:
        return Q(published_at__isnull=True) & older
    same_moment = Q(published_at=cursor.published_at) & older
    return Q(published_at__lt=cursor.published_at) | same_moment | Q(published_at__isnull=True)
