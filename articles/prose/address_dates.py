"""The date that an address spells: /2025/07/07/story, or its month alone: /2025/07/story."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from typing import Final

from articles.documents import Precision, PublishedDate

_DATE: Final = re.compile(
    r"[/_-]((?:19|20)\d{2})([/_-]?)(0[1-9]|1[0-2]|[1-9])\2(0[1-9]|[12]\d|3[01]|[1-9])(?=[/_.-]|$)"
)
_MONTH: Final = re.compile(r"/((?:19|20)\d{2})/(0[1-9]|1[0-2])/(?=[^/]{3})")


def read_address_date(url: str) -> tuple[str, Precision] | None:
    """The day an address spells as year-month-day, or the first of its month where it spells no day."""
    if found := _DATE.search(url):
        year, _, month, day = found.groups()
        return f"{year}-{int(month):02}-{int(day):02}", Precision.DAY
    if found := _MONTH.search(url):
        return f"{found[1]}-{found[2]}-01", Precision.MONTH
    return None


def date_from_address(url: str, *, captured_at: datetime | None = None) -> PublishedDate | None:
    """The publication date by the address, always inferred; None where it spells none that can be."""
    read = read_address_date(url)
    try:
        day = date.fromisoformat(read[0]) if read else None
    except ValueError:
        day = None
    if read is None or day is None:
        return None
    moment = datetime.combine(day, time(), tzinfo=UTC)
    if captured_at is not None and moment > captured_at:
        return None
    basis = "url" if read[1] is Precision.DAY else "url month"
    return PublishedDate(moment=moment, precision=read[1], basis=basis, is_inferred=True, evidence=read[0])
