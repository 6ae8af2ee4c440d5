"""A site on the loopback interface, and a clock that nobody has to wait for."""

from __future__ import annotations

import pytest

from articles.admin import fetching
from articles.clean.sources import SourceBook, load_sources
from articles.collecting import asking, feeds, manners, pages
from articles.documents import Vocabulary
from articles.extract.article import Extractor
from articles.pipeline import Rules
from tests.capture.fetching.servers import Server, serving


@pytest.fixture(scope="session")
def few_rules() -> Rules:
    """The real stages, with no companies to load and look for."""
    return Rules(sources=SourceBook(load_sources()), extractor=Extractor(Vocabulary()))


@pytest.fixture
def site(settings, monkeypatch, few_rules) -> Server:
    """A server whose `answers` a test fills. Every name leads to it."""
    with serving({}) as server:
        settings.FETCH_LOOPBACK_PORTS = frozenset({server.port})
        settings.FETCH_DELAY = 0
        monkeypatch.setattr(pages, "archive_rules", lambda: few_rules)
        monkeypatch.setattr(feeds, "archive_rules", lambda: few_rules)
        monkeypatch.setattr(fetching, "present_rules", lambda: few_rules)
        monkeypatch.setattr(asking, "resolve", lambda host, port: ["127.0.0.1"])
        yield server


@pytest.fixture
def slept(monkeypatch) -> list[float]:
    """The pauses that were made, in seconds; none takes any time."""
    pauses: list[float] = []
    monkeypatch.setattr(manners, "sleep", pauses.append)
    return pauses
