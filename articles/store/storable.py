"""Text that PostgreSQL accepts."""

from __future__ import annotations

import re

# PostgreSQL refuses NUL in text, and UTF-8 has no lone surrogates (file names that are not UTF-8 carry them).
_REFUSED = re.compile("[\x00\ud800-\udfff]")


def storable(text: str, *, limit: int | None = None) -> str:
    """`text` without NUL and lone surrogates, cut to `limit` characters where one is given."""
    if _REFUSED.search(text):
        text = _REFUSED.sub("", text)
    return text if limit is None else text[:limit]
