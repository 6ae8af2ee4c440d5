"""Feeds: added, taken by one worker at a time, and what a poll found noted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from articles.models import Feed, FeedItem
from articles.store.fetching import ask_for
from articles.store.storable import storable

_CLAIMED: Final = timedelta(minutes=10)  # a feed whose worker died is due again after it
_LONGEST_PAUSE: Final = timedelta(hours=24)
_LONGEST_REASON: Final = 2_000
_LONGEST_TITLE: Final = 300


class FeedGoneError(Exception):
    """A feed was deleted meanwhile: there is nothing that its items could belong to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewItem:
    """An item of a feed that was not seen before. `reason` says why nothing is made of it, if so."""

    key: str
    link: str
    wants_page: bool = False
    capture_id: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """What a poll that went well told of the feed itself. `moved_to` is its new address, where it moved for good."""

    kind: str = ""
    title: str = ""
    etag: str = ""
    last_modified: str = ""
    moved_to: str = ""


@transaction.atomic
def add_feeds(*, titles: Mapping[str, str]) -> list[Feed]:
    """Follow feeds, `{address: title}`; returns those that were not followed before."""
    known = set(Feed.objects.select_for_update().values_list("url", flat=True))
    wanted = {storable(url): storable(title, limit=_LONGEST_TITLE) for url, title in titles.items()}
    return Feed.objects.bulk_create([Feed(url=url, title=title) for url, title in wanted.items() if url not in known])


def claim_feed(*, ids: Sequence[int] | None = None) -> Feed | None:
    """Take the feed that is due longest, of `ids` or of all, so that nobody else polls it meanwhile."""
    now = timezone.now()
    with transaction.atomic():
        due = Feed.objects.due(now).order_by("next_poll_at", "pk")
        if ids is not None:
            due = due.filter(pk__in=list(ids))
        feed = due.select_for_update(skip_locked=True).first()
        if feed is not None:
            Feed.objects.filter(pk=feed.pk).update(next_poll_at=now + _CLAIMED)
    return feed


def make_due(*, ids: Sequence[int]) -> None:
    """Let feeds be polled now, whatever their plan."""
    Feed.objects.filter(pk__in=list(ids)).update(next_poll_at=timezone.now())


def forget_validators(*, ids: Sequence[int]) -> None:
    """Ask for the whole feed next time, not only for what changed."""
    Feed.objects.filter(pk__in=list(ids)).update(etag="", last_modified="")


def unseen(*, feed: Feed, keys: Iterable[str]) -> set[str]:
    """Of the keys of items, those that the feed did not list before."""
    wanted = set(keys)
    return wanted - set(FeedItem.objects.filter(feed=feed, key__in=wanted).values_list("key", flat=True))


@transaction.atomic
def add_items(*, feed: Feed, items: Sequence[NewItem]) -> list[int]:
    """Note new items, and ask for the pages that they lead to; returns the ids of those pages.

    A page that anybody asked for before is not asked for again. Raises FeedGoneError.
    """
    if not Feed.objects.select_for_update(no_key=True).filter(pk=feed.pk).exists():
        raise FeedGoneError
    links = [item.link for item in items if item.wants_page]
    asked = ask_for(urls=links, source_name=feed.source_name, obeys_robots=True, again=False) if links else []
    pages = {page.url: page for page in asked}
    FeedItem.objects.bulk_create(
        [
            FeedItem(
                feed=feed,
                key=item.key,
                link=storable(item.link),
                page=pages.get(storable(item.link)) if item.wants_page else None,
                capture_id=item.capture_id,
                reason=storable(item.reason, limit=_LONGEST_REASON),
            )
            for item in items
        ],
        ignore_conflicts=True,
    )
    return [page.pk for page in asked]


def note_polled(*, feed: Feed, polled: Polled | None, new: int) -> None:
    """A poll went well; None where the server said that nothing changed."""
    now = timezone.now()
    changes: dict[str, object] = {
        "last_poll_at": now,
        "last_error": "",
        "failures": 0,
        "next_poll_at": now + timedelta(minutes=feed.interval_minutes),
    }
    if new:
        changes["last_new_at"] = now
    if polled is not None:
        changes |= {
            "kind": storable(polled.kind, limit=40),
            "etag": storable(polled.etag),
            "last_modified": storable(polled.last_modified),
        }
        if not feed.title and polled.title:
            changes["title"] = storable(polled.title, limit=_LONGEST_TITLE)
        if polled.moved_to and not Feed.objects.filter(url=polled.moved_to).exists():
            changes["url"] = storable(polled.moved_to)
    Feed.objects.filter(pk=feed.pk).update(**changes)


def note_poll_failed(*, feed: Feed, reason: str, retry_at: datetime | None = None, is_gone: bool = False) -> None:
    """A poll failed: the next comes after twice the pause of the last, at most a day, and not before `retry_at`."""
    now = timezone.now()
    pause = min(timedelta(minutes=feed.interval_minutes) * 2 ** min(feed.failures, 12), _LONGEST_PAUSE)
    Feed.objects.filter(pk=feed.pk).update(
        last_poll_at=now,
        last_error=storable(reason, limit=_LONGEST_REASON),
        failures=F("failures") + 1,
        next_poll_at=max(now + pause, retry_at or now),
        is_active=not is_gone,
    )


def put_feed_back(*, feed: Feed, until: datetime) -> None:
    """Let a feed that was taken wait until its server may be asked."""
    Feed.objects.filter(pk=feed.pk).update(next_poll_at=until)
