"""Addresses of every public page, for tests that go over all of them."""

from __future__ import annotations

from itertools import count

import pytest
from django.urls import reverse

from tests.factories import (
    ArticleFactory,
    ArticleVersionFactory,
    CaptureFactory,
    CompanyFactory,
    PersonFactory,
    PlaceFactory,
    SightingFactory,
    SourceFactory,
    TopicFactory,
)


def page_addresses(article, *, company, topic, source, person, place):
    """Every page, feed and part of a page that could show `article` or what it is tagged with."""
    entities = {"company": company, "topic": topic, "source": source, "person": person, "place": place}
    lists = ("home", "companies", "people", "places", "topics", "sources", "feed")
    args = [article.pk, article.slug]
    return [
        *(reverse(f"articles:{name}") for name in lists),
        *(reverse(f"articles:{name}", args=[thing.slug]) for name, thing in entities.items()),
        *(reverse("articles:facet", args=[name]) for name in entities),
        *(reverse("articles:home") + f"?{name}={thing.slug}" for name, thing in entities.items()),
        reverse("articles:home") + "?q=quokka",
        reverse("articles:feed") + "?q=quokka",
        reverse("articles:home") + "?q=qwokka+quokkas&kind=opinion",
        reverse("articles:article", args=args),
        reverse("articles:article_capture", args=args),
        reverse("articles:capture_download", args=args),
    ]


@pytest.fixture
def things(db):
    """One of each thing an article can be tagged with."""
    return {
        "company": CompanyFactory(name="Quokka Company"),
        "topic": TopicFactory(name="Quokka Topic"),
        "source": SourceFactory(name="Quokka Source"),
        "person": PersonFactory(name="Quokka Person"),
        "place": PlaceFactory(name="Quokka Place"),
    }


@pytest.fixture
def make_article(things):
    """A function that makes an article with one of everything, a version and a capture."""
    numbers = count()

    def make(**fields):
        content = fields.pop("raw_content", b"quokka bytes %d" % next(numbers))
        fields = {
            "title": "Quokka title",
            "text": "Quokka text.\n\nMore of it.",
            "source": things["source"],
            "companies": [things["company"]],
            "topics": [things["topic"]],
            "people": [things["person"]],
            "places": [things["place"]],
        } | fields
        article = ArticleFactory(**fields)
        capture = CaptureFactory(raw_content=content)
        ArticleVersionFactory(
            article=article, capture=capture, removed=[{"text": "Quokka advert", "rule": "promotion"}]
        )
        SightingFactory(capture=capture, url="https://quokka.example/story", captured_at="2025-07-08T10:11:00Z")
        return article

    return make
