"""Follow feeds: add, list, poll, and move lists of them in and out."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from articles.capture.feed.entries import FeedError
from articles.capture.feed.opml import Subscription, read_opml, write_opml
from articles.collecting.feeds import PollResult, poll_feeds
from articles.collecting.pages import Collected, Missed, fetch_pages
from articles.collecting.subscriptions import follow
from articles.management.capture_command import quieten_log, shown
from articles.management.commands.fetch import collected_as_text
from articles.management.endings import plain_endings
from articles.models import Feed
from articles.store.feeds import forget_validators, make_due
from articles.store.receipts import Receipt


class Command(BaseCommand):
    """Polls feeds in the foreground, with no worker needed, and keeps the list of them."""

    help = (
        "Follow RSS, Atom and JSON feeds and news sitemaps. 'poll' asks the feeds that are due, takes in what is new "
        "and fetches the pages that it leads to; robots.txt, Retry-After and a pause for each server are kept to."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """What to do, each with its own arguments."""
        acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
        add = acts.add_parser("add", help="follow feeds")
        add.add_argument("urls", nargs="+", metavar="URL")
        poll = acts.add_parser("poll", help="ask the feeds that are due for what is new")
        poll.add_argument("ids", nargs="*", type=int, metavar="ID", help="these feeds, due or not")
        poll.add_argument("--all", action="store_true", help="every followed feed, due or not")
        poll.add_argument("--whole", action="store_true", help="ask for whole feeds, not only for what changed")
        acts.add_parser("list", help="the feeds and how their last poll went")
        read = acts.add_parser("import", help="follow the feeds of an OPML file")
        read.add_argument("file", metavar="FILE")
        write = acts.add_parser("export", help="write the feeds as OPML")
        write.add_argument("file", metavar="FILE", help="'-' writes to the output")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what was asked."""
        quieten_log(options["verbosity"])
        with plain_endings(self.stderr):
            {
                "add": self.add,
                "poll": self.poll,
                "list": self.show,
                "import": self.read,
                "export": self.write,
            }[options["act"]](options)

    def add(self, options: dict[str, Any]) -> None:
        """Follow feeds by their addresses."""
        self._follow([Subscription(url=url) for url in options["urls"]])

    def poll(self, options: dict[str, Any]) -> None:
        """Poll, then fetch the pages of what is new; exit status 1 where a feed failed or a page did not come."""
        ids = options["ids"] or None
        if options["all"]:
            ids = list(Feed.objects.filter(is_active=True).values_list("pk", flat=True))
        if ids is not None:
            make_due(ids=ids)
        if options["whole"]:
            forget_validators(ids=ids or list(Feed.objects.values_list("pk", flat=True)))
        is_all_well = True
        page_ids: list[int] = []
        for result in poll_feeds(ids=ids):
            self.stdout.write(_poll_as_text(result))
            page_ids += result.page_ids
            is_all_well = is_all_well and not result.error
        for one in fetch_pages(ids=page_ids):
            self.stdout.write(collected_as_text(one))
            is_all_well = is_all_well and not _is_failure(one)
        if not is_all_well:
            sys.exit(1)

    def show(self, options: dict[str, Any]) -> None:
        """A line a feed."""
        for feed in Feed.objects.order_by("pk"):
            state = f"failed {feed.failures} times: {feed.last_error}" if feed.failures else "well"
            when = f"{feed.last_poll_at:%Y-%m-%d %H:%M}" if feed.last_poll_at else "never polled"
            state = state if feed.is_active else f"not followed; {state}"
            self.stdout.write(f"{feed.pk:<6} {when:<16} {shown(feed.title or '–')} <{shown(feed.url)}> {shown(state)}")

    def read(self, options: dict[str, Any]) -> None:
        """Follow what an OPML file lists."""
        try:
            subscriptions = read_opml(Path(options["file"]).read_bytes())
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be read: {error.strerror or error}") from error
        except FeedError as error:
            raise CommandError(f"{options['file']}: {error}") from error
        self._follow(subscriptions)

    def write(self, options: dict[str, Any]) -> None:
        """Write every feed as OPML."""
        feeds = [Subscription(url=feed.url, title=feed.title) for feed in Feed.objects.order_by("title", "pk")]
        content = write_opml(feeds, title="Feeds of newsarchive")
        if options["file"] == "-":
            self.stdout.write(content.decode("utf-8"))
            return
        try:
            Path(options["file"]).write_bytes(content)
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be written: {error.strerror or error}") from error
        self.stdout.write(f"{len(feeds)} feeds written.")

    def _follow(self, subscriptions: list[Subscription]) -> None:
        followed = follow(subscriptions)
        for url, reason in followed.refused.items():
            self.stderr.write(f"{shown(url)[:200]}: {reason}")
        self.stdout.write(followed.summary())
        if followed.refused:
            sys.exit(1)


def _poll_as_text(result: PollResult) -> str:
    name = shown(result.feed.title or result.feed.url)
    if result.error:
        return f"{'failed':<10} {name}: {shown(result.error)}"
    if result.is_unchanged:
        return f"{'unchanged':<10} {name}"
    return f"{'polled':<10} {name}: {result.new} new ({result.taken} texts, {len(result.page_ids)} pages)"


def _is_failure(one: Collected) -> bool:
    return isinstance(one, Missed) or (isinstance(one, Receipt) and one.outcome == "rejected")
