"""Any search as an Atom feed, the newest first."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed

from articles.search.filters import NEWEST, EntryFilterSet
from articles.search.live.snapshot import one_snapshot
from articles.search.ranking import page_of_ids
from articles.search.rows import Row, rows
from articles.search.selecting import selection
from articles.search.stories import one_a_story

ENTRIES = 50
_READ = 200  # articles that are looked through for them, since a story may have many
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class SearchFeed(Feed):  # type: ignore[type-arg]  # not subscriptable at run time
    """The newest articles of a search; its address takes the parameters of the search page."""

    feed_type = Atom1Feed
    description_template = None

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> EntryFilterSet:
        """The search that the address states."""
        return EntryFilterSet(request.GET)

    def title(self, obj: EntryFilterSet) -> str:
        """The words of the search, or the archive's name."""
        words = clean_xml(obj.chosen["q"])
        return f"newsarchive: {words}" if words else "newsarchive"

    def link(self, obj: EntryFilterSet) -> str:
        """The search as a page."""
        return reverse("articles:home") + obj.state.query

    def feed_url(self, obj: EntryFilterSet) -> str:
        """The feed's own address."""
        return reverse("articles:feed") + obj.state.query

    def items(self, obj: EntryFilterSet) -> tuple[Row, ...]:
        """The newest articles found, one a story; every one where every copy is asked for."""
        with one_snapshot():
            ids = page_of_ids(selection(obj), tree=obj.parsed.tree, order=NEWEST, start=0, stop=_READ).ids
            told = ids if obj.counts_copies else one_a_story(ids)
            return rows(told[:ENTRIES], obj.parsed.tree)

    def item_title(self, item: Row) -> str:
        """The headline."""
        return clean_xml(item.article.title)

    def item_description(self, item: Row) -> str:
        """How the date is known and the passages that matched, as plain text."""
        snippet = "".join(text for text, _ in item.snippet)
        phrase = item.date.phrase
        return clean_xml(f"{phrase[0].upper()}{phrase[1:]}. {snippet}")

    def item_link(self, item: Row) -> str:
        """The article's page."""
        return item.article.get_absolute_url()

    def item_guid(self, item: Row) -> str:
        """A name for the article that lasts, whatever becomes of its slug."""
        return f"urn:newsarchive:article:{item.article.pk}"

    def item_author_name(self, item: Row) -> str:
        """The byline, else the publisher."""
        source = item.article.source.name if item.article.source else ""
        return clean_xml(", ".join(item.article.authors) or source)

    def item_pubdate(self, item: Row) -> datetime | None:
        """The publication date; none for the undated."""
        return item.article.published_at

    def item_updateddate(self, item: Row) -> datetime:
        """When the archive last changed the article, which Atom asks for and the undated have too."""
        return item.article.updated_at

    def item_categories(self, item: Row) -> list[str]:
        """Its topics and companies."""
        return [clean_xml(tag.name) for tag in (*item.topics, *item.companies)]


def clean_xml(text: str) -> str:
    """`text` without the characters that XML 1.0 forbids."""
    return _NOT_XML.sub("", text)
