"""Pages by their address: fetched, stored as captures, and the record of each brought up to date."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from typing import Final, TypeVar

from django.utils import timezone

from articles.capture.fetching.fetch import Question, fetch
from articles.capture.fetching.results import Cause, Fetched, FetchFailure, FetchResult
from articles.capture.fetching.urls import UrlError, WebAddress
from articles.capture.found import Link
from articles.collecting import asking, manners
from articles.collecting.side_by_side import LOOKED_AT, origin_of_url, side_by_side, taking_in
from articles.documents import RawCapture, Rejection
from articles.models import PageFetch, Sighting, WebServer
from articles.pipeline import Rules, archive_rules, ingest_capture
from articles.store.fetching import Failed, ask_for, claim, note_failed, note_fetched, put_back
from articles.store.lexemes import refresh_lexemes
from articles.store.receipts import Receipt

logger = logging.getLogger(__name__)
MakeRules = Callable[[], Rules]
_ASKED_TOGETHER: Final = 500  # links noted in one transaction
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Postponed:
    """A page whose server is not to be asked before `until`."""

    name: str
    until: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed(Rejection):
    """A page that did not come; `retry_at` is when it is tried again, None where it is not."""

    retry_at: datetime | None = None


Collected = Receipt | Missed | Postponed


def fetch_pages(
    *, ids: Sequence[int] | None = None, make_rules: MakeRules | None = None, seconds: float | None = None
) -> Iterator[Collected]:
    """Fetch what is due, of `ids` or of all, from several servers at a time; says of each what came of it.

    A page whose server asks for a longer pause than one waits for is left for later. After `seconds` no further page is
    begun. `make_rules` is asked once, when the first page has come.
    """
    rules = cache(make_rules or archive_rules)
    started = time.monotonic()
    has_texts = False

    def claim_in_time(at_work: Collection[str]) -> PageFetch | None:
        is_late = seconds is not None and time.monotonic() - started >= seconds
        return None if is_late else _claim_next(ids, at_work)

    for collected in side_by_side(
        claim_in_time, partial(fetch_page, make_rules=rules), origin_of=lambda page: origin_of_url(page.url)
    ):
        has_texts = has_texts or isinstance(collected, Receipt)
        yield collected
    if has_texts:
        refresh_lexemes()


def ask_for_links(results: Iterable[T], *, source_name: str = "") -> Iterator[T]:
    """Hand the results of an ingest through, and note the pages that links among them lead to as wanted.

    Such a list is nobody's word on a single page, so the sites' robots.txt is heeded; what was fetched, or is wanted,
    already stays as it is.
    """
    urls: list[str] = []
    for result in results:
        if isinstance(result, Link):
            urls.append(result.url)
            if len(urls) >= _ASKED_TOGETHER:
                ask_for(urls=urls, source_name=source_name, obeys_robots=True, again=False)
                urls.clear()
        yield result
    if urls:
        ask_for(urls=urls, source_name=source_name, obeys_robots=True, again=False)


def fetch_page(page: PageFetch, *, make_rules: MakeRules) -> Collected:
    """Fetch one page that was claimed, and take it in."""
    try:
        address = asking.read_address(page.url)
    except UrlError as error:
        return _missed(page, Failed(reason=str(error)))
    turn = manners.wait_for_turn(address, obeys_robots=page.obeys_robots)
    if not turn.is_taken:
        put_back(page=page, until=turn.at)
        return Postponed(name=page.url, until=turn.at, reason=f"{address.host} is not to be asked before then")
    result = _ask(page, address)
    if isinstance(result, FetchFailure):
        retry_at = manners.heed(result)
        if result.cause == Cause.LATER and retry_at is not None:
            put_back(page=page, until=retry_at)
            return Postponed(name=page.url, until=retry_at, reason=result.reason)
        return _missed(page, Failed(reason=result.reason, status=result.status, retry_at=retry_at))
    assert isinstance(result, Fetched)
    raw = RawCapture(
        content=result.content,
        media_type=result.media_type,
        name=page.url,
        url=result.url,
        captured_at=result.moment,
        source_name=page.source_name,
    )
    with taking_in:
        receipt = ingest_capture(raw, rules=make_rules(), how=Sighting.How.FETCHED)
    note_fetched(
        page=page,
        capture_id=receipt.capture_id,
        outcome=receipt.outcome,
        reason=receipt.reason,
        final_url=result.url if result.url != page.url else "",
    )
    return receipt


def _ask(page: PageFetch, address: WebAddress) -> FetchResult:
    objector = manners.objector(address, obeys_robots=page.obeys_robots)
    question = Question(user_agent=asking.user_agent(), object_to=objector)
    return fetch(page.url, question=question, limits=asking.limits(), network=asking.network())


def _missed(page: PageFetch, failed: Failed) -> Missed:
    retry_at = note_failed(page=page, failed=failed)
    logger.info("page %s: nothing came: %s", page.pk, failed.reason[:200])
    return Missed(name=page.url, reason=failed.reason, retry_at=retry_at)


def _claim_next(ids: Sequence[int] | None, at_work: Collection[str]) -> PageFetch | None:
    """Take the next page: of those due longest, the one whose server may be asked first, so that no pause is idle.

    Those of servers that are being asked just now wait.
    """
    while True:
        now = timezone.now()
        due = PageFetch.objects.due(now).order_by("next_try_at", "pk")
        if ids is not None:
            due = due.filter(pk__in=list(ids))
        told = {pk: origin_of_url(url) for pk, url in due.values_list("pk", "url")[:LOOKED_AT]}
        origins = {pk: origin for pk, origin in told.items() if origin not in at_work}
        if not origins:
            return None
        turns = dict(WebServer.objects.filter(origin__in=origins.values()).values_list("origin", "next_at"))
        for pk in sorted(origins, key=lambda pk: max(turns.get(origins[pk], now), now)):
            if claimed := claim(ids=[pk]):
                return claimed[0]
