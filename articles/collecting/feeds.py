"""Feeds polled: asked with manners, read, and what is new in them taken in."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Final

from django.utils import timezone

from articles.capture.feed.entries import FeedDocument, FeedEntry, FeedError
from articles.capture.feed.entry_page import page_of_entry
from articles.capture.feed.read import MOST_BYTES, read_feed
from articles.capture.fetching.content_types import reason_not_a_feed
from articles.capture.fetching.fetch import Limits, Question, fetch
from articles.capture.fetching.results import Cause, Fetched, FetchFailure, Unchanged
from articles.capture.fetching.urls import UrlError
from articles.collecting import asking, manners
from articles.collecting.pages import MakeRules
from articles.collecting.side_by_side import LOOKED_AT, origin_of_url, side_by_side, taking_in
from articles.models import Feed, Sighting
from articles.pipeline import Rules, archive_rules, ingest_capture
from articles.store.feeds import (
    FeedGoneError,
    NewItem,
    Polled,
    add_items,
    claim_feed,
    note_poll_failed,
    note_polled,
    put_feed_back,
    unseen,
)
from articles.store.lexemes import refresh_lexemes

logger = logging.getLogger(__name__)

_ACCEPT: Final = (
    "application/rss+xml,application/atom+xml,application/feed+json,application/xml;q=0.9,text/xml;q=0.9,"
    "application/json;q=0.8,*/*;q=0.1"
)
_GONE: Final = "the feed was deleted while it was polled"


@dataclass(frozen=True, slots=True, kw_only=True)
class PollResult:
    """What a poll of a feed brought: how many items were new, the pages they lead to, or why it failed."""

    feed: Feed
    new: int = 0
    taken: int = 0  # texts of the feed itself that were taken in
    page_ids: tuple[int, ...] = ()
    is_unchanged: bool = False
    error: str = ""


class _PollError(Exception):
    """A poll that failed, with everything there is to note of it."""

    def __init__(self, failure: FetchFailure, retry_at: datetime | None) -> None:
        super().__init__(failure.reason)
        self.failure, self.retry_at = failure, retry_at


class _LaterError(Exception):
    """The server is not to be asked before `until`."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"its server is not to be asked before {until:%Y-%m-%d %H:%M:%S} UTC")
        self.until = until


def poll_feeds(*, ids: Sequence[int] | None = None, make_rules: MakeRules | None = None) -> Iterator[PollResult]:
    """Poll the feeds that are due, of `ids` or of all, several servers at a time."""
    taken = 0
    for result in side_by_side(
        partial(_claim_next, ids),
        partial(poll_feed, make_rules=make_rules),
        origin_of=lambda feed: origin_of_url(feed.url),
    ):
        taken += result.taken
        yield result
    if taken:
        refresh_lexemes()


def _claim_next(ids: Sequence[int] | None, at_work: Collection[str]) -> Feed | None:
    """Take the feed that is due longest of those whose server is not being asked just now."""
    due = Feed.objects.due(timezone.now()).order_by("next_poll_at", "pk")
    if ids is not None:
        due = due.filter(pk__in=list(ids))
    for pk, url in due.values_list("pk", "url")[:LOOKED_AT]:
        if origin_of_url(url) not in at_work and (feed := claim_feed(ids=[pk])):
            return feed
    return None


def poll_feed(feed: Feed, *, make_rules: MakeRules | None = None) -> PollResult:
    """Poll one feed that was claimed. What it lists anew is taken in, or its pages are asked for."""
    try:
        fetched = _fetch(feed.url, etag=feed.etag, last_modified=feed.last_modified)
        if isinstance(fetched, Unchanged):
            note_polled(feed=feed, polled=None, new=0)
            return PollResult(feed=feed, is_unchanged=True)
        document = _read(fetched)
        entries = [*document.entries, *_entries_of(document.sitemaps)]
    except _LaterError as error:
        put_feed_back(feed=feed, until=error.until)
        return PollResult(feed=feed, error=str(error))
    except _PollError as error:
        return _failed(feed, error.failure, error.retry_at)
    except (UrlError, FeedError) as error:
        note_poll_failed(feed=feed, reason=str(error))
        logger.info("feed %s: %s", feed.pk, error)
        return PollResult(feed=feed, error=str(error))
    try:
        with taking_in:
            result = _take_in(feed, entries, fetched, make_rules)
    except FeedGoneError:
        logger.info("feed %s: deleted while it was polled", feed.pk)
        return PollResult(feed=feed, error=_GONE)
    polled = Polled(kind=document.kind, title=document.title, moved_to=fetched.url if fetched.is_moved else "")
    if not document.sitemaps:  # an index stays as it is while what it leads to changes
        polled = replace(polled, etag=fetched.etag, last_modified=fetched.last_modified)
    note_polled(feed=feed, polled=polled, new=result.new)
    return result


def _fetch(url: str, *, etag: str = "", last_modified: str = "") -> Fetched | Unchanged:
    """Ask for a feed or sitemap in turn. Raises _PollError, UrlError, _LaterError."""
    address = asking.read_address(url)
    turn = manners.wait_for_turn(address, obeys_robots=True)
    if not turn.is_taken:
        raise _LaterError(turn.at)
    question = Question(
        user_agent=asking.user_agent(),
        accept=_ACCEPT,
        by_type=reason_not_a_feed,
        by_content=lambda declared, content: "" if content.strip() else "empty",
        etag=etag,
        last_modified=last_modified,
        object_to=manners.objector(address, obeys_robots=True),
    )
    limits = Limits(max_bytes=MOST_BYTES, seconds=asking.limits().seconds)
    result = fetch(url, question=question, limits=limits, network=asking.network())
    if isinstance(result, FetchFailure):
        retry_at = manners.heed(result)
        if result.cause == Cause.LATER and retry_at is not None:
            raise _LaterError(retry_at)
        raise _PollError(result, retry_at)
    return result


def _read(fetched: Fetched) -> FeedDocument:
    """What was fetched, read. Raises FeedError."""
    try:
        return read_feed(fetched.content, url=fetched.url, media_type=fetched.media_type)
    except FeedError:
        raise
    except Exception as error:  # of the parser: what no rule foresaw in one feed must not stop the others
        logger.exception("a feed that cannot be read")
        raise FeedError(f"failed: {type(error).__name__}: {str(error)[:300]}") from error


def _entries_of(sitemaps: Sequence[str]) -> Iterator[FeedEntry]:
    """The news in the sitemaps of an index; one of them that fails takes nothing from the others."""
    for url in sitemaps:
        try:
            fetched = _fetch(url)
            if isinstance(fetched, Fetched):
                yield from _read(fetched).entries
        except (_PollError, _LaterError, UrlError, FeedError) as error:
            logger.info("a sitemap of an index: %s", error)


def _take_in(feed: Feed, entries: Sequence[FeedEntry], fetched: Fetched, make_rules: MakeRules | None) -> PollResult:
    """Note what is new, the oldest first; texts of the feed are taken in, pages asked for."""
    new = unseen(feed=feed, keys=(entry.key for entry in entries))
    fresh = {entry.key: entry for entry in entries if entry.key in new}
    asked: list[NewItem] = []
    rules: Rules | None = None
    taken = 0
    for entry in reversed(fresh.values()):
        item = _item(feed, entry)
        if item.wants_page or item.reason:
            asked.append(item)
            continue
        rules = rules or (make_rules or archive_rules)()
        raw = page_of_entry(entry, moment=fetched.moment, source_name=feed.source_name)
        receipt = ingest_capture(raw, rules=rules, how=Sighting.How.FEED)
        done = NewItem(key=item.key, link=item.link, capture_id=receipt.capture_id, reason=receipt.reason)
        add_items(feed=feed, items=[done])
        taken += 1
    page_ids = add_items(feed=feed, items=asked) if asked else []
    return PollResult(feed=feed, new=len(fresh), taken=taken, page_ids=tuple(page_ids))


def _item(feed: Feed, entry: FeedEntry) -> NewItem:
    """Where the text of an entry is to come from."""
    is_from_feed = bool(entry.body.strip()) and (
        feed.text == Feed.Text.FEED or (feed.text == Feed.Text.AUTO and entry.is_whole)
    )
    if is_from_feed:
        return NewItem(key=entry.key, link=entry.link)
    if not entry.link:
        return NewItem(key=entry.key, link="", reason="has neither a whole text nor a link")
    if reason := asking.reason_not_to_ask(entry.link):
        return NewItem(key=entry.key, link=entry.link, reason=reason)
    return NewItem(key=entry.key, link=entry.link, wants_page=True)


def _failed(feed: Feed, failure: FetchFailure, retry_at: datetime | None) -> PollResult:
    note_poll_failed(feed=feed, reason=failure.reason, retry_at=retry_at, is_gone=failure.status == 410)
    logger.info("feed %s: %s", feed.pk, failure.reason[:200])
    return PollResult(feed=feed, error=failure.reason)
