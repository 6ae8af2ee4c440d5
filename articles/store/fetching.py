"""Pages to fetch: asked for, taken by one worker at a time, and what came of it; and the servers' turns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import md5
from typing import Final

from django.contrib.auth.models import AbstractBaseUser
from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import MD5
from django.utils import timezone

from articles.models import PageFetch, WebServer
from articles.store.storable import storable

MOST_ATTEMPTS: Final = 5
_CLAIMED: Final = timedelta(minutes=5)  # a page whose worker died is due again after it
_FIRST_PAUSE: Final = timedelta(minutes=5)  # doubled with every further attempt
_LONGEST_REASON: Final = 2_000
_LONGEST_ORIGIN: Final = 300
_ASK_LOCK: Final = 0x6E61_6665
_CREDENTIALS: Final = re.compile(r"^(\s*[a-z][a-z0-9+.-]{0,20}://)[^/?#]*@", re.IGNORECASE)
# The arbiter is an index over an expression, which the ORM's bulk_create cannot name.
_ASK: Final = """
    INSERT INTO articles_pagefetch AS page
        (url, state, reason, outcome, final_url, attempts, obeys_robots, source_name, asked_by_id, asked_at,
        next_try_at)
    SELECT url, 'waiting', '', '', '', 0, %(robots)s, %(source)s, %(by)s, %(now)s, %(now)s
    FROM unnest(%(urls)s::text[]) WITH ORDINALITY AS told (url, position)
    ORDER BY position
    ON CONFLICT (md5(url)) DO UPDATE
    SET state = 'waiting', reason = '', attempts = 0, obeys_robots = excluded.obeys_robots,
        source_name = CASE WHEN excluded.source_name = '' THEN page.source_name ELSE excluded.source_name END,
        asked_by_id = excluded.asked_by_id, asked_at = excluded.asked_at, next_try_at = excluded.next_try_at
    WHERE %(again)s
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """What there is to note of a page that did not come. `retry_at` is None where trying again is of no use."""

    reason: str
    status: int | None = None
    retry_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """When a server may be asked; `is_taken` where that moment is the caller's now."""

    at: datetime
    is_taken: bool


@transaction.atomic
def ask_for(
    *,
    urls: Sequence[str],
    by: AbstractBaseUser | None = None,
    source_name: str = "",
    obeys_robots: bool = False,
    again: bool = True,
) -> list[PageFetch]:
    """Note that pages are wanted, each address once; returns their rows in the order asked.

    `again` asks also for those that were fetched before; without it, an address that is known stays as it is. Names and
    passwords in addresses, which are refused later, are not kept.
    """
    wanted = list(dict.fromkeys(_CREDENTIALS.sub(r"\1…@", storable(url)) for url in urls))
    with connection.cursor() as cursor:
        # Two lists with the same addresses in another order would lock each other out.
        cursor.execute("SELECT pg_advisory_xact_lock(%s, 0)", [_ASK_LOCK])
        cursor.execute(
            _ASK,
            {
                "urls": wanted,
                "robots": obeys_robots,
                "source": storable(source_name, limit=200),
                "by": by.pk if by is not None else None,
                "now": timezone.now(),
                "again": again,
            },
        )
    digests = [md5(url.encode(), usedforsecurity=False).hexdigest() for url in wanted]
    rows = {row.url: row for row in PageFetch.objects.alias(digest=MD5("url")).filter(digest__in=digests)}
    return [rows[url] for url in wanted]


def claim(*, ids: Sequence[int] | None = None, most: int = 1) -> list[PageFetch]:
    """Take pages that are due, of `ids` or of all, the longest due first; nobody else gets them meanwhile."""
    now = timezone.now()
    with transaction.atomic():
        due = PageFetch.objects.due(now).order_by("next_try_at", "pk")
        if ids is not None:
            due = due.filter(pk__in=list(ids))
        chosen = list(due.select_for_update(skip_locked=True)[:most])
        PageFetch.objects.filter(pk__in=[row.pk for row in chosen]).update(next_try_at=now + _CLAIMED)
    return chosen


def put_back(*, page: PageFetch, until: datetime) -> None:
    """Let a page that was taken wait until its server may be asked."""
    PageFetch.objects.filter(pk=page.pk).update(next_try_at=until)


def note_fetched(*, page: PageFetch, capture_id: int | None, outcome: str, reason: str, final_url: str) -> None:
    """A page came: note what the archive made of it."""
    PageFetch.objects.filter(pk=page.pk).update(
        state=PageFetch.State.FETCHED,
        outcome=outcome,
        reason=storable(reason, limit=_LONGEST_REASON),
        status=None,
        final_url=storable(final_url),
        capture_id=capture_id,
        attempts=F("attempts") + 1,
        finished_at=timezone.now(),
        next_try_at=None,
    )


def note_failed(*, page: PageFetch, failed: Failed) -> datetime | None:
    """A page did not come. Returns when it will be tried again, None where it will not."""
    now = timezone.now()
    retry_at = None
    if failed.retry_at is not None and page.attempts + 1 < MOST_ATTEMPTS:
        retry_at = max(failed.retry_at, now + _FIRST_PAUSE * 2**page.attempts)
    PageFetch.objects.filter(pk=page.pk).update(
        state=PageFetch.State.FAILED,
        outcome="",
        reason=storable(failed.reason, limit=_LONGEST_REASON),
        status=failed.status,
        attempts=F("attempts") + 1,
        finished_at=now,
        next_try_at=retry_at,
    )
    return retry_at


@transaction.atomic
def take_turn(*, origin: str, delay: timedelta, patience: timedelta) -> Turn:
    """The next moment at which a server may be asked, taken where it is no further away than `patience`."""
    now = timezone.now()
    row = _server(origin, now)
    at = max(row.next_at, now)
    is_taken = at - now <= patience
    if is_taken:
        WebServer.objects.filter(pk=row.pk).update(next_at=at + delay)
    return Turn(at=at, is_taken=is_taken)


@transaction.atomic
def keep_away(*, origin: str, until: datetime) -> None:
    """Ask nothing of a server before a moment that it named."""
    row = _server(origin, timezone.now())
    WebServer.objects.filter(pk=row.pk, next_at__lt=until).update(next_at=until)


def note_robots(*, origin: str, robots: str, text: str = "") -> None:
    """What a server's robots.txt said, or why nothing came."""
    now = timezone.now()
    with transaction.atomic():
        row = _server(origin, now)
        WebServer.objects.filter(pk=row.pk).update(robots=robots, robots_text=storable(text), robots_read_at=now)


def _server(origin: str, now: datetime) -> WebServer:
    """The row of a server, made where it is new, locked until the transaction ends."""
    origin = storable(origin, limit=_LONGEST_ORIGIN)
    WebServer.objects.bulk_create([WebServer(origin=origin, next_at=now)], ignore_conflicts=True)
    return WebServer.objects.select_for_update().get(origin=origin)
