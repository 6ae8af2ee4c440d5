"""Dates as curators type them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final

from articles.documents import Precision

_WRITTEN: Final = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2})(?:[ T](?P<hour>\d{1,2}):(?P<minute>\d{2}))?)?)?"
)


def read_date(written: str) -> tuple[datetime, str] | None:
    """'2024', '2024-05', '2024-05-31' or '2024-05-31 14:05' as a moment and its precision; None for anything else."""
    found = _WRITTEN.fullmatch(" ".join(written.split()).removesuffix("Z").removesuffix(" UTC"))
    if found is None:
        return None
    parts = {name: int(value) for name, value in found.groupdict().items() if value is not None}
    try:
        moment = datetime(
            parts["year"],
            parts.get("month", 1),
            parts.get("day", 1),
            parts.get("hour", 0),
            parts.get("minute", 0),
            tzinfo=UTC,
        )
    except ValueError:
        return None
    finest = next(name for name in ("hour", "day", "month", "year") if name in parts)
    precision = {"hour": Precision.SECOND, "day": Precision.DAY, "month": Precision.MONTH, "year": Precision.YEAR}
    return moment, precision[finest].value
