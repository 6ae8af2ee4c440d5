"""Feeds as people name them: checked, brought into one writing, followed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from articles.capture.feed.opml import Subscription
from articles.capture.fetching.urls import UrlError
from articles.collecting import asking
from articles.store.feeds import add_feeds


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """How many feeds are followed now that were not, how many were, and `{address: why}` of those refused."""

    new: int
    known: int
    refused: dict[str, str]

    def summary(self) -> str:
        """'2 feeds followed, 1 known already, 0 refused.'"""
        feeds = "feed" if self.new == 1 else "feeds"
        return f"{self.new} {feeds} followed, {self.known} known already, {len(self.refused)} refused."


def follow(subscriptions: Iterable[Subscription]) -> Followed:
    """Follow feeds, but for those whose addresses are never asked."""
    wanted: dict[str, str] = {}
    refused: dict[str, str] = {}
    for one in subscriptions:
        try:
            wanted[asking.read_address(one.url).url] = one.title
        except UrlError as error:
            refused[one.url] = str(error)
    made = add_feeds(titles=wanted)
    return Followed(new=len(made), known=len(wanted) - len(made), refused=refused)
