"""Feeds, pages to be fetched and the servers that have them."""

from __future__ import annotations

import hashlib

import factory
from django.utils import timezone

from articles.models import Feed, FeedItem, PageFetch, WebServer


class FeedFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Feed

    url = factory.Sequence("https://news.example/feed-{}.xml".format)
    title = factory.Sequence("News of harbour {}".format)


class FeedItemFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = FeedItem

    feed = factory.SubFactory(FeedFactory)
    key = factory.Sequence(lambda n: hashlib.sha256(str(n).encode()).hexdigest())
    link = factory.Sequence("https://news.example/item-{}".format)


class PageFetchFactory(factory.django.DjangoModelFactory):
    """A page that waits to be fetched."""

    class Meta:
        model = PageFetch

    url = factory.Sequence("https://news.example/story-{}".format)
    asked_at = factory.LazyFunction(timezone.now)
    next_try_at = factory.SelfAttribute("asked_at")


class WebServerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = WebServer

    origin = factory.Sequence("https://news{}.example".format)
    next_at = factory.LazyFunction(timezone.now)
