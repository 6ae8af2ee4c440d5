"""Manners towards servers: one request at a time with a pause between, and what robots.txt asks."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

from django.utils import timezone

from articles.capture.fetching.fetch import Limits, Question, fetch
from articles.capture.fetching.results import Cause, Fetched, FetchFailure, Objection
from articles.capture.fetching.robots import MOST_BYTES, RobotsRules
from articles.capture.fetching.urls import WebAddress
from articles.collecting import asking
from articles.models import WebServer
from articles.store.fetching import Turn, keep_away, note_robots, take_turn

logger = logging.getLogger(__name__)

PATIENCE: Final = timedelta(seconds=10)  # how long one waits for a turn before doing something else
_ON_THE_WAY: Final = timedelta(seconds=5)  # the same where a fetch has begun, whose time runs out meanwhile
_PAUSE: Final = timedelta(minutes=1)  # after a server asked to come less often, and named no time
_ROBOTS_KEPT: Final = timedelta(hours=24)
_ROBOTS_MISSED: Final = timedelta(minutes=30)  # until a robots.txt that could not be had is asked for again
_ROBOTS_LIMITS: Final = Limits(max_bytes=MOST_BYTES, seconds=10, redirects=5)
sleep: Callable[[float], None] = time.sleep  # tests put a clock of their own here


def wait_for_turn(address: WebAddress, *, obeys_robots: bool, patience: timedelta = PATIENCE) -> Turn:
    """Wait until the server may be asked; a turn that is not taken says when to come again."""
    delay = asking.delay()
    if obeys_robots and (rules := known_rules(address)):
        delay = max(delay, min(timedelta(seconds=rules.delay()), asking.LONGEST_DELAY))
    turn = take_turn(origin=address.origin, delay=delay, patience=max(patience, delay))
    seconds = (turn.at - timezone.now()).total_seconds()
    if turn.is_taken and seconds > 0:
        sleep(seconds)
    return turn


def objector(first: WebAddress, *, obeys_robots: bool) -> Callable[[WebAddress], Objection | None]:
    """What to ask before every hop of a fetch that begins at `first`, a server whose turn was taken.

    Each further server that redirects lead to has its own pauses, and its own robots.txt where that is obeyed.
    """
    in_turn = {first.origin}

    def object_to(address: WebAddress) -> Objection | None:
        objection = object_by_robots(address) if obeys_robots else None
        if objection is not None or address.origin in in_turn:
            return objection
        turn = wait_for_turn(address, obeys_robots=obeys_robots, patience=_ON_THE_WAY)
        in_turn.add(address.origin)
        if turn.is_taken:
            return None
        seconds = math.ceil((turn.at - timezone.now()).total_seconds())
        reason = f"{address.host}, where the redirects lead, is not to be asked yet"
        return Objection(cause=Cause.LATER, reason=reason, retry_after=seconds)

    return object_to


def object_by_robots(address: WebAddress) -> Objection | None:
    """What stands against asking for an address by robots.txt, which is read where it is not known yet."""
    row = WebServer.objects.filter(origin=address.origin).first()
    now = timezone.now()
    if row is None or not _is_fresh(row, now):
        _read_robots(address)
        row = WebServer.objects.get(origin=address.origin)
    if row.robots == WebServer.Robots.UNREACHABLE:
        return Objection(cause=Cause.UNREACHABLE, reason=f"the site’s robots.txt could not be had: {row.robots_text}")
    if row.robots == WebServer.Robots.READ and not RobotsRules(row.robots_text, asking.ROBOT).allows(address.url):
        return Objection(cause=Cause.ROBOTS, reason="the site’s robots.txt asks to stay away from it")
    return None


def known_rules(address: WebAddress) -> RobotsRules | None:
    """The rules of a server whose robots.txt was read."""
    row = WebServer.objects.filter(origin=address.origin, robots=WebServer.Robots.READ).first()
    return RobotsRules(row.robots_text, asking.ROBOT) if row else None


def heed(failure: FetchFailure) -> datetime | None:
    """Do as the server asked that refused for now; returns when to try again, None where that is of no use."""
    if not failure.is_passing:
        return None
    pause = timedelta(seconds=failure.retry_after or 0)
    if failure.status in (429, 503):
        pause = max(pause, _PAUSE)
        keep_away(origin=failure.answered_by, until=timezone.now() + pause)
    return timezone.now() + pause


def _read_robots(address: WebAddress) -> None:
    question = Question(
        user_agent=asking.user_agent(),
        accept="text/plain,*/*;q=0.1",
        by_type=lambda declared: "",
        by_content=lambda declared, content: "",
    )
    result = fetch(f"{address.origin}/robots.txt", question=question, limits=_ROBOTS_LIMITS, network=asking.network())
    if isinstance(result, Fetched):
        text = result.content.decode("utf-8", "replace")
        note_robots(origin=address.origin, robots=WebServer.Robots.READ, text=text)
        return
    # RFC 9309, 2.3.1: no file is no rule; a server that fails is left alone.
    is_missing = isinstance(result, FetchFailure) and not result.is_passing and result.cause != Cause.TOO_LARGE
    robots = WebServer.Robots.NONE if is_missing else WebServer.Robots.UNREACHABLE
    logger.info("robots.txt of %s: %s", address.host, robots.value)
    note_robots(origin=address.origin, robots=robots, text=result.reason if isinstance(result, FetchFailure) else "")


def _is_fresh(row: WebServer, now: datetime) -> bool:
    if row.robots == WebServer.Robots.UNREAD or row.robots_read_at is None:
        return False
    kept = _ROBOTS_MISSED if row.robots == WebServer.Robots.UNREACHABLE else _ROBOTS_KEPT
    return now - row.robots_read_at.astimezone(UTC) < kept
