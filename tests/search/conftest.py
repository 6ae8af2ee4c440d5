"""A small archive with every kind of value the facets count."""

from __future__ import annotations

import random
from datetime import UTC, datetime

import pytest

from tests.factories import (
    ArticleFactory,
    CompanyFactory,
    PersonFactory,
    PlaceFactory,
    SourceFactory,
    TopicFactory,
)

WORDS = ("tariff", "battery", "harbour", "wages")


@pytest.fixture
def archive(db):
    """Forty articles, some undated, some without a source, some known only to the month or year."""
    dice = random.Random(11)
    companies = [CompanyFactory(slug=f"company-{n}", name=f"Company {n}") for n in range(5)]
    parent = TopicFactory(slug="industry", name="Industry")
    topics = [TopicFactory(slug=f"topic-{n}", name=f"Topic {n}", parent=parent if n < 2 else None) for n in range(4)]
    sources = [SourceFactory(slug=f"source-{n}", name=f"Source {n}") for n in range(3)]
    people = [PersonFactory(slug=f"person-{n}", name=f"Person {n}") for n in range(2)]
    places = [PlaceFactory(slug=f"place-{n}", name=f"Place {n}") for n in range(2)]
    articles = []
    for number in range(40):
        precision = dice.choices(["second", "day", "month", "year", "unknown"], [4, 4, 1, 1, 2])[0]
        moment = datetime(dice.choice([2021, 2023, 2024]), dice.randint(1, 12), dice.randint(1, 28), tzinfo=UTC)
        moment = {
            "second": moment.replace(hour=17, minute=5),
            "month": moment.replace(day=1),
            "year": moment.replace(day=1, month=1),
            "unknown": None,
        }.get(precision, moment)
        articles.append(
            ArticleFactory(
                title=f"Story {number} on {dice.choice(WORDS)}",
                text=f"A text that speaks of {dice.choice(WORDS)} and {dice.choice(WORDS)}.",
                published_at=moment,
                published_precision=precision,
                source=dice.choice([*sources, None]),
                kind=dice.choice(["news", "opinion"]),
                language=dice.choice(["en", "de", ""]),
                companies=dice.sample(companies, dice.randint(0, 4)),
                topics=dice.sample(topics, dice.randint(0, 2)),
                people=dice.sample(people, dice.randint(0, 2)),
                places=dice.sample(places, dice.randint(0, 1)),
            )
        )
    ArticleFactory(title="Hidden tariff story", state="hidden", companies=companies, topics=topics)
    return articles
