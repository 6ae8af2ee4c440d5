"""What somebody else changed between the moment a form was shown and the moment it came back.

A form sends back all of its fields, those too that the person left alone. Taken at their word they would undo what
another curator, or a better rule, changed meanwhile. So the page carries a digest of each value that it showed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any, Final

from django.db.models import Model

_SHOWN: Final = 200  # characters of a value


def digests(row: Model, names: Iterable[str]) -> dict[str, str]:
    """`{field: digest}` of a row's values."""
    return {name: digest(getattr(row, name)) for name in names}


def digest(value: Any) -> str:
    """The same for values that a form cannot tell apart: line ends, white space around, microseconds."""
    told = blake2b(repr(_plain(value)).encode("utf-8", "surrogatepass"), digest_size=9)
    return told.hexdigest()


def read_digests(sent: object) -> Mapping[str, str]:
    """The digests that a form sent back; none where it sent none, or something else."""
    try:
        found = json.loads(sent) if isinstance(sent, str) else {}
    except (ValueError, RecursionError):
        return {}
    return {name: told for name, told in found.items() if isinstance(told, str)} if isinstance(found, dict) else {}


def told_to(value: Any) -> str:
    """What to say to whoever changed a field that somebody else changed meanwhile."""
    words = " ".join(str(value if value not in (None, [], "") else "nothing").split())
    shown = words if len(words) <= _SHOWN else f"{words[:_SHOWN]}…"
    return f"This was changed meanwhile, to: {shown}. Save once more to put yours in its place."


def _plain(value: Any) -> object:
    match value:
        case Model():
            return value.pk
        case datetime():
            return value.astimezone(UTC).replace(microsecond=0).isoformat()
        case list() | tuple():
            return [_plain(one) for one in value]
        case None:
            return ""
    return "\n".join(str(value).splitlines()).strip()
