"""The slowest searches of late, in a small file beside the database: pages that only read write no tables.

All processes of a machine append to one file, a line each; past its limit it becomes the former file, and the one
before that goes.
"""

from __future__ import annotations

import json
import logging
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse

LIMIT: Final = 512 * 1024  # bytes of each of the two files
LONGEST_ADDRESS: Final = 500  # characters
_WATCHED: Final = frozenset({"home", "facet", "feed", "api_articles", "export", "trends", "trends_csv", "complete"})
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class SlowSearch:
    """A search that took long: its address, milliseconds, and when."""

    address: str
    milliseconds: int
    moment: datetime


class SlowSearchMiddleware:
    """Notes searches that take NEWSARCHIVE_SLOW_SEARCH milliseconds or more; 0 notes none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if settings.NEWSARCHIVE_SLOW_SEARCH <= 0:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and note how long it took where that was long."""
        started = time.perf_counter()
        response = self.get_response(request)
        took = round((time.perf_counter() - started) * 1_000)
        match = request.resolver_match
        if took >= settings.NEWSARCHIVE_SLOW_SEARCH and match is not None and match.url_name in _WATCHED:
            note(request.get_full_path(), took)
        return response


def note(address: str, milliseconds: int) -> None:
    """Append a line; a file that cannot be written is no reason to refuse a search."""
    path = _path()
    line = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "ms": milliseconds, "url": address[:LONGEST_ADDRESS]}
    try:
        if path.exists() and path.stat().st_size > LIMIT:
            path.replace(path.with_suffix(".old"))
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(file, (json.dumps(line) + "\n").encode())  # one write: lines of other processes stay whole
        finally:
            os.close(file)
    except OSError as error:
        logger.warning("a slow search could not be noted: %s", error)


def slowest(count: int) -> list[SlowSearch]:
    """The slowest noted, each address once, the slowest first."""
    worst: dict[str, SlowSearch] = {}
    for path in (_path().with_suffix(".old"), _path()):
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except OSError:
            continue
        for line in lines:
            found = _read(line)
            if found and (found.address not in worst or found.milliseconds > worst[found.address].milliseconds):
                worst[found.address] = found
    return sorted(worst.values(), key=lambda one: (-one.milliseconds, one.address))[:count]


def _read(line: str) -> SlowSearch | None:
    try:
        told = json.loads(line)
        return SlowSearch(
            address=str(told["url"]), milliseconds=int(told["ms"]), moment=datetime.fromisoformat(told["at"])
        )
    except (ValueError, KeyError, TypeError):
        return None  # a line cut off by a full disk


def _path() -> Path:
    return Path(settings.SLOW_SEARCH_LOG)
